import type { ContainedBy, Similar, SimilarIncident } from '../domain/incident/similar.ts';
import { count, cut, inSeries, oneLine } from '../domain/plain.ts';

/** Names in files and versions are foreign text. */
const named = (text: string) => cut(oneLine(text), 60);

/** How it is like the present one and what contained it then: `same failure here; cause: prompt; contained by prompt → v6`. */
export function similarWords({ like, system, failure, category, contained = [] }: SimilarIncident): string {
  const alike = {
    'system and failure': 'same failure here',
    failure: `same failure of ${named(system ?? 'another system')}`,
    system: `${named(failure ?? 'another failure')} here`,
  }[like];
  const cause = category === undefined ? 'no cause recorded' : `cause: ${category}`;
  return `${alike}; ${cause}; ${containedWords(contained)}`;
}

function containedWords(contained: ContainedBy[]): string {
  if (contained.length === 0) return 'nothing that airb did is known to have contained it';
  const deeds = contained.map(({ part, to, title, partly }) => {
    const deed = title === undefined ? `${named(part)} → ${named(to)}` : `“${named(title)}”`;
    return partly ? `${deed} (partly)` : deed;
  });
  return `contained by ${inSeries(deeds)}`;
}

/** `This failure of this system was cancelled 2 times in the 30 days before.`; empty where it never was. */
export function noiseWords({ cancelled = 0 }: Pick<Similar, 'cancelled'>): string {
  if (cancelled === 0) return '';
  return `The same failure of this system was cancelled as no incident ${cancelled === 1 ? 'once' : count(cancelled, 'time')} in the 30 days before.`;
}
