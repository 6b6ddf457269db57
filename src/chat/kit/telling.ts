import type { Log } from '../../ports/log.ts';

/** Where to report an answer that reached nobody. */
export interface Telling {
  log: Log;
  /** Reports a failure that no effect will report. */
  onTrouble(code: string, text: string): void;
}

/**
 * Gives an answer to the person who asked. Never throws: an answer that can't be shown is reported as trouble.
 * @param tellable the code of a failure; only the platform's adapter can read its errors
 */
export async function orTell(
  { log, onTrouble }: Telling,
  give: () => Promise<void>,
  tellable: (error: unknown) => { code: string; message: string },
): Promise<void> {
  try {
    await give();
  } catch (error) {
    const { code, message } = tellable(error);
    log.warn({ code, error: message }, 'an answer did not reach its asker');
    onTrouble(code, `An answer did not reach the person who asked: ${message}`);
  }
}
