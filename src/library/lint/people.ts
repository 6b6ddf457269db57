import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import type { Path, Source } from '../source.ts';

interface Duty {
  person: string;
  /** `on call for support-bot` */
  duty: string;
  source: Source;
  path: Path;
}

/** Finds people with a duty whom no message can reach. Each person is named once, with the first duty found. */
export function unreachablePeople(files: LibraryFiles): Finding[] {
  const { people } = files.organization.value;
  const duties = new Map<string, Duty[]>();
  for (const one of dutiesOf(files)) {
    const spec = Object.hasOwn(people, one.person) ? people[one.person] : undefined;
    if (spec === undefined || spec.slack || spec.teams || spec.email) continue;
    duties.set(one.person, [...(duties.get(one.person) ?? []), one]);
  }
  return [...duties.values()].flatMap((held) => {
    const [first] = held;
    if (first === undefined) return [];
    const more =
      held.length > 1 ? ` and has ${held.length - 1} more such dut${held.length > 2 ? 'ies' : 'y'}` : '';
    return first.source.at(first.path, {
      level: 'warning',
      rule: 'person-unreachable',
      what: `\`${first.person}\` is ${first.duty}${more}, but has no chat account and no e-mail address`,
      expected: '`slack`, `teams` or `email`',
      why: 'a page or a question to them would reach nobody',
      fix: `add one of them to \`people.${first.person}\` in organization.yaml`,
    });
  });
}

function dutiesOf({ organization, systems }: LibraryFiles): Duty[] {
  const own = organization.value;
  const listed = (field: 'commanders' | 'communications' | 'approvers', duty: string) =>
    own[field].map((person, n): Duty => ({ person, duty, source: organization.source, path: [field, n] }));
  return [
    ...systems.flatMap(({ id, value, source }): Duty[] => [
      ...value.onCall.flatMap(({ people }, n) =>
        people.map(
          (person, m): Duty => ({
            person,
            duty: `on call for ${id}`,
            source,
            path: ['onCall', n, 'people', m],
          }),
        ),
      ),
      { person: value.technicalOwner, duty: `technical owner of ${id}`, source, path: ['technicalOwner'] },
      { person: value.businessOwner, duty: `business owner of ${id}`, source, path: ['businessOwner'] },
      ...(value.approvers ?? []).map(
        (person, n): Duty => ({ person, duty: `an approver of ${id}`, source, path: ['approvers', n] }),
      ),
      ...Object.entries(value.contacts).map(
        ([role, person]): Duty => ({
          person,
          duty: `${role} contact of ${id}`,
          source,
          path: ['contacts', role],
        }),
      ),
    ]),
    ...Object.entries(own.rotations ?? {}).flatMap(([id, { layers = [] }]) =>
      layers.flatMap(({ people }, n) =>
        people.map(
          (person, m): Duty => ({
            person,
            duty: `on call in ${id}`,
            source: organization.source,
            path: ['rotations', id, 'layers', n, 'people', m],
          }),
        ),
      ),
    ),
    ...Object.entries(own.regulatory ?? {}).map(
      ([id, { owner }]): Duty => ({
        person: owner,
        duty: `the owner of the clock ${id}`,
        source: organization.source,
        path: ['regulatory', id, 'owner'],
      }),
    ),
    ...listed('commanders', 'a commander'),
    ...listed('communications', 'a writer of updates'),
    ...listed('approvers', 'an approver'),
  ];
}
