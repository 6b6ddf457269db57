import type { Intent } from './intent.ts';
import { firstWord, reasonOf } from './words.ts';

const dryRun = /(?:^|\s)(?:--dry-run|dry[ -]run|preview)(?=\s|$)/i;

/** Parses `rollback prompt [to v6] [because …]`; it also takes `rollback prompt v6` and `rollback prompt dry run`. */
export function parseRollback(text: string): Intent | { misuse: string } {
  const { head, reason } = splitReason(text);
  const preview = dryRun.test(head);
  const { word: part, rest } = firstWord(head.replace(dryRun, ' '));
  if (part === '') {
    return reason ? { misuse: 'Say which part to roll back.' } : { command: 'rollback', preview };
  }
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

/** After `to` any word is a version. Without `to`, only a word with a digit is a version; all else is the reason. */
function takeVersion(text: string): { version?: string; after: string } {
  const named = /^to\s+/i.exec(text);
  const { word, rest } = firstWord(named ? text.slice(named[0].length) : text);
  return named || /\d/.test(word) ? { version: word, after: rest } : { after: text };
}

/** Splits off the reason: all text after the first `because`, or after a dash or colon that stands alone. */
function splitReason(text: string): { head: string; reason?: string } {
  const match = /(?:^|\s)(?:because|–|—|-)\s/i.exec(text);
  if (!match) return { head: text };
  const reason = reasonOf(text.slice(match.index + match[0].length));
  return reason ? { head: text.slice(0, match.index), reason } : { head: text.slice(0, match.index) };
}
