import { readBeginning } from '../http/answer.ts';
import { withoutSecrets } from '../http/secrets.ts';

/** Far more than is kept, so that a secret is blanked as a whole before the text is cut. */
const readLimit = 64 * 1024;
const keptLimit = 2048;

/**
 * A target's answer, for the log and the channel: at most 2,048 characters, with secrets blanked. The status has
 * already said whether it worked.
 * @param secrets every form of them
 */
export async function readAnswer(response: Response, secrets: string[]): Promise<string> {
  const beginning = await readBeginning(response, readLimit);
  const rest = beginning.ended === 'broken' ? ' … the rest of the answer did not arrive' : '';
  const clean = `${withoutSecrets(beginning, secrets)}${rest}`
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .trim();
  return clean.length <= keptLimit ? clean : `${clean.slice(0, keptLimit - 1)}…`;
}
