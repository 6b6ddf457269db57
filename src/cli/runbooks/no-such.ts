import { suggest } from '../../domain/suggest.ts';
import { type Answer, misuse } from '../terminal/answer.ts';

/**
 * A name that is in none of the files.
 * @param known what may have been meant
 * @param otherwise what to say when nothing is near: where to look, or what there is
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

export function idsOf(named: { id: string }[]): string[] {
  return named.map(({ id }) => id);
}
