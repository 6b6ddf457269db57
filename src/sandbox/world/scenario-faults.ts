import type { Done, Scenario } from './scenario-file.ts';
import { awayFromAlert, unreadTimes } from './story-time.ts';

/** What is wrong with a value of a file: where it stands, and what was expected there. */
export interface Fault {
  path: (string | number)[];
  expected: string;
}

/** What the parts of a scenario say of each other and can't both be true. */
export function scenarioFaults(scenario: Scenario): Fault[] {
  return [
    ...timeFaults(scenario),
    ...rowFaults(scenario),
    ...trafficFaults(scenario),
    ...changeFaults(scenario),
    ...alertFaults(scenario),
    ...truthFaults(scenario),
    ...guideFaults(scenario),
    ...scriptFaults(scenario),
  ];
}

/** Steps of the guide and deeds of the script by people that the workspace does not have. */
export function peopleFaults({ guide, script }: Scenario, people: { id: string; name: string }[]): Fault[] {
  const known = people.map(({ id, name }) => `${id} (${name})`).join(', ');
  const named = [
    ...guide.map(({ as }, place) => ({ as, path: ['guide', place, 'as'] })),
    ...script.deeds.map(({ as }, place) => ({ as, path: ['script', 'deeds', place, 'as'] })),
    ...script.steps.map(({ as }, place) => ({ as, path: ['script', 'steps', place, 'as'] })),
  ];
  return named
    .filter(({ as }) => as !== undefined && !people.some(({ id }) => id === as))
    .map(({ path }) => ({ path, expected: `a person of workspace.yaml: ${known}` }));
}

/** Every version a part has at some time of the story, or can be asked for. */
export function versionsOf({ parts }: Pick<Scenario, 'parts'>, part: string): string[] {
  const known = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (!known) return [];
  return [
    ...new Set([known.live, known.previous, ...known.others, ...known.later.map(({ version }) => version)]),
  ];
}

function truthFaults({ parts, truth }: Scenario): Fault[] {
  if (truth === undefined) return [];
  if (truth.parts.length + truth.causes.length === 0)
    return [{ path: ['truth'], expected: 'at least one part or cause that is behind it' }];
  const known = Object.entries(parts).flatMap(([id, { outside }]) => (outside ? [] : [id]));
  return truth.parts.flatMap((part, place) =>
    known.includes(part)
      ? []
      : [
          {
            path: ['truth', 'parts', place],
            expected: `a part of this file that can be rolled back: ${known.join(', ')}`,
          },
        ],
  );
}

function timeFaults({ onset, settle, parts }: Scenario): Fault[] {
  const faults: Fault[] = [];
  if (onset > 0)
    faults.push({
      path: ['onset'],
      expected: 'a time before the alert, such as -20m: it follows the symptom',
    });
  if (settle < 0) faults.push({ path: ['settle'], expected: 'a length of time, such as 5m' });
  for (const [id, { since, later, outside }] of Object.entries(parts)) {
    if (since > 0)
      faults.push({
        path: ['parts', id, 'since'],
        expected: 'a time before the alert, as it is live by then',
      });
    if (later.length > 0 && !outside)
      faults.push({
        path: ['parts', id, 'later'],
        expected: 'only with `outside: true`: a part changes by a deed',
      });
    for (const [place, { at }] of later.entries())
      if (at <= (later[place - 1]?.at ?? 0))
        faults.push({
          path: ['parts', id, 'later', place, 'at'],
          expected: 'a time after the alert and the one before',
        });
  }
  return faults;
}

function rowFaults(scenario: Scenario): Fault[] {
  const faults = (['readings', 'overrides'] as const).flatMap((key) =>
    scenario[key].flatMap(({ when, values }, place) => [
      ...versionFaults(scenario, when, [key, place, 'when']),
      ...Object.keys(values)
        .filter((name) => !Object.hasOwn(scenario.signals, name))
        .map((name) => ({
          path: [key, place, 'values', name],
          expected: oneOf('a signal', scenario.signals),
        })),
    ]),
  );
  const holds = scenario.readings.some(({ when }) =>
    Object.entries(when).every(([part, version]) => scenario.parts[part]?.live === version),
  );
  const silent =
    'a row for the versions that are live when the alert arrives; without one everything reads normal';
  return faults.length > 0 || holds ? faults : [{ path: ['readings'], expected: silent }];
}

function versionFaults(scenario: Scenario, named: Record<string, string>, path: Fault['path']): Fault[] {
  return Object.entries(named).flatMap(([part, version]) => {
    const at = [...path, part];
    if (!Object.hasOwn(scenario.parts, part))
      return [{ path: at, expected: oneOf('a part', scenario.parts) }];
    const known = versionsOf(scenario, part);
    return known.includes(version)
      ? []
      : [{ path: at, expected: `a version that ${part} has: ${known.join(', ')}` }];
  });
}

function trafficFaults(scenario: Scenario): Fault[] {
  return scenario.traffic.flatMap(({ part, silent }, place): Fault[] => {
    if (!Object.hasOwn(scenario.parts, part))
      return [{ path: ['traffic', place, 'part'], expected: oneOf('a part', scenario.parts) }];
    const known = versionsOf(scenario, part);
    return silent.flatMap(({ under }, n) =>
      known.includes(under)
        ? []
        : [
            {
              path: ['traffic', place, 'silent', n, 'under'],
              expected: `a version that ${part} has: ${known.join(', ')}`,
            },
          ],
    );
  });
}

/** A change that contradicts the part it is of: another version, or another time. */
function changeFaults({ changes, parts, system }: Scenario): Fault[] {
  return changes.flatMap((change, place) => {
    const faults: Fault[] = unread(['changes', place], change);
    const path = (field: string) => ['changes', place, field];
    if (change.system !== system) faults.push({ path: path('system'), expected: system });
    const part = parts[String(change.part)];
    if (typeof change.part === 'string' && !part)
      faults.push({ path: path('part'), expected: oneOf('a part', parts) });
    if (!part || change.to !== part.live) return faults;
    const at = typeof change.at === 'string' ? awayFromAlert(change.at) : undefined;
    if (at !== undefined && at !== part.since)
      faults.push({
        path: path('at'),
        expected: `the time since which ${change.to} is live, as under parts`,
      });
    return faults;
  });
}

function alertFaults({ alert, system }: Scenario): Fault[] {
  return alert.alerts.flatMap((one, place) => {
    const labels = typeof one.labels === 'object' && one.labels !== null ? one.labels : {};
    const named = Reflect.get(labels, 'system');
    const path = ['alert', 'alerts', place];
    return [
      ...(named === system ? [] : [{ path: [...path, 'labels', 'system'], expected: system }]),
      ...unread(path, one),
    ];
  });
}

/** Times of the story that are misspelt, wherever in a body they stand. */
function unread(path: Fault['path'], value: unknown): Fault[] {
  if (typeof value === 'string') {
    return unreadTimes(value).length === 0
      ? []
      : [{ path, expected: 'a time of the story: {{now}}, {{now-40m}}, {{now-2h}} or {{now-1d}}' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unread([...path, Array.isArray(value) ? Number(key) : key], inner),
  );
}

function guideFaults(scenario: Scenario): Fault[] {
  return scenario.guide.flatMap(({ done }, place) =>
    done.flatMap((one) =>
      'version' in one
        ? versionFaults(scenario, one.version, ['guide', place, 'done', 'version'])
        : patternFaults(one, ['guide', place, 'done']),
    ),
  );
}

function patternFaults(done: Exclude<Done, { version: unknown }>, path: Fault['path']): Fault[] {
  return Object.entries(done).flatMap(([kind, pattern]) => {
    if (typeof pattern !== 'string') return [];
    try {
      new RegExp(pattern, 'i');
      return [];
    } catch (error) {
      return [
        { path: [...path, kind], expected: `a pattern (${error instanceof Error ? error.message : error})` },
      ];
    }
  });
}

function scriptFaults(scenario: Scenario): Fault[] {
  return scenario.script.deeds.flatMap(({ part, to }, place) => {
    const path = ['script', 'deeds', place];
    if (!Object.hasOwn(scenario.parts, part) || scenario.parts[part]?.outside)
      return [{ path: [...path, 'part'], expected: oneOf('a part of the system', scenario.parts) }];
    const known = versionsOf(scenario, part);
    return known.includes(to)
      ? []
      : [{ path: [...path, 'to'], expected: `a version that ${part} has: ${known.join(', ')}` }];
  });
}

function oneOf(what: string, known: Record<string, unknown>): string {
  return `${what} of this file: ${Object.keys(known).join(', ')}`;
}
