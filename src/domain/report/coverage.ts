import type { Library } from '../runbooks/runbook.ts';
import type { Known } from './known.ts';

/** Which systems have runbooks, and which alerts found one. */
export interface Coverage {
  systems: { withRunbook: number; of: number; without: string[] };
  /** Incidents that an alert opened or joined. */
  alerted: { mapped: number; of: number };
  /** What came without a runbook of its own, most often first. */
  gaps: { system: string; failure: string; incidents: number[] }[];
}

/** Systems as the files say it, alerts as the log does. */
export function coverageOf(
  library: Pick<Library, 'systems' | 'runbooks' | 'generic'>,
  tallies: readonly Known[],
): Coverage {
  const own = library.runbooks.filter(({ id }) => id !== library.generic);
  const without = library.systems
    .filter(({ kind }) => !own.some(({ appliesTo }) => appliesTo.includes(kind)))
    .map(({ id }) => id);
  const alerted = tallies.filter(({ alerts }) => alerts > 0);
  const unmapped = alerted.filter(({ mapped }) => !mapped);
  return {
    systems: {
      withRunbook: library.systems.length - without.length,
      of: library.systems.length,
      without,
    },
    alerted: { mapped: alerted.length - unmapped.length, of: alerted.length },
    gaps: alike(unmapped),
  };
}

/** Incidents of the same system and failure, most often first, newest first among them. */
export function alike(tallies: readonly Known[]): { system: string; failure: string; incidents: number[] }[] {
  const found = new Map<string, { system: string; failure: string; incidents: number[] }>();
  for (const { named } of tallies) {
    if (named === undefined) continue;
    const { system, failure, number } = named;
    const key = JSON.stringify([system, failure]);
    const known = found.get(key);
    if (known) known.incidents.push(number);
    else found.set(key, { system, failure, incidents: [number] });
  }
  for (const { incidents } of found.values()) incidents.sort((a, b) => b - a);
  return [...found.values()].sort(
    (a, b) => b.incidents.length - a.incidents.length || (b.incidents[0] ?? 0) - (a.incidents[0] ?? 0),
  );
}
