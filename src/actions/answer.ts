import { readBeginning } from '../http/answer.ts';
import { withoutSecrets } from '../http/secrets.ts';

/** Far more than is kept, so that a secret is blanked as a whole before the text is cut. */
const readLimit = 64 * 1024;
const keptLimit = 2048;

/** A target's answer: all of it that was read, to be judged, and what people are shown. */
export interface Answer {
  /** Without secrets as well, because what is wrong with an answer is told in its own words. */
  text: string;
  /** False when it broke off or is longer than is read. */
  whole: boolean;
  shown: string;
}

/**
 * Reads a target's answer. For the log and the channel it is at most 2,048 characters, with secrets blanked.
 * @param secrets every form of them
 */
export async function readAnswer(response: Response, secrets: string[]): Promise<Answer> {
  const beginning = await readBeginning(response, readLimit);
  const text = withoutSecrets(beginning, secrets);
  const rest = beginning.ended === 'broken' ? ' … the rest of the answer did not arrive' : '';
  const clean = `${text}${rest}`
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .trim();
  const shown = clean.length <= keptLimit ? clean : `${clean.slice(0, keptLimit - 1)}…`;
  return { text, whole: beginning.ended === 'whole', shown };
}
