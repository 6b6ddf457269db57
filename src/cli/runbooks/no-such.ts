import { suggest } from '../../domain/suggest.ts';
import { type Answer, misuse } from '../terminal/answer.ts';

/**
 * The answer for a name that no file has.
 * @param known names that may have been meant
 * @param otherwise what to say when none is near: where to look, or which names there are
 */
export function noSuch(
  kind: 'system' | 'runbook',
  name: string,
  { known, otherwise }: { known: string[]; otherwise: string },
): Answer {
  return misuse(`There is no ${kind} called \`${name}\`. ${suggest(name, known) ?? otherwise}`);
}

/** `There are: support-bot, refund-agent.` */
export function thereAre(names: string[]): string {
  return `There are: ${names.join(', ')}.`;
}

/** The ids of things that have one. */
export function idsOf(named: { id: string }[]): string[] {
  return named.map(({ id }) => id);
}
