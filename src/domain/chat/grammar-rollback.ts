import type { Intent } from './intent.ts';
import { bareOption } from './options.ts';
import { dash } from './signs.ts';
import { firstWord, reasonOf } from './words.ts';

/** `--dry-run` as people write it, with dashes and without. */
export const dryRun = new RegExp(`(?:^|\\s)/?(?:dry[\\s_${dash}]?run|preview)(?=\\s|$)`, 'i');
const beforeReason = new RegExp(`(?:^|\\s)(?:because|[${dash}]{1,3})\\s`, 'i');

/**
 * `rollback prompt [to v6] [because …]`; `rollback prompt v6` and `rollback prompt dry run` are understood as well.
 * @param asked whether a dry run was asked for with an option
 */
export function parseRollback(text: string, asked: boolean): Intent | { misuse: string } {
  const { head, reason: given } = splitReason(text);
  // `rollback prompt — dry-run` is what a phone makes of the option.
  const preview = asked || dryRun.test(head) || bareOption(given ?? '') === 'dry-run';
  const reason = bareOption(given ?? '') === 'dry-run' ? undefined : given;
  const { word: part, rest } = firstWord(head.replace(dryRun, ' '));
  if (/^stop$/i.test(part)) return stopOf(rest, reason);
  if (part === '') {
    return reason ? { misuse: 'Say which part to roll back.' } : { command: 'rollback', preview };
  }
  if (/^to$/i.test(part)) return { misuse: 'Say which part to roll back, before “to”.' };
  if (/^to$/i.test(rest)) return { misuse: `Say which version of ${part} to go back to, after “to”.` };
  const { version, after } = takeVersion(rest);
  const why = reason ?? reasonOf(after);
  return {
    command: 'rollback',
    part,
    ...(version ? { to: version } : {}),
    ...(why ? { reason: why } : {}),
    preview,
  };
}

/** `rollback stop [<part>] [because <why>]`: nothing is called any more. */
function stopOf(rest: string, reason: string | undefined): Intent | { misuse: string } {
  const { word: part, rest: more } = firstWord(rest);
  if (more !== '') return { misuse: 'After `rollback stop` comes one part, and the reason after “because”.' };
  return {
    command: 'rollback',
    stop: true,
    ...(part ? { part } : {}),
    ...(reason ? { reason } : {}),
    preview: false,
  };
}

/** After `to` any word is a version; without it only a word with a digit is, the rest being the reason. */
function takeVersion(text: string): { version?: string; after: string } {
  const named = /^to\s+/i.exec(text);
  const { word, rest } = firstWord(named ? text.slice(named[0].length) : text);
  return named || /\d/.test(word) ? { version: word, after: rest } : { after: text };
}

/** Everything after the first `because`, or after a lone dash, is the reason. */
export function splitReason(text: string): { head: string; reason?: string } {
  const match = beforeReason.exec(text);
  if (!match) return { head: text };
  const reason = reasonOf(text.slice(match.index + match[0].length));
  return reason ? { head: text.slice(0, match.index), reason } : { head: text.slice(0, match.index) };
}
