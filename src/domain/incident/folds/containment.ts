import { actorName } from '../../people.ts';
import { failingSignals } from '../../response/verdict.ts';
import type { EventOf } from '../events.ts';
import type { Containment, Incident, Opened } from '../state.ts';
import { factsOf, reached } from './facts.ts';

/** A rollback as it was asked for. */
export function requested(event: EventOf<'rollback.requested'>): Containment {
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

/** One containment action moved on, and with it the phase, the live versions or a milestone. */
export function contained(incident: Opened, event: ContainmentEvent): Incident {
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

/** Readings are kept; those of a recovery watch decide whether its hold time begins anew. */
export function measured(incident: Opened, event: EventOf<'readings.taken'>): Incident {
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
