import { actorName, type Person } from '../people.ts';
import { nextUpdateDue, rederivedDue, updateInterval } from '../response/cadence.ts';
import { failingSignals } from '../response/verdict.ts';
import type { Instant } from '../time.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Containment, Facts, Incident, Milestone, Opened, StepState } from './state.ts';

export const nothing: Incident = { phase: 'none' };

/**
 * The incident after one more event. Pure and total: an event that makes no sense for the state changes nothing, so an
 * old log always folds.
 */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  if (event.type === 'incident.opened') return opened(event);
  if (incident.phase === 'none') return incident;
  return change(incident, event);
}

/** Folds a list of events onto a state. */
export function fold(incident: Incident, events: IncidentEvent[]): Incident {
  return events.reduce(evolve, incident);
}

function opened(event: EventOf<'incident.opened'>): Incident {
  const { plan, at } = event;
  const steps: Record<string, StepState> = {};
  for (const step of plan.sections.flatMap((section) => section.steps))
    steps[step.id] = { status: 'open', notes: [] };
  return {
    phase: 'triage',
    number: event.number,
    title: event.title,
    failure: event.failure,
    severity: event.severity,
    because: event.because,
    private: event.private,
    plan,
    roles: event.roles,
    unmapped: event.unmapped,
    openedAt: at,
    startedAt: event.startedAt,
    roomName: event.roomName,
    alerts: event.alert ? [{ alert: event.alert, times: 1, resolved: false }] : [],
    changes: event.changes,
    versions: Object.fromEntries(plan.parts.map((part) => [part.id, part.live])),
    steps,
    answers: {},
    evidence: [],
    containments: [],
    readings: [],
    updates: [],
    cadence: { dueAt: nextUpdateDue(plan.cadence[event.severity], { openedAt: at }), missed: 0 },
    paging: {
      level: 0,
      levelAt: at,
      people: named(event, plan.escalation[0]?.people),
      sent: [],
      declined: [],
      answered: [],
      exhausted: false,
    },
    troubles: [],
    marked: [],
    milestones: { opened: at, detected: event.alert?.startsAt ?? at },
    drafts: 0,
  };
}

function named(event: EventOf<'incident.opened'>, ids: string[] = []): Person[] {
  return ids.map((id) => ({ id, name: event.plan.people[id]?.name ?? id }));
}

function change(incident: Opened, event: Exclude<IncidentEvent, EventOf<'incident.opened'>>): Incident {
  const { at } = event;
  switch (event.type) {
    case 'alert.joined':
      return { ...incident, alerts: [...incident.alerts, { alert: event.alert, times: 1, resolved: false }] };
    case 'alert.flapped':
      return {
        ...incident,
        alerts: withAlert(incident, event.alert, { resolved: false, times: event.times }),
      };
    case 'alert.resolved':
      return { ...incident, alerts: withAlert(incident, event.alert, { resolved: true }) };
    case 'change.noted':
      return noted(incident, event);
    case 'room.opened':
      return { ...incident, room: event.room, roomName: event.name };
    case 'page.sent':
      return paged(incident, event);
    case 'page.failed':
      return incident;
    case 'page.declined':
      return declined(incident, event);
    case 'page.climbed':
      return {
        ...incident,
        paging: { ...incident.paging, level: event.level, levelAt: at, people: event.people, declined: [] },
      };
    case 'page.exhausted':
      return { ...incident, paging: { ...incident.paging, exhausted: true } };
    case 'acknowledged':
      return acknowledged(incident, event);
    case 'severity.changed':
      return severityChanged(incident, event);
    case 'role.assigned':
      return { ...incident, roles: { ...incident.roles, [event.role]: event.person } };
    case 'question.answered':
      return {
        ...incident,
        answers: {
          ...incident.answers,
          [event.question]: { answer: event.answer, by: actorName(event.by), at },
        },
      };
    case 'category.chosen':
      return reached(
        {
          ...incident,
          category: { category: event.category, because: event.because, by: actorName(event.by), at },
        },
        'diagnosed',
        at,
      );
    case 'step.done':
    case 'step.skipped':
    case 'step.assigned':
    case 'step.undone':
    case 'step.noted':
      return stepped(incident, event);
    case 'note.written':
    case 'message.said':
      return incident;
    case 'message.marked':
      return {
        ...incident,
        marked: event.marked
          ? [...incident.marked, event.message]
          : incident.marked.filter((message) => message !== event.message),
      };
    case 'evidence.saved':
      return {
        ...incident,
        evidence: [...incident.evidence, { ...event.evidence, by: actorName(event.by), at }],
      };
    case 'update.posted':
      return updated(incident, event);
    case 'update.missed':
      return missed(incident, event);
    case 'update.nudged':
      return { ...incident, cadence: { ...incident.cadence, nudgedFor: event.dueAt } };
    case 'update.escalated':
      return {
        ...incident,
        cadence: { ...incident.cadence, rungs: [...(incident.cadence.rungs ?? []), event.rung] },
      };
    case 'readings.requested':
    case 'rollback.previewed':
      return incident;
    case 'rollback.requested':
      return { ...incident, containments: [...incident.containments, requested(event)] };
    case 'rollback.approved':
    case 'rollback.declined':
    case 'rollback.started':
    case 'rollback.responded':
    case 'containment.judged':
      return contained(incident, event);
    case 'readings.taken':
      return measured(incident, event);
    case 'verification.started':
      return {
        ...factsOf(incident),
        phase: 'verifying',
        since: at,
        until: event.until,
        held: false,
        failing: [],
      };
    case 'verification.broken':
      return incident.phase === 'verifying' ? { ...incident, failing: event.failing, held: false } : incident;
    case 'verification.held':
      return incident.phase === 'verifying'
        ? reached({ ...incident, held: true }, 'recovered', at)
        : incident;
    case 'resolved':
      return reached(
        {
          ...factsOf(incident),
          phase: 'resolved',
          resolvedAt: at,
          override: event.override && { ...event.override, by: actorName(event.by) },
        },
        'resolved',
        at,
      );
    case 'relapsed':
      return relapsed(incident, at);
    case 'cancelled':
      return { ...factsOf(incident), phase: 'cancelled', cancelledAt: at, reason: event.reason };
    case 'postmortem.requested':
      return incident;
    case 'postmortem.drafted':
      return reached({ ...incident, drafts: incident.drafts + 1 }, 'drafted', at);
    case 'trouble.noted':
      return { ...incident, troubles: [...incident.troubles, event.code] };
    default:
      return unknownEvent(event, incident);
  }
}

/** A log written by a newer airb may hold events this one does not know: they are skipped, not fatal. */
function unknownEvent(_event: never, incident: Opened): Incident {
  return incident;
}

/** The facts without what only the present phase has. */
function factsOf(incident: Opened): Facts {
  const {
    phase: _phase,
    since: _since,
    until: _until,
    held: _held,
    failing: _failing,
    resolvedAt: _resolvedAt,
    override: _override,
    cancelledAt: _cancelledAt,
    reason: _reason,
    ...facts
  } = incident as Opened & Record<string, unknown>;
  return facts as unknown as Facts;
}

function reached<T extends Opened>(incident: T, milestone: Milestone, at: Instant): T {
  if (incident.milestones[milestone] !== undefined && milestone !== 'resolved') return incident;
  return { ...incident, milestones: { ...incident.milestones, [milestone]: at } };
}

function withAlert(
  incident: Opened,
  alert: { source: string; fingerprint: string; startsAt: Instant },
  facts: { resolved: boolean; times?: number },
): Facts['alerts'] {
  return incident.alerts.map((known) =>
    known.alert.source === alert.source && known.alert.fingerprint === alert.fingerprint
      ? {
          alert: { ...known.alert, startsAt: alert.startsAt },
          times: facts.times ?? known.times,
          resolved: facts.resolved,
        }
      : known,
  );
}

function noted(incident: Opened, { change: news }: EventOf<'change.noted'>): Incident {
  const part = incident.plan.parts.find((candidate) => candidate.id === (news.part ?? news.kind));
  const versions = part && news.to ? { ...incident.versions, [part.id]: news.to } : incident.versions;
  return { ...incident, changes: [news, ...incident.changes], versions };
}

function paged(incident: Opened, event: EventOf<'page.sent'>): Incident {
  const sent = { level: event.level, route: event.route, people: event.people.map((person) => person.id) };
  return { ...incident, paging: { ...incident.paging, sent: [...incident.paging.sent, sent] } };
}

function declined(incident: Opened, { by }: EventOf<'page.declined'>): Incident {
  if (by.kind !== 'person') return incident;
  const { paging } = incident;
  return { ...incident, paging: { ...paging, declined: [...paging.declined, by.id] } };
}

/** The first answer is the one that counts; a later one only answers a page of its own. */
function acknowledged(incident: Opened, event: EventOf<'acknowledged'>): Incident {
  const by = event.by.kind === 'person' ? event.by.id : actorName(event.by);
  const { paging } = incident;
  const first = paging.acknowledged ?? { by, name: actorName(event.by), at: event.at };
  const next = { ...paging, acknowledged: first, answered: [...paging.answered, by] };
  return reached({ ...incident, paging: next }, 'acknowledged', event.at);
}

function severityChanged(incident: Opened, event: EventOf<'severity.changed'>): Incident {
  const { openedAt, cadence } = incident;
  const times = { openedAt, lastHumanAt: cadence.lastHumanAt };
  const dueAt = rederivedDue(incident.plan.cadence[event.to], times, event.at);
  return { ...incident, severity: event.to, cadence: { ...cadence, dueAt, overdueFrom: undefined } };
}

/** The deadline may have passed while it counted as resolved: whoever owes the update gets time to write it. */
function relapsed(incident: Opened, now: Instant): Incident {
  const { openedAt, cadence, plan, severity } = incident;
  const dueAt = rederivedDue(plan.cadence[severity], { openedAt, lastHumanAt: cadence.lastHumanAt }, now);
  return {
    ...factsOf(incident),
    phase: 'mitigating',
    cadence: { ...cadence, dueAt, overdueFrom: undefined },
  };
}

function stepped(
  incident: Opened,
  event: EventOf<'step.done' | 'step.skipped' | 'step.assigned' | 'step.undone' | 'step.noted'>,
): Incident {
  const before = incident.steps[event.step];
  if (before === undefined || !Object.hasOwn(incident.steps, event.step)) return incident;
  return { ...incident, steps: { ...incident.steps, [event.step]: stepAfter(before, event) } };
}

function stepAfter(
  step: StepState,
  event: EventOf<'step.done' | 'step.skipped' | 'step.assigned' | 'step.undone' | 'step.noted'>,
): StepState {
  const by = actorName(event.by);
  switch (event.type) {
    case 'step.done': {
      const notes = event.note ? [...step.notes, { text: event.note, by, at: event.at }] : step.notes;
      return { ...step, status: 'done', by, at: event.at, reason: undefined, notes };
    }
    case 'step.skipped':
      return { ...step, status: 'skipped', by, at: event.at, reason: event.reason };
    case 'step.assigned':
      return { ...step, assignee: event.person };
    case 'step.undone':
      return { ...step, status: 'open', by: undefined, at: undefined, reason: undefined };
    case 'step.noted':
      return { ...step, notes: [...step.notes, { text: event.note, by, at: event.at }] };
  }
}

function updated(incident: Opened, event: EventOf<'update.posted'>): Incident {
  const update = {
    form: event.form,
    text: event.text,
    by: actorName(event.by),
    at: event.at,
    automatic: false,
  };
  return {
    ...incident,
    updates: [...incident.updates, update],
    cadence: { lastHumanAt: event.at, dueAt: event.nextDueAt, missed: incident.cadence.missed },
  };
}

function missed(incident: Opened, event: EventOf<'update.missed'>): Incident {
  const update = { form: 'internal' as const, text: event.text, by: 'airb', at: event.at, automatic: true };
  return {
    ...incident,
    updates: [...incident.updates, update],
    cadence: {
      ...incident.cadence,
      dueAt: event.nextDueAt,
      overdueFrom: incident.cadence.overdueFrom ?? event.dueAt,
      rungs: incident.cadence.overdueFrom === undefined ? [] : incident.cadence.rungs,
      missed: incident.cadence.missed + 1,
    },
  };
}

function requested(event: EventOf<'rollback.requested'>): Containment {
  const by = event.by.kind === 'person' ? event.by.id : actorName(event.by);
  return {
    id: event.action,
    part: event.part,
    from: event.from,
    to: event.to,
    reason: event.reason,
    requestedBy: { id: by, name: actorName(event.by) },
    requestedAt: event.at,
    approvalsNeeded: event.approvalsNeeded,
    approvals: [],
    evidenceOverride: event.evidenceOverride,
    status: 'waiting',
    before: [],
    after: [],
    signals: [],
  };
}

type ContainmentEvent = EventOf<
  'rollback.approved' | 'rollback.declined' | 'rollback.started' | 'rollback.responded' | 'containment.judged'
>;

function contained(incident: Opened, event: ContainmentEvent): Incident {
  const containments = incident.containments.map((known) =>
    known.id === event.action ? containmentAfter(known, event) : known,
  );
  const next = { ...incident, containments };
  if (event.type === 'rollback.started') return incident.phase === 'mitigating' ? next : mitigating(next);
  if (event.type === 'rollback.responded' && event.ok) {
    const applied = containments.find((known) => known.id === event.action);
    return applied ? { ...next, versions: { ...incident.versions, [applied.part]: applied.to } } : next;
  }
  if (event.type === 'containment.judged' && event.verdict === 'contained')
    return reached(next, 'contained', event.at);
  return next;
}

function mitigating(incident: Opened): Incident {
  return { ...factsOf(incident), phase: 'mitigating' };
}

function containmentAfter(known: Containment, event: ContainmentEvent): Containment {
  switch (event.type) {
    case 'rollback.approved': {
      const id = event.by.kind === 'person' ? event.by.id : actorName(event.by);
      return { ...known, approvals: [...known.approvals, { id, name: actorName(event.by) }] };
    }
    case 'rollback.declined':
      return { ...known, status: 'declined' };
    case 'rollback.started':
      return { ...known, status: event.manual ? 'manual' : 'running' };
    case 'rollback.responded':
      return event.ok
        ? { ...known, status: 'applied', appliedAt: event.at, response: event.response }
        : { ...known, status: 'failed', response: event.response };
    case 'containment.judged':
      return { ...known, status: 'judged', verdict: event.verdict, signals: event.signals };
  }
}

function measured(incident: Opened, event: EventOf<'readings.taken'>): Incident {
  const { purpose, readings, sampledAt } = event;
  const next = { ...incident, readings: [...incident.readings, { purpose, sampledAt, readings }] };
  if (purpose.for === 'containment') {
    const containments = next.containments.map((known) =>
      known.id === purpose.action ? { ...known, [purpose.when]: readings } : known,
    );
    return { ...next, containments };
  }
  if (purpose.for === 'recovery' && next.phase === 'verifying') {
    const failing = failingSignals(next.plan, readings);
    if (failing.length === 0) return { ...next, failing };
    return { ...next, failing, held: false, until: sampledAt + next.plan.recovery.hold };
  }
  return next;
}

/** The update interval in force at a moment. */
export function intervalAt(incident: Facts, now: Instant): number | undefined {
  return updateInterval(incident.plan.cadence[incident.severity], now - incident.openedAt);
}
