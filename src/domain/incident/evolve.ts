import { actorName } from '../people.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { noted, withAlert } from './folds/alerts.ts';
import { stepped } from './folds/checklist.ts';
import { contained, measured, requested } from './folds/containment.ts';
import { categorised, diagnosed } from './folds/diagnosis.ts';
import { factsOf, reached } from './folds/facts.ts';
import { opened, roomOpened, troubled } from './folds/opening.ts';
import { acknowledged, declined, paged, severityChanged } from './folds/paging.ts';
import { missed, relapsed, updated } from './folds/updates.ts';
import type { Incident, Opened } from './state.ts';

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
      return roomOpened(incident, event);
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
      return categorised(incident, event);
    case 'diagnosis.answered':
    case 'diagnosis.undone':
    case 'diagnosis.concluded':
      return diagnosed(incident, event);
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
      return troubled(incident, event);
    default:
      return unknownEvent(event, incident);
  }
}

/** A log written by a newer airb may hold events this one does not know: they are skipped, not fatal. */
function unknownEvent(_event: never, incident: Opened): Incident {
  return incident;
}
