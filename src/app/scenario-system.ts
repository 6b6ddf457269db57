import type { ReadSystem } from '../library/library-files.ts';
import { type Fault, type Scenario, versionsOf } from '../sandbox/files.ts';

type System = Pick<ReadSystem, 'id' | 'value'>;

/**
 * What a scenario and the system it happens to can't both mean: parts that only one of them has, a live version airb could
 * know nothing of, and a version airb would ask for and the scenario does not have.
 */
export function systemFaults(scenario: Scenario, { id, value }: System): Fault[] {
  const parts = Object.keys(value.parts);
  return [
    ...Object.entries(scenario.parts).flatMap(([part, { outside }]): Fault[] => {
      if (parts.includes(part) === !outside) return [];
      return [
        outside
          ? { path: ['parts', part, 'outside'], expected: `a name that ${id} has no part of` }
          : {
              path: ['parts', part],
              expected: `a part of ${id} (${parts.join(', ')}), or \`outside: true\``,
            },
      ];
    }),
    ...parts.flatMap((part) => [
      ...liveFaults(scenario, { id, value }, part),
      ...askedFaults(scenario, { id, value }, part),
    ]),
  ];
}

/** The live version is one of the system's file, or one that a change of the scenario told of. */
function liveFaults(scenario: Scenario, system: System, part: string): Fault[] {
  const played = scenario.parts[part];
  if (!played) return [{ path: ['parts'], expected: `the part ${part} of ${system.id} as well` }];
  const told = scenario.changes.flatMap(({ part: of, to }) => (of === part ? [String(to)] : []));
  const known = [...new Set([...named(system, part), ...told])];
  if (known.includes(played.live)) return [];
  return [
    {
      path: ['parts', part, 'live'],
      expected: `a version ${system.id} has (${known.join(', ')}), or one that a change of this file brings`,
    },
  ];
}

/** What airb may ask for: the last known good version, and those of the containments. */
function askedFaults(scenario: Scenario, system: System, part: string): Fault[] {
  const played = versionsOf(scenario, part);
  if (played.length === 0 || system.value.parts[part]?.action === undefined) return [];
  return named(system, part)
    .filter((version) => version !== system.value.parts[part]?.live && !played.includes(version))
    .map((version) => ({
      path: ['parts', part],
      expected: `the version ${version} as well, as airb may ask for it; it has ${played.join(', ')}`,
    }));
}

function named({ value }: System, part: string): string[] {
  const spec = value.parts[part];
  const reliefs = Object.values(value.containment ?? {}).flatMap((one) =>
    one.part === part ? [one.to] : [],
  );
  return [...(spec ? [spec.live] : []), ...(spec?.lastKnownGood ? [spec.lastKnownGood] : []), ...reliefs];
}
