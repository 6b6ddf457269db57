import { DeliveryError } from '../errors.ts';

/** The wait where a tracker asks to slow down without saying how long. */
const pauseMs = 60_000;

/** What a tracker answered, and it is not what was asked for. The issue may be there, so it is looked for. */
export function unclear(name: string, what: string): DeliveryError {
  return new DeliveryError(`${name} answered without ${what}.`, {
    retry: true,
    uncertain: true,
    code: `${name.toLowerCase()}_unclear`,
  });
}

/** The error as a request to slow down, where its words say so and its status does not. */
export function slowedDown(error: unknown, words: RegExp): unknown {
  if (!(error instanceof DeliveryError) || error.throttled || !words.test(error.message)) return error;
  const { message, code } = error;
  return new DeliveryError(message, { retry: true, throttled: true, afterMs: pauseMs, code });
}

/**
 * What a tracker answers when it is asked for one issue.
 * @throws DeliveryError; `gone` where it says that it has no such issue, by its status or by `words`
 */
export async function ofIssue(answer: Promise<unknown>, words?: RegExp): Promise<unknown> {
  return answer.catch((error: unknown) => {
    if (!(error instanceof DeliveryError)) throw error;
    const { message, code } = error;
    if (!/_(?:404|410)$/.test(code) && !words?.test(message)) throw error;
    throw new DeliveryError(message, { retry: false, gone: true, code });
  });
}
