import { describe, expect, it } from 'vitest';
import { refuseDeed } from '../../../src/domain/incident/authorised.ts';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import type { Actor, Person } from '../../../src/domain/people.ts';
import { airb, severities } from '../../../src/domain/people.ts';
import { actWords, whoWords } from '../../../src/domain/response/act-words.ts';
import {
  type Act,
  acts,
  authority,
  type Cell,
  type Condition,
  conditions,
  type Who,
  whos,
} from '../../../src/domain/response/authority.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { finn, readyToRollBack, type Story, given as storyOf } from '../../support/given.ts';
import { ana, at, ben, chloe, dev, evidence, levels, promptChange } from '../../support/worked-example.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const gus: Person = { id: 'gus', name: 'Gus Ray' };
const listed: Person = { id: 'eva', name: 'Eva Sato' };
const grace: Person = { id: 'grace', name: 'Grace Nwosu' };

/** Somebody who is this and nothing else, at the organization of the worked example. */
const people: Record<Who, Actor> = {
  stranger: { kind: 'person', id: 'slack:U0XYZ', name: 'Zed', standing: 'stranger' },
  member: { kind: 'person', id: 'slack:U0MEM', name: 'Mia Ott', standing: 'member' },
  listed: actor(listed),
  owner: actor(ana),
  communications: actor(chloe),
  commander: actor(ben),
  approver: actor(finn),
  'system-approver': actor(gus),
  agent: { kind: 'agent', name: 'triage-agent' },
};

function actor(who: Person): Actor {
  return { kind: 'person', standing: 'listed', ...who };
}

const ill = { refusals: 0.19, deflection: 0.25 };
const well = { refusals: 0.05, deflection: 0.41 };
const read = (clock: string, signals: typeof ill): CommandBody => ({
  type: 'readings',
  purpose: { for: 'demand' },
  sampledAt: at(clock),
  readings: levels(clock, signals),
});

/** INC-42 at SEV2, with an approver of the system itself; `signals` as they were read at 14:12. */
function scene(signals: typeof ill = well): Story {
  const story = readyToRollBack({
    severity: 'sev2',
    plan: { systemApprovers: ['gus'], commanders: ['ben', 'dev'], members: 'respond' },
  });
  return story.after(['14:12', airb, read('14:12', signals)]);
}

const asksPrompt = { type: 'rollback.request' as const, part: 'prompt', reason: 'refusals followed it' };
/** A rollback that a listed person without a role asked for; two approvals are needed when its version is unknown. */
const asked = (to?: string) => scene().after(['14:13', dev, { ...asksPrompt, to }]);

/** The same where this person is scribe. */
function noting(person: Person): Story {
  const { log } = scene();
  return storyOf(...log, {
    at: at('14:13'),
    by: actor(person),
    type: 'role.assigned',
    role: 'scribe',
    person,
  });
}

/** Somebody owes an eval. */
function owing(owner: Person): Story {
  const item = { what: 'add the examples', kind: 'eval' as const, due: '2025-03-03' };
  return scene().after(['14:13', dev, { type: 'action-item.add', ...item, owner }]);
}

/** An update for customers that waits for the commander. */
function waiting(): Story {
  const audiences = [
    {
      id: 'support-desk',
      title: 'Support desk',
      channel: 'support-desk',
      form: 'customer' as const,
      severities: [...severities],
    },
  ];
  return planned(scene(), { audiences }).after([
    '14:13',
    dev,
    { type: 'update', form: 'customer', text: { ...text, users: 'Some are refused.' } },
  ]);
}

const text = { users: 'Refusals.', since: '14:10', scope: 'Paid.', mitigation: 'Rolling back.' };

/** The same, and private. */
function hidden({ log }: Story): Story {
  return storyOf(
    ...log.map((event) => (event.type === 'incident.opened' ? { ...event, private: true } : event)),
  );
}

const survivor = { open: true, private: false, phase: 'triage' };
const { plan } = everyEvent['runbook.switched'];

interface Play {
  story: Story;
  body: CommandBody;
}

/** What each row of the table looks like as a command. The rows without one are asked of `refuseDeed`. */
const plays: Partial<Record<Act, Play>> = {
  message: { story: scene(), body: { type: 'message', message: 'slack:C0INC42/1.1', text: 'hi', files: [] } },
  note: { story: scene(), body: { type: 'note', text: 'me too' } },
  evidence: {
    story: scene(),
    body: { type: 'evidence', evidence: evidence({ id: 'e', title: 't', content: 'x', from: 'command' }) },
  },
  'evidence.confirm': {
    story: scene().after([
      '14:13',
      { kind: 'agent', name: 'triage-agent' },
      { type: 'evidence', evidence: evidence({ id: 'e9', title: 't', content: 'a trace', from: 'api' }) },
    ]),
    body: { type: 'evidence.confirm', id: 'e9' },
  },
  propose: { story: scene(), body: { ...asksPrompt, type: 'propose' } },
  'proposal.decline': {
    story: scene().after([
      '14:13',
      { kind: 'agent', name: 'triage-agent' },
      { ...asksPrompt, type: 'propose' },
    ]),
    body: { type: 'proposal.decline', proposal: 'p1' },
  },
  'change.tell': { story: scene(), body: { type: 'change.note', change: { ...promptChange, id: 'p9' } } },
  acknowledge: { story: scene(), body: { type: 'acknowledge', via: 'chat' } },
  'page.decline': { story: scene(), body: { type: 'page.decline', level: 0, why: 'on a train' } },
  read: { story: scene(), body: { type: 'read' } },
  diagnose: { story: scene(), body: { type: 'category', category: 'prompt', because: '' } },
  'clock.start': {
    story: withClock(),
    body: { type: 'clock.start', clock: 'gdpr-33', reason: 'names went out' },
  },
  'clock.end': {
    story: withClock().after([
      '14:13',
      dev,
      { type: 'clock.start', clock: 'gdpr-33', reason: 'names went out' },
    ]),
    body: { type: 'clock.end', clock: 'gdpr-33', how: 'met', reason: 'filed' },
  },
  'action-item.add': {
    story: scene(),
    body: { type: 'action-item.add', what: 'alert', kind: 'monitor', owner: grace, due: '2025-03-03' },
  },
  'action-item.change': {
    story: owing(grace),
    body: { type: 'action-item.change', item: 1, due: '2025-03-04' },
  },
  'action-item.end': { story: owing(grace), body: { type: 'action-item.drop', item: 1, reason: 'moot' } },
  'action-item.override': {
    story: owing(grace),
    body: { type: 'action-item.done', item: 1, shipped: 'merged', override: 'no suite runs' },
  },
  step: { story: scene(), body: { type: 'step.do', step: 'triage.samples' } },
  'update.internal': { story: scene(), body: { type: 'update', form: 'internal', text } },
  'update.customer': { story: scene(), body: { type: 'update', form: 'customer', text } },
  'update.approve': {
    story: waiting(),
    body: { type: 'update', form: 'customer', text, proposal: 'u1' },
  },
  'update.decline': { story: waiting(), body: { type: 'update.decline', update: 'u1', reason: 'not yet' } },
  'update.snooze': {
    story: scene(),
    body: { type: 'update.snooze', later: 10 * minute, reason: 'the reading comes then' },
  },
  'severity.raise': { story: scene(), body: { type: 'severity', to: 'sev1', reason: 'all users' } },
  'severity.lower': { story: scene(), body: { type: 'severity', to: 'sev4', reason: 'just looking' } },
  role: { story: scene(), body: { type: 'role', role: 'scribe', person: dev } },
  'role.give': { story: noting(dev), body: { type: 'role', role: 'scribe', person: grace } },
  'role.answer': {
    story: scene().after(['14:13', dev, { type: 'role', role: 'scribe', person: grace }]),
    body: { type: 'role.answer', handover: 'h1', accept: true },
  },
  'role.withdraw': {
    story: scene().after(['14:13', dev, { type: 'role', role: 'scribe', person: grace }]),
    body: { type: 'role.withdraw', handover: 'h1' },
  },
  'role.release': { story: noting(dev), body: { type: 'role.release', role: 'scribe' } },
  'let-in': {
    story: hidden(scene()),
    body: { type: 'step.assign', step: 'triage.samples', person: grace },
  },
  'command.give': { story: scene(), body: { type: 'role', role: 'commander', person: dev } },
  'rollback.request': { story: scene(), body: asksPrompt },
  'rollback.approve': { story: asked(), body: { type: 'rollback.approve', action: 'r1' } },
  'rollback.break-glass': {
    story: asked(),
    body: { type: 'rollback.approve', action: 'r1', breakGlass: 'nobody answers' },
  },
  'rollback.decline': { story: asked(), body: { type: 'rollback.decline', action: 'r1', reason: 'no' } },
  'rollback.manual': {
    story: scene().after(
      ['14:13', dev, { ...asksPrompt, part: 'code' }],
      ['14:13', ben, { type: 'rollback.approve', action: 'r1' }],
    ),
    body: { type: 'rollback.manual', action: 'r1', note: 'done' },
  },
  verify: { story: scene(), body: { type: 'verify' } },
  'verify.red': { story: scene(ill), body: { type: 'verify' } },
  resolve: {
    story: scene().after(
      ['14:14', ben, { type: 'verify' }],
      [
        '14:25',
        airb,
        {
          type: 'readings',
          purpose: { for: 'recovery' },
          sampledAt: at('14:25'),
          readings: levels('14:25', well),
        },
      ],
    ),
    body: { type: 'resolve', category: 'prompt' },
  },
  'resolve.override': {
    story: scene(ill),
    body: { type: 'resolve', override: 'checked by hand', category: 'prompt' },
  },
  cancel: { story: scene(), body: { type: 'cancel', reason: 'a load test' } },
  'cancel.red': { story: scene(ill), body: { type: 'cancel', reason: 'a load test' } },
  postmortem: { story: scene(), body: { type: 'postmortem' } },
  'postmortem.write': {
    story: scene(),
    body: { type: 'postmortem.write', edit: 'e1', place: 's:summary', title: 'Summary', text: 'In short.' },
  },
  'postmortem.time': {
    story: scene(),
    body: { type: 'milestone.correct', milestone: 'felt', to: at('14:00'), why: 'customers called' },
  },
  'postmortem.publish': {
    story: scene().after(['14:13', ben, { type: 'cancel', reason: 'a load test' }]),
    body: {
      type: 'postmortem.publish',
      basis: 'cancelled',
      page: { hash: 'a', length: 1 },
      document: { hash: 'b', length: 1 },
      open: [],
      confirmed: [],
    },
  },
  merge: { story: scene(), body: { type: 'merge', into: 7, reason: 'same prompt', survivor } },
  'merge.reveal': {
    story: hidden(scene()),
    body: { type: 'merge', into: 7, reason: 'nobody is named', survivor, confirmed: true },
  },
  runbook: {
    story: scene(),
    body: {
      type: 'runbook.switch',
      plan: { ...plan, runbook: { ...plan.runbook, id: 'wrong-tool', hash: 'b'.repeat(64) } },
      failure: 'wrong-tool',
      reason: 'it calls the wrong tool',
    },
  },
  rename: { story: scene(), body: { type: 'rename', title: 'Billing questions are refused' } },
  redact: { story: scene(), body: { type: 'redact', entries: [1], why: 'a customer is named' } },
};

/** The same once more with the condition of a cell: it holds, or it does not. */
type Scene = Play & { by?: Actor; clock?: string };

function play(act: Act, who: Who): Scene | undefined {
  const by = people[who];
  if (act === 'command.take' || act === 'command.break-glass') {
    const person = by.kind === 'person' ? { id: by.id, name: by.name } : dev;
    const body: CommandBody = { type: 'role', role: 'commander', person, from: 'ben' };
    return {
      story: scene(),
      body: act === 'command.take' ? body : { ...body, breakGlass: 'nobody answers' },
    };
  }
  return plays[act];
}

/** Makes the condition hold for this person; absent where the person can never fulfil it. */
function fulfilled(condition: Condition, given: Scene, by: Actor): Scene {
  const who = by.kind === 'person' ? { id: by.id, name: by.name } : dev;
  switch (condition) {
    case 'paged':
      return {
        ...given,
        story: given.story.after([
          '14:14',
          airb,
          { type: 'page.sent', level: 0, route: 'chat', people: [who], summary: 's' },
        ]),
      };
    case 'own':
      if (given.body.type === 'role.withdraw') {
        const offer = { handover: 'h1', role: 'scribe' as const, person: grace, until: at('14:30') };
        const { log } = scene();
        return {
          ...given,
          story: storyOf(...log, { at: at('14:13'), by, type: 'role.offered', ...offer }),
        };
      }
      return { ...given, story: scene().after(['14:13', by, asksPrompt]) };
    case 'held':
      return { ...given, story: noting(who) };
    case 'offered':
      return {
        ...given,
        story: scene().after(['14:13', dev, { type: 'role', role: 'scribe', person: who }]),
      };
    case 'not-alone':
      return { ...given, story: scene().after(['14:13', dev, asksPrompt]) };
    case 'rota': {
      const commanders = ['ben', 'dev', who.id];
      return { ...given, story: planned(given.story, { commanders }) };
    }
    case 'vacant':
      return { ...given, story: storyOf(...given.story.log.map(withoutCommander)) };
    case 'security':
      return { ...given, story: planned(given.story, { security: who.id }) };
    case 'answers':
      return { ...given, story: planned(given.story, { contacts: { risk: [who.id] } }) };
    case 'item':
      return { ...given, story: owing(who) };
    case 'silence':
      return { ...given, clock: '14:40' };
    case 'named':
      return { ...given, body: { ...given.body, confirmed: ['refusal_rate'] } as CommandBody };
  }
}

/** The same story with other facts in its plan. */
/** A scene whose files describe one regulatory clock, of somebody who is nobody else in the table. */
function withClock(): Scene['story'] {
  const clock = {
    id: 'gdpr-33',
    name: 'GDPR art. 33',
    within: 72 * hour,
    from: 'awareness',
    owner: 'grace',
  } as const;
  return planned(scene(), { regulatory: [{ ...clock, remind: [] }], contacts: {} });
}

function planned({ log }: Scene['story'], facts: Partial<Plan>): Scene['story'] {
  const opened = log.map((event) =>
    event.type === 'incident.opened' ? { ...event, plan: { ...event.plan, ...facts } } : event,
  );
  return storyOf(...opened);
}

function withoutCommander(event: IncidentEvent): IncidentEvent {
  if (event.type !== 'incident.opened') return event;
  const { commander: _, ...roles } = event.roles;
  return { ...event, roles };
}

/** Makes the condition fail. */
function broken(condition: Condition, given: Scene, by: Actor): Scene {
  if (condition !== 'not-alone') return given;
  // Whoever asks, for a version airb has never seen: two are needed, and one of them asked.
  return { ...given, story: scene().after(['14:13', by, { ...asksPrompt, to: 'agent-chaos' }]) };
}

/** What became of it: undefined where it was allowed, else the refusal. */
function refusalOf(act: Act, by: Actor, scene: Scene | undefined) {
  if (scene === undefined) return refuseDeed(act, by, readyToRollBack().incident);
  const { decision } = scene.story.when(scene.clock ?? '14:15', by, scene.body);
  return 'rejected' in decision ? decision : undefined;
}

const cells = acts.flatMap((act) => whos.map((who) => [act, who, authority[act][who] as Cell] as const));

describe('the authority table', () => {
  it.each(cells)('%s by %s: %s', (act, who, cell) => {
    const by = people[who];
    const given = play(act, who);
    if (cell === 'yes') expect(refusalOf(act, by, given)).toBeUndefined();
    if (cell === 'no') expectRefused(refusalOf(act, by, given));
    if (cell === 'yes' || cell === 'no') return;
    if (given === undefined) throw new Error(`${act} has a condition, but no command to try it with`);
    expectRefused(refusalOf(act, by, broken(cell, given, by)));
    expect(refusalOf(act, by, fulfilled(cell, given, by))).toBeUndefined();
  });

  it('has words for every row, everybody and every condition', () => {
    expect(Object.keys(actWords).sort()).toEqual([...acts].sort());
    expect(Object.keys(whoWords)).toEqual([...whos]);
    expect(Object.values(conditions).every((words) => /^\w/.test(words))).toBe(true);
  });

  it('gives strangers talk and evidence, and nothing else', () => {
    const open = acts.filter((act) => authority[act].stranger !== 'no');
    expect(open).toEqual(['message', 'note', 'evidence', 'look']);
  });

  it('gives agents what they read, talk, evidence and proposals, and no deed', () => {
    const open = acts.filter((act) => authority[act].agent !== 'no');
    const reading = ['look', 'look.elsewhere', 'timeline.elsewhere', 'oncall', 'readiness'];
    expect(open.toSorted()).toEqual(['message', 'note', 'evidence', 'propose', ...reading].toSorted());
  });

  it('takes nothing away from whoever has a role besides', () => {
    for (const act of acts) {
      const { listed, ...row } = authority[act];
      for (const who of ['owner', 'communications', 'commander', 'approver', 'system-approver'] as const)
        if (listed === 'yes') expect(row[who], `${act} by ${who}`).toBe('yes');
    }
  });
});

describe('members', () => {
  it('only talk where the organization says so', () => {
    const story = readyToRollBack({ plan: { members: 'talk' } });
    for (const body of [asksPrompt, { type: 'read' }, { type: 'step.do', step: 'triage.samples' }] as const)
      story.when('14:15', people.member, body).refuses(/^Mia Ott, airb does not know you yet/);
    story
      .when('14:15', people.member, { type: 'note', text: 'me too' })
      .decides({ type: 'note.written', text: 'me too' });
  });

  it('respond in logs from before the organization could say', () => {
    readyToRollBack({ plan: { members: undefined } })
      .when('14:15', people.member, { type: 'read' })
      .decides({ type: 'readings.requested' });
  });

  it('never roll back alone: where the table says none, somebody still approves', () => {
    const story = readyToRollBack({ severity: 'sev4' });
    expect(story.when('14:15', people.member, asksPrompt).decision).toMatchObject({
      events: [{ type: 'rollback.requested', approvalsNeeded: 1 }],
    });
    expect(story.when('14:15', ana, asksPrompt).decision).toMatchObject({
      events: [{ type: 'rollback.requested', approvalsNeeded: 0 }, { type: 'rollback.started' }],
    });
  });
});

describe('a member who is on call', () => {
  const mia = { id: 'slack:U0MEM', name: 'Mia Ott' };
  const acknowledge = { type: 'acknowledge' as const, via: 'chat' as const };
  const paging = (...people: Person[]) =>
    readyToRollBack({
      severity: 'sev2',
      plan: { members: 'respond', escalation: [{ people: people.map(({ id }) => id), after: 5 * minute }] },
    });

  it('may acknowledge as soon as they are paged, whether or not the page went out, and beside others', () => {
    expect(
      paging(mia).after(['14:11', people.member, acknowledge]).incident.paging.acknowledged,
    ).toBeDefined();
    paging(listed, mia).after(['14:11', people.member, acknowledge]);
    paging(listed)
      .when('14:11', people.member, acknowledge)
      .refuses(/^Mia Ott .* can't/, /^Whoever was paged can, .* Paged now: Eva Sato\.$/);
  });
});

describe('a private incident', () => {
  it('is opened to another by whoever may let them in; a member takes a step of it for themselves', () => {
    const assign = (person: Person) => ({ type: 'step.assign' as const, step: 'triage.changes', person });
    const mia = { id: 'slack:U0MEM', name: 'Mia Ott' };
    const story = hidden(scene());
    expect(story.after(['14:15', people.member, assign(mia)]).log.at(-1)?.type).toBe('step.assigned');
    story.when('14:15', people.member, assign(listed)).refuses(/^Mia Ott .* can't bring/);
    expect(story.after(['14:15', people.listed, assign(grace)]).log.at(-1)?.type).toBe('step.assigned');
  });

  it('is opened by no role that a member hands on, and by no action item of theirs', () => {
    const mia = { id: 'slack:U0MEM', name: 'Mia Ott' };
    hidden(noting(mia))
      .when('14:15', people.member, { type: 'role', role: 'scribe', person: listed })
      .refuses(/^Mia Ott .* can't bring/);
    const item = { what: 'alert per customer', kind: 'monitor' as const, due: '2025-03-03' };
    const add = (owner: Person) => ({ type: 'action-item.add' as const, ...item, owner });
    hidden(scene())
      .when('14:15', people.member, add(listed))
      .refuses(/^Mia Ott .* can't bring/);
    const own = hidden(scene()).after(['14:15', people.member, add(mia)]);
    own
      .when('14:16', people.member, { type: 'action-item.change', item: 1, owner: listed })
      .refuses(/^Mia Ott .* can't bring/);
    own.after(['14:16', people.member, { type: 'action-item.change', item: 1, due: '2025-03-04' }]);
  });
});

describe('what is asked outside of an incident', () => {
  it('is refused with who can: by the organization’s word on its members, and with the way in where there is one', () => {
    const refused = (act: Act, who: Who, members: 'respond' | 'talk') =>
      refuseDeed(act, people[who], { members });
    const listedCan = 'Anybody in runbooks/organization.yaml can.';
    expect(refused('report', 'stranger', 'respond')).toMatchObject({
      rejected: expect.stringMatching(/^Zed, airb does not know you yet/),
      next: expect.stringMatching(/^Any full member of the workspace can\. Whoever keeps/),
    });
    expect(refused('report', 'member', 'respond')).toBeUndefined();
    expect(refused('report', 'member', 'talk')?.next).toMatch(new RegExp(`^${listedCan} Whoever`));
    expect(refused('timeline.elsewhere', 'member', 'respond')).toEqual({
      rejected: expect.stringMatching(/^Mia Ott .* can't read/),
      next: `In an incident’s channel you see that one. ${listedCan}`,
    });
    expect(refused('example.push', 'member', 'respond')?.next).toBe(listedCan);
  });
});

function expectRefused(refusal: { rejected: string; next?: string } | undefined) {
  expect(refusal?.rejected).toMatch(/\S.*\.$/);
  expect(refusal?.next).toMatch(/ can|Only somebody|`\/airb|can take it|Ask /);
  expect(`${refusal?.rejected} ${refusal?.next}`).not.toMatch(/undefined|\[object/);
}
