import type { Intent } from './intent.ts';
import { firstWord, reasonOf, unquoted } from './words.ts';

const dryRun = /(?:^|\s)(?:--dry-run|dry[ -]run|preview)(?=\s|$)/i;

/** `rollback prompt [to v6] [because …]`; `rollback prompt v6` and `rollback prompt dry run` are understood as well. */
export function parseRollback(text: string): Intent | { misuse: string } {
  const { head, reason } = splitReason(text);
  const preview = dryRun.test(head);
  const { word: part, rest } = firstWord(head.replace(dryRun, ' '));
  if (part === '') {
    return reason ? { misuse: 'Say which part to roll back.' } : { command: 'rollback', preview };
  }
  const { word: version, rest: after } = firstWord(rest.replace(/^to(?:\s+|$)/i, ''));
  if (/^to$/i.test(rest)) return { misuse: `Say which version of ${unquoted(part)} to go back to, after “to”.` };
  const why = reason ?? reasonOf(after);
  return {
    command: 'rollback',
    part: unquoted(part),
    ...(version ? { to: version } : {}),
    ...(why ? { reason: why } : {}),
    preview,
  };
}

/** Everything after the first `because`, or after a lone dash or colon, is the reason. */
function splitReason(text: string): { head: string; reason?: string } {
  const match = /(?:^|\s)(?:because|–|—|-)\s/i.exec(text);
  if (!match) return { head: text };
  const reason = reasonOf(text.slice(match.index + match[0].length));
  return reason ? { head: text.slice(0, match.index), reason } : { head: text.slice(0, match.index) };
}
