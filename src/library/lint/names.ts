import { type Finding, suggestedFix } from '../finding.ts';
import type { LibraryFiles, ReadSystem } from '../library-files.ts';
import type { Path, Source } from '../source.ts';

type Reference = [path: Path, name: string];

/** Finds names of people, audiences, parts, signals and the generic runbook that do not exist. */
export function unknownNames(files: LibraryFiles): Finding[] {
  const { organization, systems, runbooks } = files;
  const people = Object.keys(organization.value.people);
  const callable = [...people, ...Object.keys(organization.value.rotations ?? {})];
  const policies = Object.keys(organization.value.policies ?? {});
  const audiences = Object.keys(organization.value.audiences);
  const ids = runbooks.map(({ id }) => id);
  return [
    ...unknown(organization.source, peopleOfOrganization(files), { kind: 'person', known: people }),
    ...unknown(organization.source, ownersOfClocks(files), {
      kind: 'person',
      known: [...people, ...clockRoles],
    }),
    ...unknown(organization.source, calledByPolicies(files), { kind: 'person or rotation', known: callable }),
    ...unknown(organization.source, policiesAfter(files), { kind: 'policy', known: policies }),
    ...unknown(organization.source, systemsOfAudiences(files), {
      kind: 'system',
      known: systems.map(({ id }) => id),
    }),
    ...unknown(organization.source, [[['generic'], organization.value.generic]], {
      kind: 'runbook',
      known: ids,
    }),
    ...systems.flatMap((system) => [
      ...unknown(system.source, peopleOfSystem(system), { kind: 'person', known: people }),
      ...unknown(system.source, calledBySystem(system), { kind: 'person or rotation', known: callable }),
      ...unknown(system.source, policyOf(system), { kind: 'policy', known: policies }),
      ...unknown(
        system.source,
        system.value.audiences.map((name, n): Reference => [['audiences', n], name]),
        { kind: 'audience', known: audiences },
      ),
      ...unknown(system.source, partsNamed(system), { kind: 'part', known: Object.keys(system.value.parts) }),
      ...unknown(system.source, signalsNamed(system), {
        kind: 'signal',
        known: Object.keys(system.value.signals),
      }),
    ]),
  ];
}

/** Whom a regulatory clock may belong to besides a person: whoever that is in the incident. */
const clockRoles = ['owner', 'commander', 'risk'];

function ownersOfClocks({ organization }: LibraryFiles): Reference[] {
  return Object.entries(organization.value.regulatory ?? {}).map(([id, { owner }]) => [
    ['regulatory', id, 'owner'],
    owner,
  ]);
}

const consequences = {
  person: 'nobody would be paged, asked or named in their place',
  'person or rotation': 'nobody would be paged in their place',
  policy: 'nobody would be paged from there on',
  audience: 'nobody would be told',
  system: 'nobody would hear of it there',
  runbook: 'alerts that match nothing would be left without a runbook',
  part: 'what is said of it here would concern nothing',
  signal: 'what rests on it would know less: whom to suspect, or when a value means something',
};

function systemsOfAudiences({ organization }: LibraryFiles): Reference[] {
  return Object.entries(organization.value.audiences).flatMap(([id, { systems }]) =>
    systems === undefined || systems === 'all'
      ? []
      : systems.map((name, n): Reference => [['audiences', id, 'systems', n], name]),
  );
}

function unknown(
  source: Source,
  references: Reference[],
  { kind, known }: { kind: keyof typeof consequences; known: string[] },
): Finding[] {
  return references
    .filter(([, name]) => !known.includes(name))
    .map(([path, name]) => {
      const fix = suggestedFix(name, known);
      return source.at(path, {
        // Without the signal nothing stops working: only the order of suspects knows less.
        level: kind === 'signal' ? 'warning' : 'error',
        rule: 'name-unknown',
        what: `there is no ${kind} called \`${name}\``,
        expected:
          known.length === 0 ? `a ${kind} to be described first` : `one of ${known.slice(0, 12).join(', ')}`,
        why: consequences[kind],
        ...(fix && { fix }),
      });
    });
}

function peopleOfOrganization({ organization: { value } }: LibraryFiles): Reference[] {
  const listed = (['commanders', 'communications', 'approvers'] as const).flatMap((field) =>
    value[field].map((name, n): Reference => [[field, n], name]),
  );
  const managers = Object.entries(value.people).flatMap(([id, { manager }]): Reference[] =>
    manager === undefined ? [] : [[['people', id, 'manager'], manager]],
  );
  const digests = Object.entries(value.digest ?? {}).flatMap(([id, { person }]): Reference[] =>
    person === undefined ? [] : [[['digest', id, 'person'], person]],
  );
  const drills = Object.entries(value.drills ?? {}).flatMap(([id, { people }]) =>
    people.map((person, n): Reference => [['drills', id, 'people', n], person]),
  );
  return [...listed, ...managers, ...digests, ...drills, ...peopleOfRotations(value.rotations)];
}

function peopleOfRotations(rotations: LibraryFiles['organization']['value']['rotations'] = {}): Reference[] {
  return Object.entries(rotations).flatMap(([id, { layers = [], overrides }]): Reference[] => [
    ...layers.flatMap(({ people }, n) =>
      people.map((name, m): Reference => [['rotations', id, 'layers', n, 'people', m], name]),
    ),
    ...overrides.flatMap(({ person, for: instead }, n): Reference[] => [
      [['rotations', id, 'overrides', n, 'person'], person],
      ...(instead === undefined
        ? []
        : [[['rotations', id, 'overrides', n, 'for'], instead] satisfies Reference]),
    ]),
  ]);
}

function calledByPolicies({ organization: { value } }: LibraryFiles): Reference[] {
  return Object.entries(value.policies ?? {}).flatMap(([id, { steps }]) =>
    steps.flatMap(({ people }, n) =>
      people.map((name, m): Reference => [['policies', id, 'steps', n, 'people', m], name]),
    ),
  );
}

function policiesAfter({ organization: { value } }: LibraryFiles): Reference[] {
  return Object.entries(value.policies ?? {}).flatMap(([id, { then }]): Reference[] =>
    then === undefined ? [] : [[['policies', id, 'then'], then]],
  );
}

function calledBySystem({ value }: ReadSystem): Reference[] {
  return value.onCall.flatMap((rung, n) =>
    rung.people.map((name, m): Reference => [['onCall', n, 'people', m], name]),
  );
}

function policyOf({ value: { policy } }: ReadSystem): Reference[] {
  return policy === undefined ? [] : [[['policy'], policy]];
}

function peopleOfSystem({ value }: ReadSystem): Reference[] {
  const contacts = Object.entries(value.contacts).map(
    ([role, name]): Reference => [['contacts', role], name],
  );
  return [
    [['businessOwner'], value.businessOwner],
    [['technicalOwner'], value.technicalOwner],
    ...(value.approvers ?? []).map((name, n): Reference => [['approvers', n], name]),
    ...Object.entries(value.parts).flatMap(([id, { owner }]): Reference[] =>
      owner === undefined ? [] : [[['parts', id, 'owner'], owner]],
    ),
    ...contacts,
  ];
}

function partsNamed({ value }: ReadSystem): Reference[] {
  return [
    ...Object.entries(value.containment ?? {}).map(
      ([id, { part }]): Reference => [['containment', id, 'part'], part],
    ),
    ...(value.observed ?? []).map(({ part }, n): Reference => [['observed', n, 'part'], part]),
  ];
}

function signalsNamed({ value }: ReadSystem): Reference[] {
  const counted = Object.entries(value.signals).flatMap(([id, { volume }]): Reference[] =>
    volume ? [[['signals', id, 'volume', 'signal'], volume.signal]] : [],
  );
  const moved = Object.entries(value.parts).flatMap(([id, { moves = [] }]) =>
    moves.map((name, n): Reference => [['parts', id, 'moves', n], name]),
  );
  const affected = Object.entries(value.signals).flatMap(([id, spec]): Reference[] =>
    spec.affected === undefined ? [] : [[['signals', id, 'affected'], spec.affected]],
  );
  const seen = new Set<string>();
  // A signal that is not there is one thing to mend, however many parts it is said to move with.
  return [...moved, ...counted, ...affected].filter(([, name]) => !seen.has(name) && seen.add(name));
}
