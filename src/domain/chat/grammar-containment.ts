import { dryRun, splitReason } from './grammar-rollback.ts';
import type { Intent } from './intent.ts';
import { bareOption } from './options.ts';
import { firstWord } from './words.ts';

/** Kinds of containment that have a command of their own. */
type Kind = Extract<Intent, { off?: true }>['command'];

/**
 * `freeze`, `freeze prompts because …`, `freeze off`. A word without “because” names one of several, and is never taken
 * for the reason.
 * @param asked whether a dry run was asked for with an option
 */
export function parseContainment(
  command: Kind,
  text: string,
  asked: boolean,
): Intent | { misuse: string; help?: true } {
  const { head, reason: given } = splitReason(text);
  const preview = asked || dryRun.test(head) || bareOption(given ?? '') === 'dry-run';
  const reason = bareOption(given ?? '') === 'dry-run' ? undefined : given;
  const first = firstWord(head.replace(dryRun, ' '));
  const off = /^(?:off|end|stop|back)$/i.test(first.word);
  const { word: name, rest } = off ? firstWord(first.rest) : first;
  if (rest !== '')
    return {
      misuse: `The reason for a ${command} comes after “because”; nothing was done.`,
      help: true,
    };
  return {
    command,
    preview,
    ...(off && { off: true as const }),
    ...(name && !/^on$/i.test(name) && { name }),
    ...(reason && { reason }),
  };
}
