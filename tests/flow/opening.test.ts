import { describe, expect, it } from 'vitest';
import { type Occasion, openCommand, pinned } from '../../src/flow/opening.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { at, promptChange, refusalAlert } from '../support/worked-example.ts';

const library = sampleLibrary();
const context = { library, pagers: ['chat'], chats: ['slack'], publicUrl: 'http://airb.test', hash };
function found<T extends { id: string }>(list: T[], id: string): T {
  const one = list.find((known) => known.id === id);
  if (one === undefined) throw new Error(`there is no ${id}`);
  return one;
}
const runbook = found(library.runbooks, 'refusal-spike');
const sensitive = found(library.runbooks, 'data-exposure');
const system = found(library.systems, 'support-bot');

const occasion: Occasion = {
  number: 7,
  at: at('14:10'),
  runbook,
  system,
  severity: 'sev3',
  title: 'Refusals',
  failure: 'refusal-spike',
  because: 'b',
  unmapped: false,
  startedAt: at('14:09'),
  changes: [],
  earlier: [],
};
const opens = (facts: Partial<Occasion> = {}) => openCommand(context, { ...occasion, ...facts });

describe('who is in an incident from the start', () => {
  it('the first on call owns it, unless somebody is named, and the first of each list has the other roles', () => {
    const { commanders, communications } = library.organization;
    const { roles } = opens();
    expect(roles.owner?.id).toBe('ana');
    expect(roles.commander?.id).toBe(commanders[0]);
    expect(roles.communications?.id).toBe(communications[0]);
    expect(opens({ owner: { id: 'eva', name: 'Eva Sato' } }).roles.owner?.id).toBe('eva');
    expect(Object.values(roles).every(({ name }) => name.includes(' '))).toBe(true);
  });

  it('nobody has a role that nobody can have', () => {
    const organization = { ...library.organization, commanders: [], communications: [] };
    const { roles } = openCommand({ ...context, library: { ...library, organization } }, occasion);
    expect(Object.keys(roles)).toEqual(['owner']);
  });

  it.each([
    ['nobody is invited to a public one', {}, undefined],
    ['whoever declared it is', { declaredBy: 'ben' }, ['ben']],
    ['a private one has the security contact of its system', { runbook: sensitive }, ['eva']],
    ['once, though that one declared it', { runbook: sensitive, declaredBy: 'eva' }, ['eva']],
    [
      'what is kept private has those who were in it',
      { keptPrivate: ['dev', 'ben'], declaredBy: 'ben' },
      ['ben', 'eva', 'dev'],
    ],
  ])('%s', (_, facts, invited) => {
    const hidden = { ...system, contacts: { ...system.contacts, security: 'eva' } };
    const { plan } = opens({ system: hidden, ...facts });
    expect(plan.invited).toEqual(invited);
    expect('invited' in plan).toBe(invited !== undefined);
  });
});

describe('what an incident opens with', () => {
  it.each([
    ['its runbook is sensitive', { runbook: sensitive }, true],
    ['it was private before', { keptPrivate: [] }, true],
    ['neither is so', {}, false],
  ])('is private where %s', (_, facts, hidden) => {
    expect(opens(facts).private).toBe(hidden);
  });

  it('has a room by its day, number, system and failure, and links to its own pages', () => {
    const { roomName, plan } = opens();
    expect(roomName).toBe('inc-20250217-7-support-bot-refusal-spike');
    expect(plan.links).toMatchObject({
      page: 'http://airb.test/incidents/7',
      runbook: 'http://airb.test/incidents/7/runbook',
    });
  });

  it('has the title it was given, or that of its runbook', () => {
    expect([opens().title, opens({ title: '' }).title]).toEqual(['Refusals', runbook.title]);
  });

  it.each(['stray', 'storm', 'splitFrom', 'similar', 'drill'])(
    'says nothing of a %s where there is none',
    (fact) => {
      expect(opens()).not.toHaveProperty(fact);
    },
  );

  it('says of which source it is a stray, and of which storm a part', () => {
    expect(opens({ stray: 'grafana', storm: 3 })).toMatchObject({ stray: 'grafana', storm: 3 });
  });

  it('knows what is like it, but by its failure only where somebody named that', () => {
    const earlier = {
      ...{ number: 3, title: 'x', system: 'elsewhere', failure: 'refusal-spike', severity: 'sev3' },
      ...{ phase: 'resolved', open: false, private: false, version: 1 },
      ...{ openedAt: at('13:00'), updatedAt: at('13:00'), activeAt: at('13:00') },
    } as Occasion['earlier'][number];
    expect(opens({ earlier: [earlier] }).similar?.incidents).toMatchObject([{ number: 3, like: 'failure' }]);
    expect(opens({ earlier: [earlier], failureUnknown: true })).not.toHaveProperty('similar');
  });

  it('shows the live version by the newest change, and each change once', () => {
    const told = { ...promptChange, id: 'chat/1', told: 'listed' as const, at: promptChange.at + 1 };
    const command = opens({ changes: [told, promptChange] });
    expect(command.changes.map(({ id }) => id)).toEqual(['prompt-v7']);
    expect(command.plan.parts.find(({ id }) => id === 'prompt')?.live).toBe('prompt-v7');
  });

  it('has the alert, the versions and the changes as evidence, each with the hash of its content', () => {
    const { evidence = [] } = opens({ alert: refusalAlert, changes: [promptChange] });
    const contents = Object.fromEntries(evidence.map(({ item, content }) => [item, content]));
    expect(contents.alert).toBe(JSON.stringify(refusalAlert, null, 2));
    expect(contents.versions).toMatch(/^[^\n]+: [^\n]+\n/);
    expect(contents.changes).toBe(
      '2025-02-17 13:30 UTC prompt prompt-v6 → prompt-v7 Stricter wording about account data',
    );
    for (const { sha256, content, id, item, from } of evidence)
      expect([sha256, id, from]).toEqual([hash(content), `auto-${item}`, 'automatic']);
  });

  it('says in its evidence what is not known', () => {
    const bare = { ...system, parts: [] };
    const { evidence = [] } = opens({ system: bare });
    expect(Object.fromEntries(evidence.map(({ item, content }) => [item, content]))).toMatchObject({
      alert: 'Declared by hand: Refusals',
      versions: 'No parts are listed for this system.',
      changes: 'No change is known in the look-back window.',
    });
  });

  it('pins the file of its runbook', () => {
    expect(pinned(runbook)).toStrictEqual({ hash: runbook.hash, file: runbook.file, text: runbook.text });
  });
});
