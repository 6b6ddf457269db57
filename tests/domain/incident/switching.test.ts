import { describe, expect, it } from 'vitest';
import { neverBelow } from '../../../src/domain/incident/switching.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import type { Cadence } from '../../../src/domain/runbooks/runbook.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { bodiesOf, given, happens, incident42, planWith, timersOf } from '../../support/given.ts';
import { ana, at, ben, event } from '../../support/worked-example.ts';

const other = (change: Partial<Plan> = {}): Plan => {
  const plan = planWith(change);
  return {
    ...plan,
    runbook: { ...plan.runbook, id: 'wrong-tool', title: 'Wrong tool', hash: 'b'.repeat(64) },
  };
};
const switchTo = (plan: Plan, failure = 'wrong-tool') => ({
  type: 'runbook.switch' as const,
  ...{ plan, failure, reason: ' a tool is called ' },
});
/** A cadence for SEV3 that is the same at first and in the long run. */
const every = (sev3: Cadence) => ({ cadence: { ...planWith().cadence, sev3 } });
const slots = (story: ReturnType<typeof given>) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);

describe('an incident that is to follow another runbook', () => {
  it('follows it unless that is the very one, with the same content: an edited file is another', () => {
    const same = planWith();
    incident42().when('14:15', ben, switchTo(same)).ignores('INC-42 follows refusal-spike already.');
    const edited = { ...same, runbook: { ...same.runbook, hash: 'c'.repeat(64) } };
    const twin = { ...same, runbook: { ...same.runbook, id: 'twin' } };
    for (const plan of [edited, twin])
      expect(incident42().after(['14:15', ben, switchTo(plan)]).incident.plan.runbook).toEqual(plan.runbook);
  });

  it('has every step open, what was done and skipped as history, and no failure twice', () => {
    const story = incident42()
      .after(['14:12', ana, { type: 'step.do', step: 'triage.samples' }])
      .after(['14:13', ana, { type: 'step.skip', step: 'triage.changes', reason: 'there are none' }])
      .after(['14:15', ben, switchTo(other(), 'refusal-spike')]);
    const { incident, log } = story;
    expect(log.at(-1)).toMatchObject({ reason: 'a tool is called' });
    expect(incident.steps['triage.samples']).toEqual({ status: 'open', notes: [] });
    const done = { runbook: 'refusal-spike', by: 'Ana Lima' };
    expect(incident.formerSteps).toMatchObject([
      { ...done, status: 'done', at: at('14:12') },
      { ...done, status: 'skipped', at: at('14:13') },
    ]);
    expect(incident).toMatchObject({ formerFailures: [], unmapped: false });
    const again = story.after(['14:20', ben, switchTo(planWith(), 'injection')]);
    expect(again.incident.formerFailures).toEqual(['refusal-spike']);
    expect(again.incident.formerSteps).toHaveLength(2);
  });

  it('begins the other tree at its first question, keeps what was found, and shows both checklist and tree anew', () => {
    const found = { type: 'diagnosis.concluded' as const, cause: 'index', because: 'it finds less' };
    const answer = { check: 'who-refused', answer: 'model' };
    const story = given(
      ...incident42({ plan: { diagnosis: refusalTree } }).after(
        ['14:11', ana, { type: 'section.fold', section: 'triage', folded: false }],
        ['14:11', ana, { type: 'section.fold', section: 'questions', folded: false }],
        ['14:12', ana, { type: 'diagnosis.answer', ...answer }],
      ).log,
      event('14:13', ana, found),
    );
    const after = story.after(['14:15', ben, switchTo(other({ diagnosis: refusalTree }))]);
    expect(after.incident.diagnosis).toEqual({ path: [], found: story.incident.diagnosis.found });
    expect(after.incident.diagnosis.found).toMatchObject([{ cause: 'index' }]);
    expect(slots(after)).toEqual(
      expect.arrayContaining(['card', 'checklist', 'diagnosis', 'section:triage', 'questions']),
    );
    expect(bodiesOf(after.asked(), 'read')).toMatchObject([{ purpose: { for: 'demand' } }]);
    // Without a room, or without a tree, there is none to show.
    const roomless = given(...incident42().log.slice(0, 1));
    expect(slots(roomless.after(['14:15', ben, switchTo(other({ diagnosis: refusalTree }))]))).not.toContain(
      'diagnosis',
    );
    expect(slots(story.after(['14:15', ben, switchTo(other())]))).not.toContain('diagnosis');
  });
});

describe('an update that is owed', () => {
  const due = (story: ReturnType<typeof given>) => [
    story.incident.cadence.dueAt,
    timersOf(story.asked()).find((one) => one.startsWith('update.deadline')),
  ];

  it('comes when the faster runbook asks for it, and never later than was promised', () => {
    const story = incident42({ plan: every({ every: hour }) });
    const faster = story.after(['14:15', ben, switchTo(other(every({ every: 20 * minute })))]);
    expect(due(faster)).toEqual([at('14:30'), 'update.deadline 14:30']);
    const slower = story.after(['14:15', ben, switchTo(other(every({ every: 4 * hour })))]);
    expect(due(slower)).toEqual([at('15:10'), 'update.deadline 15:10']);
    // Somebody still has to write it: what would be over by now is owed in five minutes, unless it was owed before.
    const late = story.after(['14:50', ben, switchTo(other(every({ every: 20 * minute })))]);
    expect(due(late)).toEqual([at('14:55'), 'update.deadline 14:55']);
    const last = story.after(['15:08', ben, switchTo(other(every({ every: 20 * minute })))]);
    expect(due(last)).toEqual([at('15:10'), 'update.deadline 15:10']);
  });

  it('counts from the switch where the incident owed none, and stays none where neither runbook asks', () => {
    const story = incident42({ plan: every({}) });
    expect(story.incident.cadence.dueAt).toBeUndefined();
    const owed = story.after(['14:50', ben, switchTo(other(every({ every: 20 * minute })))]);
    expect(due(owed)).toEqual([at('15:10'), 'update.deadline 15:10']);
    expect(owed.incident.cadence).toEqual({ ...story.incident.cadence, dueAt: at('15:10') });
    expect(due(story.after(['14:50', ben, switchTo(other(every({})))]))).toEqual([undefined, undefined]);
  });
});

describe('the plan of another runbook', () => {
  const joined = (one: Cadence, two: Cadence) =>
    neverBelow(other(every(one)), planWith(every(two))).cadence.sev3;
  const changes = (first: number, firstFor: number, later: number): Cadence => ({
    ...{ every: first * minute, firstFor: firstFor * hour },
    // biome-ignore lint/suspicious/noThenProperty: the later interval of a cadence is called so in the files
    then: later * minute,
  });

  it.each<[string, Cadence, Cadence, Cadence]>([
    ['none and some', {}, { every: hour, first: 7 }, { every: hour, first: 7 }],
    ['first words', { every: hour, first: 9 }, { every: hour, first: 7 }, { every: hour, first: 7 }],
    ['one first word', { every: hour, first: 9 }, { every: hour }, { every: hour, first: 9 }],
    ['no first word, but often', { every: 5 }, { every: 20, first: 10 }, { every: 5, first: 5 }],
    ['a first word and nothing more', { first: 5 }, { every: hour }, { every: hour, first: 5 }],
    ['both slow down', changes(20, 2, 60), changes(30, 4, 40), changes(20, 4, 40)],
    ['one slows down', changes(20, 2, 60), { every: 30 * minute }, { every: 20 * minute }],
    ['one speeds up', changes(60, 2, 15), { every: 30 * minute }, { every: 15 * minute }],
    ['both change, one speeds up', changes(60, 2, 15), changes(30, 4, 40), { every: 15 * minute }],
  ])('has the shorter of all waits for an update: %s', (_, one, two, both) => {
    expect(joined(one, two)).toEqual(both);
    expect(joined(two, one)).toEqual(both);
  });

  it('asks for no fewer approvals and holds no shorter, and takes the more from the other', () => {
    const [low, high] = [
      { approvals: { sev1: 1, sev2: 1, sev3: 2, sev4: 0 }, hold: 5 * minute },
      { approvals: { sev1: 2, sev2: 1, sev3: 1, sev4: 1 }, hold: 20 * minute },
    ].map(({ approvals, hold }) => ({ approvals, recovery: { ...planWith().recovery, hold } }));
    for (const [one, two] of [
      [low, high],
      [high, low],
    ]) {
      const { approvals, recovery } = neverBelow(other(one), planWith(two));
      expect(approvals).toEqual({ sev1: 2, sev2: 1, sev3: 2, sev4: 1 });
      expect(recovery).toEqual({ ...planWith().recovery, hold: 20 * minute });
    }
  });

  it('leaves rights, people and whoever is called as they were, and masks no less', () => {
    const asOpened: Partial<Plan> = {
      ...{ approvers: ['finn'], systemApprovers: ['dev'], commanders: ['ben'], communications: ['chloe'] },
      ...{ members: 'respond', security: 'eva', contacts: { risk: ['finn'] }, regulatory: [] },
      ...{ askForRoles: { owner: hour }, stale: { sev1: hour }, rotations: [], invited: ['eva'] },
      ...{
        escalation: [{ people: ['ana'], after: minute }],
        chats: ['slack'],
        pagers: ['chat'],
        audiences: [],
      },
      ...{ incidentsChannels: { slack: 'incidents' }, links: { page: 'http://127.0.0.1/1' } },
    };
    const since: Partial<Plan> = {
      ...{ approvers: ['ana'], systemApprovers: ['ana'], commanders: ['ana'], communications: ['ana'] },
      ...{ security: 'ana', contacts: { risk: ['ana'] }, askForRoles: {}, stale: {}, invited: ['ana'] },
      ...{ escalation: [], chats: ['teams'], pagers: ['smtp'], incidentsChannels: {}, links: {} },
      ...{ mask: undefined, people: { ana: { name: 'Ana Other' }, gil: { name: 'Gil' } } },
    };
    const before = planWith({ ...asOpened, mask: 'personal-data' });
    const next = neverBelow(other(since), before);
    expect(next).toMatchObject({ ...asOpened, mask: 'personal-data', runbook: { id: 'wrong-tool' } });
    expect(next.people).toEqual({ ...before.people, gil: { name: 'Gil' } });
    // What nobody had said by then is as the files have it now.
    const bare = neverBelow(other({ ...since, mask: 'personal-data' }), planWith({ mask: 'secrets' }));
    expect(bare).toMatchObject({ security: 'ana', stale: {}, invited: ['ana'], mask: 'personal-data' });
  });
});

describe('a change that waits', () => {
  it('holds up the switch until it is over, in whatever way', () => {
    const story = incident42({ plan: { evidence: [] } }).after([
      '14:13',
      ana,
      { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' },
    ]);
    story.when('14:14', ben, switchTo(other())).refuses(/The change of prompt is not over/);
    const action = story.incident.containments[0]?.id ?? '';
    const declined = story.after(['14:15', ben, { type: 'rollback.decline', action, reason: 'look first' }]);
    const { effects } = happens(declined, '14:16', ben, switchTo(other()));
    expect(effects.map(({ body }) => body.kind)).toContain('room.links');
  });
});
