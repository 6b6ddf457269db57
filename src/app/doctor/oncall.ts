import type { Config } from '../../config.ts';
import type { Severity } from '../../domain/people.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { type Coverage, coverageOf, isLost } from '../../domain/response/reach.ts';
import { momentWords } from '../../views/oncall-words.ts';
import { waysOf, withGone } from '../ways.ts';
import type { Check, Files, Means } from './check.ts';

/** Who could not be reached at night, and by what (requirement O8); `airb oncall --check` says it by system and severity. */
export async function checkOnCall(
  config: Config,
  {
    library: files,
    means: { clock, elsewhere },
  }: { library: Files; means: Pick<Means, 'clock' | 'elsewhere'> },
): Promise<Check[]> {
  if (files === undefined) return [];
  const { library, gone, troubles } = await elsewhere(files);
  const ways = withGone(waysOf(config), gone);
  const covered = coverageOf(library, ways, clock.now());
  const lost = new Map<string, Lost>();
  for (const { system, severity, people } of covered)
    for (const one of people.filter((each) => isLost(each, ways))) {
      const known = lost.get(one.name) ?? {
        systems: new Set<string>(),
        severities: new Set<Severity>(),
        lacks: one.not.map(({ lacks }) => lacks),
        id: one.person,
      };
      known.systems.add(system);
      known.severities.add(severity);
      lost.set(one.name, known);
    }
  const checks = [
    ...troubles.map((trouble): Check => ({ check: 'oncall', state: 'missing', ...trouble })),
    ...[...lost].map(([name, facts]) => lostCheck(name, facts)),
    ...holes(covered),
  ];
  if (checks.length > 0) return checks;
  const people = new Set(covered.flatMap(({ people: them }) => them.map(({ person }) => person)));
  const what = `${count(people.size, 'person', 'people')} who may be paged can be reached, and nobody’s turn is missing in the coming two weeks`;
  return [{ check: 'oncall', state: 'ok', what }];
}

interface Lost {
  id: string;
  systems: Set<string>;
  severities: Set<Severity>;
  lacks: string[];
}

function lostCheck(name: string, { systems, severities, lacks, id }: Lost): Check {
  const known = [...systems];
  const where = known.length > 3 ? `${count(known.length, 'system')}` : inSeries(known);
  return {
    check: 'oncall',
    state: 'missing',
    what: `${name}, who is paged for ${where} at ${inSeries([...severities])}, can be reached by no way that is set up`,
    cost: 'their page goes to the next person at once, and where there is none, to nobody',
    fix: `Give \`people.${id}\` ${inSeries([...new Set(lacks)], 'or')} in organization.yaml`,
  };
}

/** Each rotation once, whatever systems page it. */
function holes(covered: Coverage[]): Check[] {
  const rotations = new Map(covered.flatMap(({ holes: them }) => them.map((hole) => [hole.rotation, hole])));
  return [...rotations.values()].flatMap(({ title, zone, gaps: [first, ...more] }) =>
    first === undefined
      ? []
      : [
          {
            check: 'oncall',
            state: 'missing',
            what: `nobody is on call in ${title} from ${momentWords(first.from, zone)} to ${momentWords(first.to, zone)} (${zone})${more.length > 0 ? `, and ${count(more.length, 'more hole')}` : ''}`,
            cost: 'a page in that time goes to the next step at once, or to nobody',
            fix: 'Add a layer or an override to the rotation',
          } satisfies Check,
        ],
  );
}
