import type { EventOf, EventType } from '../../../src/domain/incident/events.ts';
import { ana, at, ben, evidence, indexChange, opening, refusalAlert } from '../../support/worked-example.ts';

type Bodies = { [T in EventType]: Omit<EventOf<T>, 'at' | 'by'> };

const text = { users: 'Refusals.', since: '14:10', scope: 'Paid.', mitigation: 'Rolling back.' };
const answer = { action: 'rb-1', ok: true, status: 200, response: 'ok' };
const { at: _at, by: _by, ...opened } = opening();

/** One of each: a new event type does not compile until it is here. */
export const everyEvent: Bodies = {
  'incident.opened': opened as Bodies['incident.opened'],
  'alert.joined': { type: 'alert.joined', alert: refusalAlert },
  'alert.flapped': { type: 'alert.flapped', alert: refusalAlert, times: 3 },
  'alert.resolved': { type: 'alert.resolved', alert: refusalAlert },
  'change.noted': { type: 'change.noted', change: indexChange },
  'room.opened': { type: 'room.opened', room: 'slack:C1', name: 'inc-42' },
  'page.sent': { type: 'page.sent', level: 0, route: 'chat', people: [ana, ben], summary: 'SEV2' },
  'page.failed': { type: 'page.failed', level: 0, route: 'pagerduty', people: [ana], why: 'timeout' },
  'page.climbed': { type: 'page.climbed', level: 1, people: [ben], unanswered: [ana] },
  'page.exhausted': { type: 'page.exhausted', levels: 3 },
  'page.declined': { type: 'page.declined', level: 0, why: 'on a train' },
  acknowledged: { type: 'acknowledged', via: 'pagerduty' },
  'severity.changed': { type: 'severity.changed', from: 'sev3', to: 'sev2', reason: 'paid' },
  'role.assigned': { type: 'role.assigned', role: 'commander', person: ben, before: ana },
  'question.answered': { type: 'question.answered', question: 'kind', answer: 'output' },
  'category.chosen': { type: 'category.chosen', category: 'data', because: 'missing articles' },
  'step.done': { type: 'step.done', step: 'triage.samples' },
  'step.skipped': { type: 'step.skipped', step: 'triage.samples', reason: 'no samples' },
  'step.assigned': { type: 'step.assigned', step: 'triage.samples', person: ben },
  'step.undone': { type: 'step.undone', step: 'triage.samples' },
  'step.noted': { type: 'step.noted', step: 'not.in.plan', note: 'look twice' },
  'note.written': { type: 'note.written', text: 'Free tier is fine.' },
  'message.said': { type: 'message.said', message: 'slack:C1/1', text: 'hello', files: [] },
  'message.marked': { type: 'message.marked', message: 'slack:C1/1', text: 'hello', marked: true },
  'evidence.saved': {
    type: 'evidence.saved',
    evidence: evidence({ id: 'e', title: 'A trace', content: 'x', from: 'command' }),
  },
  'update.posted': { type: 'update.posted', form: 'customer', text, audiences: [] },
  'update.nudged': { type: 'update.nudged', dueAt: at('14:45') },
  'update.missed': { type: 'update.missed', dueAt: at('14:45'), text },
  'update.escalated': { type: 'update.escalated', rung: 1, person: ben, dueAt: at('14:45') },
  'rollback.requested': {
    type: 'rollback.requested',
    action: 'rb-1',
    part: 'prompt',
    from: 'prompt-v7',
    to: 'prompt-v6',
    reason: 'first suspect',
    approvalsNeeded: 2,
    evidenceOverride: 'no time',
  },
  'rollback.approved': { type: 'rollback.approved', action: 'rb-1', approvalsLeft: 1 },
  'rollback.declined': { type: 'rollback.declined', action: 'rb-1', reason: 'too risky' },
  'rollback.started': { type: 'rollback.started', action: 'rb-1', manual: true },
  'rollback.responded': { type: 'rollback.responded', ...answer },
  'rollback.previewed': { type: 'rollback.previewed', ...answer, ok: false, status: 500 },
  'readings.requested': { type: 'readings.requested' },
  'readings.taken': {
    type: 'readings.taken',
    purpose: { for: 'demand' },
    sampledAt: at('14:20'),
    readings: [{ signal: 'refusal_rate', at: at('14:20'), value: 0.08 }],
  },
  'containment.judged': { type: 'containment.judged', action: 'rb-1', verdict: 'unknown', signals: [] },
  'verification.started': { type: 'verification.started', until: at('14:42') },
  'verification.broken': { type: 'verification.broken', failing: ['refusal_rate'] },
  'verification.held': { type: 'verification.held' },
  resolved: { type: 'resolved', override: { reason: 'customers first', failing: ['refusal_rate'] } },
  relapsed: { type: 'relapsed', failing: ['refusal_rate'] },
  cancelled: { type: 'cancelled', reason: 'a test' },
  'postmortem.requested': { type: 'postmortem.requested' },
  'postmortem.drafted': { type: 'postmortem.drafted', file: 'inc-42.md' },
  'trouble.noted': { type: 'trouble.noted', code: 'missing_scope:pins:write', text: 'Pins are not allowed.' },
};
