import { createHash } from 'node:crypto';
import type { EventBody, EventOf, EvidenceRecord, IncidentEvent } from '../../src/domain/incident/events.ts';
import { type Actor, airb, type Person } from '../../src/domain/people.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import type { Change } from '../../src/domain/signals/change.ts';
import type { Reading } from '../../src/domain/signals/reading.ts';
import { workedExamplePlan } from './worked-example-plan.ts';

/** Story time `14:10` or `14:10:30` on 2025-02-17, UTC. */
export function at(clock: string): number {
  // `2025-03-03 09:00`: another day than the one of the incident.
  if (clock.includes(' ')) return Date.parse(`${clock.replace(' ', 'T')}Z`);
  return Date.parse(`2025-02-17T${clock.length === 5 ? `${clock}:00` : clock}Z`);
}

export const ana: Person = { id: 'ana', name: 'Ana Lima' };
export const ben: Person = { id: 'ben', name: 'Ben Okafor' };
export const chloe: Person = { id: 'chloe', name: 'Chloe Martin' };
export const dev: Person = { id: 'dev', name: 'Dev Patel' };

export const alertmanager: Actor = { kind: 'source', name: 'alertmanager' };

/** The person as somebody who acts. */
export function person(who: Person): Actor {
  return { kind: 'person', standing: 'listed', ...who };
}

export const refusalAlert: Alert = {
  source: 'alertmanager',
  fingerprint: 'c5f1a9d20b7e4a11',
  status: 'firing',
  title: 'Support bot refuses too much',
  system: 'support-bot',
  signal: 'refusal_rate',
  failure: 'refusal-spike',
  severity: 'warning',
  labels: {
    alertname: 'AirbRefusalSpike',
    system: 'support-bot',
    failure: 'refusal-spike',
    severity: 'warning',
  },
  annotations: { summary: 'Refusal rate above twice its 7-day baseline for 10 min' },
  value: 0.19,
  baseline: 0.04,
  unit: 'ratio',
  startsAt: at('14:10'),
  extra: {},
};

export const promptChange: Change = {
  id: 'prompt-v7',
  system: 'support-bot',
  kind: 'prompt',
  part: 'prompt',
  from: 'prompt-v6',
  to: 'prompt-v7',
  summary: 'Stricter wording about account data',
  by: 'Dev Patel',
  at: at('13:30'),
};

export const indexChange: Change = {
  id: 'kb-2025-02-15',
  system: 'support-bot',
  kind: 'index',
  part: 'index',
  from: 'kb-2025-02-01',
  to: 'kb-2025-02-15',
  summary: 'Fortnightly rebuild of the help articles',
  by: 'index pipeline',
  at: at('13:40'),
};

interface Levels {
  refusals: number;
  deflection: number;
  unsafe?: number;
  latency?: number;
}

/** One reading of each of the system's main signals; ratios are 0–1. */
export function levels(
  clock: string,
  { refusals, deflection, unsafe = 0.002, latency = 1.8 }: Levels,
): Reading[] {
  return [
    { signal: 'refusal_rate', at: at(clock), value: refusals },
    { signal: 'ticket_deflection', at: at(clock), value: deflection },
    { signal: 'unsafe_answers', at: at(clock), value: unsafe },
    { signal: 'latency_p95', at: at(clock), value: latency },
  ];
}

/** An evidence record with the hash of its content. */
export function evidence(facts: Omit<EvidenceRecord, 'sha256'>): EvidenceRecord {
  return { ...facts, sha256: createHash('sha256').update(facts.content).digest('hex') };
}

type Opening = Partial<Omit<EventOf<'incident.opened'>, 'type' | 'at' | 'by'>>;

/** The opening of the worked example; facts given replace its own. */
export function opening(facts: Opening = {}): IncidentEvent {
  return {
    type: 'incident.opened',
    at: at('14:10:03'),
    by: alertmanager,
    number: 42,
    title: 'Support bot refuses too much',
    failure: 'refusal-spike',
    severity: 'sev3',
    because: 'refusal-spike: labels failure=refusal-spike, system=support-bot match',
    private: false,
    plan: workedExamplePlan(),
    roles: { commander: ben, owner: ana, communications: chloe },
    alert: refusalAlert,
    changes: [indexChange, promptChange],
    unmapped: false,
    roomName: 'inc-20250217-42-support-bot-refusal-spike',
    startedAt: at('14:10'),
    ...(facts.private ? {} : { told: ['support-leadership'] }),
    ...facts,
  };
}

/** An event at a story time. */
export function event(clock: string, by: Actor | Person, body: EventBody): IncidentEvent {
  return { at: at(clock), by: 'kind' in by ? by : person(by), ...body };
}

/**
 * The worked example from alert to resolution: two changes, two rollbacks, the first only partly containing it.
 * Readings, versions and times are those of the demo's scenario.
 */
export function workedExample(opened: Opening = {}): IncidentEvent[] {
  const story = [...alarm(), ...triage(), ...promptRollback(), ...indexRollback(), ...recovery()];
  return [opening(opened), ...story.map((row) => event(...row))];
}

type Row = [clock: string, by: Actor | Person, body: EventBody];
type Purpose = EventOf<'readings.taken'>['purpose'];

const english = 'Paid customers writing in English.';
const remark = {
  message: 'slack:C0INC42/1739801530.000100',
  text: 'Paid customers in English are refused when they ask about invoices. Free tier looks normal.',
};

/** Readings are stored the second after they were taken. */
function taken(
  clock: string,
  purpose: Purpose,
  [sampled, refusals, deflection]: [string, number, number],
): Row {
  const readings = levels(sampled, { refusals, deflection });
  return [clock, airb, { type: 'readings.taken', purpose, sampledAt: at(sampled), readings }];
}

function saved(clock: string, by: Actor | Person, facts: Parameters<typeof evidence>[0]): Row {
  return [clock, by, { type: 'evidence.saved', evidence: evidence(facts) }];
}

function update(clock: string, due: string, text: { users: string; since: string; mitigation: string }): Row {
  const facts = { form: 'internal' as const, nextDueAt: at(due), audiences: ['support-leadership'] };
  return [clock, chloe, { type: 'update.posted', ...facts, text: { ...text, scope: english } }];
}

function alarm(): Row[] {
  const name = 'inc-20250217-42-support-bot-refusal-spike';
  const summary = 'SEV3 support-bot — refusals 19 % (normal 4 %) since 14:10';
  const versions = 'prompt prompt-v7, index kb-2025-02-15, model support-3.2, code api-v18';
  const [alert, live] = [
    { id: 'e1', item: 'alert' },
    { id: 'e2', item: 'versions' },
  ];
  const arrived = { title: 'The alert as it arrived', content: JSON.stringify(refusalAlert) };
  return [
    ['14:10:04', airb, { type: 'room.opened', room: 'slack:C0INC42', name }],
    ['14:10:04', airb, { type: 'page.sent', level: 0, route: 'chat', people: [ana], summary }],
    saved('14:10:05', airb, { ...alert, ...arrived, from: 'automatic' }),
    saved('14:10:05', airb, {
      ...live,
      title: 'Live versions of all parts',
      content: versions,
      from: 'automatic',
    }),
    taken('14:10:06', { for: 'opening' }, ['14:10:05', 0.19, 0.25]),
    ['14:11:20', ana, { type: 'acknowledged', via: 'chat' }],
  ];
}

function triage(): Row[] {
  const samples = {
    ...{ id: 'e3', item: 'samples', title: 'Twenty answers from paid English traffic, nine refused' },
    content: 'Q: Where is my invoice for January? A: I can’t help with account data.',
  };
  return [
    ['14:12:10', ana, { type: 'message.said', ...remark, files: [] }],
    ['14:12:30', ana, { type: 'question.answered', question: 'kind', answer: 'policy' }],
    [
      '14:12:50',
      ana,
      { type: 'question.answered', question: 'changed', answer: 'prompt-v7 and kb-2025-02-15' },
    ],
    ['14:13', ben, { type: 'message.marked', ...remark, marked: true }],
    ['14:13:20', ana, { type: 'step.done', step: 'triage.samples', note: 'nine of twenty refused' }],
    ['14:14', ben, { type: 'severity.changed', from: 'sev3', to: 'sev2', reason: 'paid traffic affected' }],
    saved('14:14:30', ana, { ...samples, from: 'message', message: remark.message }),
    update('14:15', '14:45', {
      users: 'The support bot declines about one in five questions it normally answers.',
      since: '14:10 UTC',
      mitigation: 'The last prompt change is being rolled back.',
    }),
    ['14:15:30', ana, { type: 'step.done', step: 'triage.changes' }],
  ];
}

/** What a target answers to a rollback. */
function answer(from: string, to: string, dryRun: boolean) {
  return { ok: true, status: 200, response: JSON.stringify({ from, to, dryRun }) };
}

type Judged = EventOf<'containment.judged'>['signals'];

function promptRollback(): Row[] {
  const action = 'rb-1';
  const wish = { part: 'prompt', from: 'prompt-v7', to: 'prompt-v6', approvalsNeeded: 1 };
  const reason = 'Refusals rose 40 min after prompt-v7.';
  const signals: Judged = [
    { signal: 'refusal_rate', before: 0.19, after: 0.08, normal: 0.04, verdict: 'partly contained' },
    { signal: 'unsafe_answers', before: 0.002, after: 0.002, normal: 0.002, verdict: 'contained' },
    { signal: 'ticket_deflection', before: 0.25, after: 0.36, normal: 0.42, verdict: 'partly contained' },
  ];
  const nextSuspect = 'index kb-2025-02-15, changed 30 min before the start';
  return [
    ['14:16', ana, { type: 'rollback.requested', action, ...wish, reason }],
    ['14:16:10', airb, { type: 'rollback.previewed', action, ...answer(wish.from, wish.to, true) }],
    ['14:17', ben, { type: 'rollback.approved', action, approvalsLeft: 0 }],
    taken('14:17:01', { for: 'containment', action, when: 'before' }, ['14:17', 0.19, 0.25]),
    ['14:17:01', airb, { type: 'rollback.started', action, manual: false }],
    ['14:17:02', airb, { type: 'rollback.responded', action, ...answer(wish.from, wish.to, false) }],
    taken('14:23:03', { for: 'containment', action, when: 'after' }, ['14:23:02', 0.08, 0.36]),
    [
      '14:23:03',
      airb,
      { type: 'containment.judged', action, verdict: 'partly contained', signals, nextSuspect },
    ],
  ];
}

function indexRollback(): Row[] {
  const action = 'rb-2';
  const wish = { part: 'index', from: 'kb-2025-02-15', to: 'kb-2025-02-01', approvalsNeeded: 1 };
  const reason = 'Refusals still twice normal; invoice articles are missing from the new index.';
  const signals: Judged = [
    { signal: 'refusal_rate', before: 0.08, after: 0.05, normal: 0.04, verdict: 'contained' },
    { signal: 'unsafe_answers', before: 0.002, after: 0.002, normal: 0.002, verdict: 'contained' },
    { signal: 'ticket_deflection', before: 0.36, after: 0.41, normal: 0.42, verdict: 'contained' },
  ];
  const because = 'taking prompt-v7 back removed most of the refusals';
  const unchanged = { step: 'triage.guardrail', reason: 'no guardrail change in two weeks' };
  const two = { step: 'rollback.part', note: 'two parts had to go back, not one' };
  return [
    ['14:24', ana, { type: 'rollback.requested', action, ...wish, reason }],
    ['14:25', ben, { type: 'rollback.approved', action, approvalsLeft: 0 }],
    taken('14:25:01', { for: 'containment', action, when: 'before' }, ['14:25', 0.08, 0.36]),
    ['14:25:01', airb, { type: 'rollback.started', action, manual: false }],
    ['14:25:02', airb, { type: 'rollback.responded', action, ...answer(wish.from, wish.to, false) }],
    ['14:26', ana, { type: 'category.chosen', category: 'prompt', because }],
    ['14:27', ana, { type: 'step.skipped', ...unchanged }],
    taken('14:31:03', { for: 'containment', action, when: 'after' }, ['14:31:02', 0.05, 0.41]),
    ['14:31:03', airb, { type: 'containment.judged', action, verdict: 'contained', signals }],
    ['14:31:30', ana, { type: 'step.noted', ...two }],
    ['14:31:40', ana, { type: 'step.done', step: 'rollback.part' }],
  ];
}

function recovery(): Row[] {
  return [
    ['14:32', ben, { type: 'verification.started', until: at('14:42') }],
    taken('14:37:01', { for: 'recovery' }, ['14:37', 0.05, 0.41]),
    ['14:39', airb, { type: 'update.nudged', dueAt: at('14:45'), person: chloe }],
    update('14:40', '15:10', {
      users: 'The support bot answers as usual again for nearly everybody.',
      since: '14:10 to 14:31 UTC',
      mitigation: 'Prompt and help-article index are back on their previous versions; being watched.',
    }),
    taken('14:42:01', { for: 'recovery' }, ['14:42', 0.05, 0.41]),
    ['14:42:01', airb, { type: 'verification.held' }],
    ['14:43', alertmanager, { type: 'alert.resolved', alert: { ...refusalAlert, status: 'resolved' } }],
    ['14:44', ben, { type: 'resolved' }],
  ];
}
