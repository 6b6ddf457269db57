import type { Log } from '../../ports/log.ts';

/** Who hears of an answer that reached nobody. */
export interface Telling {
  log: Log;
  /** Something did not work that no effect will report. */
  onTrouble(code: string, text: string): void;
}

/**
 * Gives an answer to whoever asked. Never throws: what can't be shown is told as trouble.
 * @param tellable what a failure is called; only the platform's adapter can read its errors
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
