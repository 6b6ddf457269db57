import type { Intent } from './intent.ts';
import { isOption, type Option } from './options.ts';
import { dash } from './signs.ts';
import { firstWord, reasonOf } from './words.ts';

/** The option of the commands that go on without those who decide; it is understood with dashes and without. */
export const breakGlass = 'break-glass';

const bare = new RegExp(`(?:^|\\s)break[\\s_${dash}]?glass(?=\\s|$|[:,])`, 'i');

/** Splits the words that name a deed from the reason to break the glass for it; no reason given is an empty one. */
export function splitBreakGlass(text: string, options: readonly Option[]): { head: string; reason?: string } {
  const match = bare.exec(text);
  if (match)
    return {
      head: text.slice(0, match.index).trim(),
      reason: reasonOf(text.slice(match.index + match[0].length)),
    };
  if (!options.some((option) => isOption(option, breakGlass))) return { head: text };
  // The option is cut out of the text by now: the first word is the deed's, the others are the reason.
  const { word, rest } = firstWord(text);
  return { head: word, reason: reasonOf(rest) };
}

/** What to answer where the reason is missing. */
export const noReason = 'Breaking the glass needs a reason: it is announced with your name.';

/** `approve`, `approve prompt`, `approve prompt break-glass nobody answers`. */
export function parseApprove(
  text: string,
  options: readonly Option[],
): Intent | { misuse: string; help?: true } {
  const { head, reason } = splitBreakGlass(text, options);
  if (reason === '') return { misuse: noReason };
  const { word: part, rest } = firstWord(head);
  if (rest !== '')
    return {
      misuse: '`approve` takes the part, or `break-glass` and a reason; nothing was done.',
      help: true,
    };
  return {
    command: 'approve',
    ...(part === '' ? {} : { part }),
    ...(reason === undefined ? {} : { breakGlass: reason }),
  };
}
