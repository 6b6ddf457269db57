import { inSeries } from '../../domain/plain.ts';
import { coverageOf, isLost, type Way } from '../../domain/response/reach.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import { list } from './applies.ts';

/**
 * Finds people who are paged and have accounts, but only where airb is not connected here.
 * @param ways what the settings of this installation configure
 */
export function outOfReach(
  { library, files: { organization } }: { library: Library; files: LibraryFiles },
  { ways, now }: { ways: readonly Way[]; now: Instant },
): Finding[] {
  const lost = new Map<string, { lacks: Set<string>; systems: Set<string> }>();
  for (const { system, people } of coverageOf(library, ways, now))
    for (const one of people.filter((each) => isLost(each, ways))) {
      const known = lost.get(one.person) ?? { lacks: new Set(), systems: new Set() };
      for (const { lacks } of one.not) known.lacks.add(lacks);
      known.systems.add(system);
      lost.set(one.person, known);
    }
  return [...lost].flatMap(([id, { lacks, systems }]) => {
    const person = Object.hasOwn(organization.value.people, id) ? organization.value.people[id] : undefined;
    const has = (['slack', 'teams', 'email'] as const).filter((way) => person?.[way] !== undefined);
    // Somebody without any account is found without looking at the settings.
    if (has.length === 0) return [];
    return organization.source.at(
      ['people', id],
      {
        level: 'warning',
        rule: 'person-out-of-reach',
        what: `\`${id}\` is paged for ${list([...systems])} and has only ${inSeries(has.map((way) => `\`${way}\``))}, which is not set up here`,
        expected: lacks.size === 0 ? 'a way to page people' : inSeries([...lacks], 'or'),
        why: 'their page goes to the next person at once, and where there is none, to nobody',
        fix: `give \`people.${id}\` what is expected, or connect ${inSeries(has, 'or')}`,
      },
      'key',
    );
  });
}
