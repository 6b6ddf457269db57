import { describe, expect, it } from 'vitest';
import type { Command, CommandBody } from '../../../src/domain/incident/commands.ts';
import { decide } from '../../../src/domain/incident/decide.ts';
import type { EventType, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { evolve, fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { headOf } from '../../../src/domain/incident/head.ts';
import { react } from '../../../src/domain/incident/react.ts';
import type { Incident, Opened } from '../../../src/domain/incident/state.ts';
import { type Actor, airb, type Person } from '../../../src/domain/people.ts';
import { minute } from '../../../src/domain/time.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { command, finn, incident42, planWith, stranger } from '../../support/given.ts';
import {
  alertmanager,
  ana,
  at,
  ben,
  chloe,
  dev,
  evidence,
  levels,
  promptChange,
  refusalAlert,
  workedExample,
} from '../../support/worked-example.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const text = { users: 'Refusals.', since: '14:10', scope: 'Paid.', mitigation: 'Rolling back.' };
const dueAt = at('15:10');
const ill = { refusals: 0.19, deflection: 0.25 };
const well = { refusals: 0.05, deflection: 0.41 };

const { plan } = everyEvent['runbook.switched'];
const estate = everyEvent.absorbed.left;

/** One of each kind: a new command does not compile until it is here. */
const bodies: { [T in CommandBody['type']]: Extract<CommandBody, { type: T }>[] } = {
  open: [],
  'alert.arrive': [
    { type: 'alert.arrive', alert: { ...refusalAlert, fingerprint: 'b' } },
    { type: 'alert.arrive', alert: { ...refusalAlert, status: 'resolved' } },
    { type: 'alert.arrive', alert: { ...refusalAlert, startsAt: at('14:50') } },
  ],
  'change.note': [{ type: 'change.note', change: { ...promptChange, id: 'p8', to: 'prompt-v8' } }],
  'room.opened': [{ type: 'room.opened', room: 'slack:C2', name: 'inc-42-2' }],
  'action-item.add': [
    { type: 'action-item.add', what: 'alert per customer', kind: 'monitor', owner: dev, due: '2025-03-03' },
    { type: 'action-item.add', what: 'add the examples', kind: 'eval', owner: ben, due: '2025-02-20' },
  ],
  'action-item.change': [{ type: 'action-item.change', item: 1, owner: chloe, due: '2025-03-04' }],
  'action-item.done': [
    { type: 'action-item.done', item: 1, shipped: 'https://example.org/pull/7' },
    { type: 'action-item.done', item: 2, shipped: 'merged', override: 'no suite runs' },
  ],
  'action-item.drop': [{ type: 'action-item.drop', item: 1, reason: 'the model is gone' }],
  'action-item.reopen': [{ type: 'action-item.reopen', item: 1, reason: 'it fires for nobody' }],
  'action-item.verify': [
    { type: 'action-item.verify', run: { id: 'r', name: 'nightly', passed: true, examples: ['ex-1'] } },
  ],
  'action-item.remind': [{ type: 'action-item.remind', item: 1, due: '2025-03-03' }],
  'action-item.unreached': [{ type: 'action-item.unreached', item: 1, person: 'dev' }],
  'action-item.track': [{ type: 'action-item.track', item: 1 }],
  'action-item.issue-opened': [
    { type: 'action-item.issue-opened', item: 1, key: '#7', link: 'https://example.org/7' },
  ],
  'action-item.issue-seen': [{ type: 'action-item.issue-seen', item: 1, seen: 'closed' }],
  'clock.start': [{ type: 'clock.start', clock: 'gdpr-33', reason: 'addresses went out' }],
  'clock.end': [{ type: 'clock.end', clock: 'gdpr-33', how: 'met', reason: 'filed' }],
  'clock.remind': [{ type: 'clock.remind', clock: 'gdpr-33', dueAt: 1 }],
  'clock.overdue': [{ type: 'clock.overdue', clock: 'gdpr-33', dueAt: 1, rung: 0 }],
  'drill.join': [{ type: 'drill.join' }],
  'drill.stop': [{ type: 'drill.stop', reason: 'a real one began' }],
  'drill.real': [{ type: 'drill.real', number: 43, severity: 'sev2', title: 'Refunds fail' }],
  'room.lost': [{ type: 'room.lost', room: 'slack:C0INC42', why: 'It is archived.' }],
  'page.sent': [{ type: 'page.sent', level: 0, route: 'pagerduty', summary: 's', people: [ana] }],
  'page.failed': [{ type: 'page.failed', level: 0, route: 'webhook', people: [ana], why: 'gone' }],
  'page.stop-failed': [
    { type: 'page.stop-failed', level: 0, route: 'webhook', people: [ana], told: 'acknowledge', why: 'gone' },
  ],
  'audience.join': [
    {
      type: 'audience.join',
      audiences: [
        { id: 'dm:zoe', title: 'Zoe', by: 'person', person: 'zoe', form: 'internal', severities: ['sev2'] },
      ],
    },
  ],
  'audience.leave': [{ type: 'audience.leave', audience: 'dm:zoe' }],
  'page.decline': [{ type: 'page.decline', level: 0, why: 'on a train' }],
  'page.timeout': [0, 1, 2].map((level) => ({ type: 'page.timeout', level })),
  acknowledge: [{ type: 'acknowledge', via: 'chat' }],
  severity: [
    { type: 'severity', to: 'sev1', reason: 'all' },
    { type: 'severity', to: 'sev4', reason: 'few' },
  ],
  role: [
    { type: 'role', role: 'scribe', person: dev },
    { type: 'role', role: 'commander', person: dev },
    { type: 'role', role: 'owner', person: ben, from: 'ana' },
  ],
  'role.answer': [
    { type: 'role.answer', handover: 'h1', accept: true },
    { type: 'role.answer', handover: 'h2', accept: false },
  ],
  'role.withdraw': [{ type: 'role.withdraw', handover: 'h1' }],
  'role.release': [{ type: 'role.release', role: 'commander' }],
  'role.expire': [{ type: 'role.expire', handover: 'h1' }],
  'role.ask': [{ type: 'role.ask', role: 'scribe', dueAt: at('14:40') }],
  'question.answer': [{ type: 'question.answer', question: 'kind', answer: 'output' }],
  category: [{ type: 'category', category: 'prompt', because: '' }],
  'diagnosis.answer': [
    { type: 'diagnosis.answer', check: 'who-refused', answer: 'model' },
    { type: 'diagnosis.answer', check: 'who-refused', answer: 'hint:2' },
    { type: 'diagnosis.answer', check: 'prompt-changed', answer: 'yes' },
  ],
  'diagnosis.back': [
    { type: 'diagnosis.back', last: { check: 'prompt-changed', answer: 'yes' }, all: false },
    { type: 'diagnosis.back', last: { check: 'who-refused', answer: 'model' }, all: true },
  ],
  'section.fold': [{ type: 'section.fold', section: 'triage', folded: false }],
  'step.do': [{ type: 'step.do', step: 'triage.samples' }],
  'step.skip': [{ type: 'step.skip', step: 'triage.guardrail', reason: 'no change' }],
  'step.assign': [{ type: 'step.assign', step: 'triage.changes', person: dev }],
  'step.undo': [{ type: 'step.undo', step: 'triage.samples' }],
  'step.note': [{ type: 'step.note', step: 'triage.changes', note: 'look' }],
  'step.unhelpful': [{ type: 'step.unhelpful', step: 'triage.changes', why: 'no data' }],
  'step.suggest': [{ type: 'step.suggest', section: 'triage', title: 'Ask the provider' }],
  note: [{ type: 'note', text: 'look' }],
  message: [{ type: 'message', message: 'slack:C0INC42/1.1', text: 'hi', files: [] }],
  'message.mark': [true, false].map((marked) => ({
    type: 'message.mark',
    message: 'slack:C0INC42/1.1',
    text: 'hi',
    marked,
  })),
  evidence: [
    {
      type: 'evidence',
      evidence: evidence({ id: 'e', item: 'trace', title: 't', content: 'x', from: 'command' }),
    },
  ],
  'evidence.sample': [{ type: 'evidence.sample' }],
  samples: [
    {
      type: 'samples',
      page: 1,
      evidence: [evidence({ id: 'trace-1', title: 'Sampled', content: 'in and out', from: 'trace' })],
    },
    { type: 'samples', page: 1, evidence: [], because: 'it can not be reached' },
  ],
  'examples.push': [{ type: 'examples.push', tool: 'langfuse' }],
  'examples.pushed': [
    { type: 'examples.pushed', tool: 'langfuse', pushed: [{ dataset: 'support-bot-blocking', count: 2 }] },
    { type: 'examples.pushed', tool: 'langfuse', pushed: [], because: 'it answered 401' },
  ],
  'evals.run': (['passed', 'failed'] as const).map((outcome) => ({
    type: 'evals.run',
    run: { id: `nightly-${outcome}`, name: 'nightly' },
    examples: [
      { id: 'ex-1', name: 'inc-42-7', outcome },
      { id: 'ex-2', name: 'inc-42-9', outcome: 'passed' },
    ],
  })),
  'example.sort': (['blocking', 'backlog'] as const).map((set) => ({
    type: 'example.sort',
    example: { id: 'ex-1', source: 'e', set, expected: 'answers', reason: 'asked daily' },
  })),
  update: [
    { type: 'update', form: 'internal', text },
    { type: 'update', form: 'customer', text },
  ],
  'update.decline': [{ type: 'update.decline', update: 'u1', reason: 'no' }],
  'update.correct': [{ type: 'update.correct', form: 'internal', text: { ...text, users: 'Three in ten.' } }],
  'update.snooze': [{ type: 'update.snooze', later: 10 * minute, reason: 'the reading comes then' }],
  'update.nudge': [{ type: 'update.nudge', dueAt }],
  'update.deadline': [{ type: 'update.deadline', dueAt }],
  'update.escalate': [0, 1, 2].map((rung) => ({ type: 'update.escalate', dueAt, rung })),
  'rollback.request': ['prompt', 'code'].map((part) => ({
    type: 'rollback.request',
    part,
    reason: 'r',
    evidenceOverride: 'no time',
  })),
  'rollback.approve': ['r1', 'r2'].map((action) => ({ type: 'rollback.approve', action })),
  'evidence.confirm': [{ type: 'evidence.confirm', id: 'e' }],
  propose: [{ type: 'propose', part: 'prompt', reason: 'refusals followed it' }],
  'proposal.decline': [{ type: 'proposal.decline', proposal: 'p1' }],
  'agent.read': [{ type: 'agent.read', what: 'timeline' }],
  'agent.refused': [{ type: 'agent.refused', what: 'evidence', why: 'There is nothing in it to keep.' }],
  'rollback.decline': [{ type: 'rollback.decline', action: 'r2', reason: 'no' }],
  'rollback.manual': [{ type: 'rollback.manual', action: 'r2', note: 'done' }],
  'rollback.responded': [
    { type: 'rollback.responded', action: 'r1', dryRun: false, ok: true, status: 200, response: 'ok' },
    {
      type: 'rollback.responded',
      action: 'r1',
      dryRun: false,
      ok: true,
      status: 202,
      response: '',
      heard: 'queued',
    },
  ],
  'rollback.attempt': [
    { type: 'rollback.attempt', action: 'r1', doubt: false },
    { type: 'rollback.attempt', action: 'r1', doubt: true, seen: { version: 'prompt-v6' } },
    { type: 'rollback.attempt', action: 'r1', doubt: false, seen: { problem: 'away' }, rival: true },
  ],
  'rollback.delay': [{ type: 'rollback.delay', action: 'r1', why: 'away' }],
  'alert.quiet': [{ type: 'alert.quiet', source: 'test', fingerprint: 'f1' }],
  'containment.remind': [{ type: 'containment.remind', action: 'r1' }],
  'rollback.looked': [
    { type: 'rollback.looked', action: 'r1', seen: { version: 'prompt-v6' } },
    { type: 'rollback.looked', action: 'r1', seen: { problem: 'away' } },
  ],
  'rollback.look': [{ type: 'rollback.look', action: 'r1' }],
  'rollback.settle': [true, false].map((done) => ({ type: 'rollback.settle', action: 'r1', done })),
  'rollback.stop': [{ type: 'rollback.stop', reason: 'the index first' }],
  traffic: [
    {
      type: 'traffic',
      sampledAt: 1,
      seen: [
        {
          part: 'model',
          label: 'gen_ai_response_model',
          values: [{ value: 'support-3.3', share: 0.4, hourBefore: 0 }],
        },
      ],
    },
  ],
  versions: [{ type: 'versions', seen: [{ part: 'prompt', version: 'prompt-v8' }] }],
  read: [{ type: 'read' }],
  readings: [
    {
      type: 'readings',
      purpose: { for: 'opening' },
      sampledAt: at('14:10'),
      readings: levels('14:10', ill),
    },
    {
      type: 'readings',
      purpose: { for: 'containment', action: 'r1', when: 'before' },
      sampledAt: at('14:17'),
      readings: levels('14:17', ill),
    },
    {
      type: 'readings',
      purpose: { for: 'containment', action: 'r1', when: 'after' },
      sampledAt: at('14:23'),
      readings: levels('14:23', well),
    },
    {
      type: 'readings',
      purpose: { for: 'recovery' },
      sampledAt: at('15:40'),
      readings: levels('15:40', ill),
    },
    {
      type: 'readings',
      purpose: { for: 'recovery' },
      sampledAt: at('16:40'),
      readings: levels('16:40', well),
    },
  ],
  verify: [{ type: 'verify' }],
  resolve: [
    { type: 'resolve', category: 'data' },
    { type: 'resolve', override: 'enough', category: 'prompt' },
  ],
  redact: [{ type: 'redact', entries: [2], why: 'a customer is named' }],
  cancel: [{ type: 'cancel', reason: 'a test' }],
  escalate: [{ type: 'escalate', kind: 'technical', reason: 'nobody finds the cause' }],
  'escalate.due': [{ type: 'escalate.due', rule: 0 }],
  merge: [
    {
      type: 'merge',
      into: 41,
      reason: 'same prompt',
      survivor: { open: true, private: false, phase: 'triage' },
    },
  ],
  absorb: [{ type: 'absorb', left: estate, evidence: [] }],
  'archive.check': [{ type: 'archive.check' }],
  'room.archived': [{ type: 'room.archived', room: 'slack:C2' }],
  'room.renamed': [{ type: 'room.renamed', room: 'slack:C2', name: 'inc-42-billing' }],
  'split.begin': [{ type: 'split.begin', alerts: [] }],
  'split.off': [{ type: 'split.off', to: 43, title: 'Latency', alerts: [], who: 'Ben' }],
  rename: [{ type: 'rename', title: 'Billing questions are refused' }],
  'runbook.switch': [
    {
      type: 'runbook.switch',
      plan: { ...plan, runbook: { ...plan.runbook, id: 'other', hash: 'b'.repeat(64) } },
      failure: 'wrong-tool',
      reason: 'it calls the wrong tool',
    },
  ],
  'stale.check': [{ type: 'stale.check' }],
  reopen: [{ type: 'reopen', reason: 'it is back' }],
  postmortem: [{ type: 'postmortem' }],
  'postmortem.drafted': [{ type: 'postmortem.drafted', file: 'a.md' }],
  'milestone.correct': [
    { type: 'milestone.correct', milestone: 'felt', to: at('14:00'), why: 'customers called' },
    { type: 'milestone.correct', milestone: 'contained', to: at('14:30'), why: '' },
  ],
  'postmortem.write': [
    { type: 'postmortem.write', edit: 'e1', place: 's:summary', title: 'Summary', text: 'In short.' },
    {
      type: 'postmortem.write',
      edit: 'e2',
      place: 's:summary',
      title: 'Summary',
      text: 'Longer.',
      base: 'e1',
    },
  ],
  'postmortem.take-back': [{ type: 'postmortem.take-back', edit: 'e1', place: 's:summary' }],
  'postmortem.publish': [
    {
      type: 'postmortem.publish',
      basis: 'resolved',
      page: { hash: 'a', length: 1, text: 'p' },
      document: { hash: 'b', length: 1, text: 'd' },
      open: [],
      confirmed: [],
    },
  ],
  'postmortem.remind': [{ type: 'postmortem.remind', dueAt: 1, rung: 'due' }],
  trouble: [{ type: 'trouble', code: 'c', text: 't' }],
};

/**
 * What a person may mean twice: two notes, two looks, two updates with the same words. Redelivery of the same input is
 * caught before it gets here, by the input's key; the draft's outcome by settling its effect.
 */
const mayBeMeantTwice: ReadonlySet<CommandBody['type']> = new Set<CommandBody['type']>([
  'note',
  'step.note',
  'step.suggest',
  'message',
  'update',
  'read',
  'page.failed',
  'page.stop-failed',
  'page.decline',
  'escalate',
  'rollback.request',
  // A second attempt means that the answer to the first was lost.
  'rollback.attempt',
  'postmortem',
  'postmortem.drafted',
]);

const agent: Actor = { kind: 'agent', name: 'triage-agent' };
const everyone: (Actor | Person)[] = [agent, airb, alertmanager, ana, ben, chloe, finn, stranger];
const all = Object.values(bodies).flat() as CommandBody[];

/** A repeatable walk through what can happen: the same seed tells the same story. */
function walk(seed: number, length = 60): Command[] {
  let state = seed * 2_654_435_761 + 1;
  const next = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  let now = at('14:10');
  return Array.from({ length }, () => {
    now += next(4) * 60_000;
    const by = everyone[next(everyone.length)] ?? airb;
    return { ...command('14:10', by, all[next(all.length)] ?? { type: 'read' }), at: now };
  });
}

/** Plays commands one after the other and hands each step out. */
function play(
  commands: Command[],
  facts: Parameters<typeof incident42>[0],
  look: (step: {
    before: Incident;
    after: Opened;
    events: IncidentEvent[];
    command: Command;
    seq: number;
  }) => void,
): void {
  let { incident, log } = incident42(facts) as { incident: Incident; log: IncidentEvent[] };
  for (const asked of commands) {
    const before = incident;
    const decision = decide(asked, before);
    const events = 'events' in decision ? decision.events : [];
    incident = fold(before, events);
    look({ before, after: incident as Opened, events, command: asked, seq: log.length });
    log = [...log, ...events];
  }
}

const seeds = Array.from({ length: 40 }, (_, n) => n + 1);
const variants: Parameters<typeof incident42>[0][] = [
  { plan: { evidence: [], pagers: ['chat', 'pagerduty'], diagnosis: refusalTree } },
  { severity: 'sev1', plan: { pagers: ['chat', 'webhook'] } },
  { severity: 'sev4', roles: {}, plan: { escalation: [], parts: [], signals: [] } },
];

describe('whatever happens, in whatever order', () => {
  it('gives its events once, however often the same command comes', () => {
    for (const [n, seed] of seeds.entries()) {
      play(walk(seed), variants[n % variants.length], ({ after, events, command: asked }) => {
        if (events.length === 0 || mayBeMeantTwice.has(asked.type)) return;
        const again = decide(asked, after);
        expect('events' in again ? again.events : [], JSON.stringify(asked)).toEqual([]);
      });
    }
  });

  it('says why not, and what to try, whenever a person is refused', () => {
    for (const seed of seeds) {
      play(walk(seed), variants[0], ({ before, command: asked }) => {
        const decision = decide(asked, before);
        if ('events' in decision) return;
        expect(decision.rejected, JSON.stringify(asked)).toMatch(/\S.*[.?;]$/);
        expect(decision.next, JSON.stringify(asked)).toBeTruthy();
        expect(decision.rejected).not.toMatch(/undefined|\[object/);
      });
    }
  });

  it('asks for the same effects under the same keys when an event is seen again', () => {
    for (const seed of seeds) {
      play(walk(seed), variants[0], ({ after, events, seq }) => {
        const keys = events.flatMap((event, n) => {
          const effects = react(event, after, seq + n + 1);
          expect(react(structuredClone(event), structuredClone(after), seq + n + 1)).toEqual(effects);
          return effects.map(({ key }) => key);
        });
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key).toMatch(/^42\.\d+\.\d+$/);
      });
    }
  });

  it('changes no event and no state that it was given', () => {
    for (const seed of seeds.slice(0, 10)) {
      play(walk(seed), variants[0], ({ before, command: asked }) => {
        const kept = structuredClone({ before, asked });
        const decision = decide(asked, before);
        if ('events' in decision) fold(before, decision.events);
        expect({ before, asked }).toEqual(kept);
      });
    }
  });

  it('asks for nothing in the past, except what is due at once', () => {
    for (const seed of seeds) {
      play(walk(seed), variants[0], ({ after, events, seq }) => {
        for (const [n, event] of events.entries()) {
          for (const effect of react(event, after, seq + n + 1)) {
            const catchingUp = effect.body.kind === 'read' || effect.body.kind === 'timer';
            // A new draft after a redaction waits for more of them.
            const gathering = effect.body.kind === 'file' && event.type === 'entry.redacted';
            // The proposal for the runbook and the canvas follow both files of a draft, the canvas several corrections.
            const following =
              effect.body.kind === 'canvas' ||
              (effect.body.kind === 'draw' && effect.body.slot === 'revision');
            if (!catchingUp && !gathering && !following) expect(effect.dueAt).toBe(event.at);
          }
        }
      });
    }
  });

  it('draws every message it asks for', () => {
    for (const [n, seed] of seeds.entries()) {
      play(walk(seed), variants[n % variants.length], ({ after, events, seq }) => {
        for (const [index, event] of events.entries()) {
          for (const { body } of react(event, after, seq + index + 1)) {
            if (body.kind !== 'draw' || body.slot.startsWith('section:')) continue;
            // What is due has a message only where no other has its buttons.
            if (body.slot === 'now') continue;
            // The sender draws them, from what was said.
            if (body.slot === 'told') continue;
            // The sender draws it, against the files of that moment.
            if (body.slot === 'revision') continue;
            // A walk may bring readings of a rollback nobody asked for.
            if (event.type === 'readings.taken' && body.slot.startsWith('action:')) continue;
            expect(drawSlot(body.slot, after)?.text, body.slot).toBeTruthy();
          }
        }
      });
    }
  });
});

describe('a private incident', () => {
  it('never asks for anything in a public channel', () => {
    for (const seed of seeds) {
      const facts = { private: true, plan: { evidence: [], pagers: ['chat', 'pagerduty'] } };
      play(walk(seed), facts, ({ after, events, seq }) => {
        for (const [n, event] of events.entries()) {
          for (const { body } of react(event, after, seq + n + 1)) {
            if ('place' in body) expect(body.place.to, JSON.stringify(event)).not.toBe('channel');
          }
        }
      });
    }
  });

  it('opens a private room', () => {
    const { incident, log } = incident42({ private: true });
    const rooms = log.slice(0, 1).flatMap((event) => react(event, incident, 1));
    expect(rooms.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ kind: 'room.open', private: true }),
    );
  });
});

describe('the log of an incident', () => {
  it('folds event by event as it does at once', () => {
    const log = workedExample({ plan: planWith() });
    const stepwise = log.reduce(evolve, nothing);
    expect(stepwise).toEqual(fold(nothing, log));
    expect(stepwise).toMatchObject({ phase: 'resolved', versions: { prompt: 'prompt-v6' } });
  });

  it('has a state for every event, in every phase', () => {
    const phases = [
      incident42(),
      incident42().after(['14:32', ben, { type: 'verify' }]),
      incident42().after(['14:32', ben, { type: 'resolve', override: 'x', category: 'prompt' }]),
      incident42().after(['14:32', ben, { type: 'cancel', reason: 'x' }]),
    ];
    for (const type of Object.keys(everyEvent) as EventType[]) {
      const event = { at: at('14:50'), by: person, ...everyEvent[type] } as IncidentEvent;
      for (const { incident, log } of phases) {
        const after = evolve(incident, event) as Opened;
        expect(headOf(after, log.length + 1, event.at)).toMatchObject({
          number: 42,
          version: log.length + 1,
        });
        expect(() => react(event, after, log.length + 1)).not.toThrow();
      }
    }
  });

  it('is nothing before it was opened, whatever stands in it', () => {
    const rest = workedExample().slice(1);
    expect(fold(nothing, rest)).toBe(nothing);
  });

  it('skips what a newer airb has written', () => {
    const news = {
      at: at('14:50'),
      by: airb,
      type: 'weather.changed',
      to: 'rain',
    } as unknown as IncidentEvent;
    const { incident } = incident42();
    expect(evolve(incident, news)).toBe(incident);
  });
});

const person: Actor = { kind: 'person', standing: 'listed', ...ana };
