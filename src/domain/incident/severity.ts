import { type PersonId, severities } from '../people.ts';
import type { Instant } from '../time.ts';
import { redrawAsked } from './approval-asks.ts';
import { toldTo } from './audiences.ts';
import { rederived } from './containment-approval.ts';
import { escalationTimers } from './escalation.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { acknowledgement } from './paging.ts';
import { againTimer, pageOut, pageTimer } from './paging-out.ts';
import { beginsAgain, firstCall, raiseLevel, rungAt } from './paging-steps.ts';
import { heardOfSeverity, joinedBefore, severityChange } from './severity-change.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { staleTimer } from './stale.ts';
import type { Opened } from './state.ts';
import { promisedAnew } from './update-promises.ts';
import { cadenceTimers, dueAfresh } from './updates.ts';
import { askingAfresh, askTimers, redrawAskings } from './vacancies.ts';
import { announce, draw, invite, tell, topic, type Wish } from './wishes.ts';

/** Rules for how bad it is, and for whom that calls. */
export const rules: Rules<'severity'> = {
  severity: ({ at, by, to, reason }, incident) => {
    if (incident.severity === to) return { events: [], note: `INC-${incident.number} is ${to} already.` };
    if (reason.trim() === '') {
      return {
        rejected: `Say why ${incident.severity} → ${to}; people outside the room will ask.`,
        next: `\`/airb severity ${to} paid traffic affected\`. Severities: ${severities.join(', ')}.`,
      };
    }
    const change = severityChange({ at, by }, incident, { to, reason: reason.trim() });
    return { events: [change, ...answeredByCommand(change, incident)] };
  },
};

export const folds: Folds<'severity.changed'> = {
  // The plan gives everything that depends on the severity; only the deadline is kept in the state.
  'severity.changed': atSeverity,
};

function atSeverity(incident: Opened, event: EventOf<'severity.changed'>): Opened {
  const { from, to, at, by, told } = event;
  const dueAt = dueAfresh(incident, to, at);
  const promises = promisedAnew(incident.cadence.promised, dueAt);
  const cadence = { ...incident.cadence, ...promises, dueAt, overdueFrom: undefined };
  const audiencesTold = toldTo(incident, told ?? joinedBefore(incident, from, to));
  const decided = by.kind === 'person' ? { severityBy: 'person' as const } : {};
  const changed = {
    ...incident,
    severity: to,
    ...decided,
    ...rederived(incident, to),
    worstBefore: incident.worst,
    cadence,
    audiencesTold,
  };
  return { ...changed, asking: askingAfresh(changed, to, at), paging: pagedAt(changed, at) };
}

export const reactions: Reactions<'severity.changed'> = {
  'severity.changed': (event, incident) => [
    ...severityChanged(event, incident),
    tell(event),
    ...heardOfSeverity(event, incident),
  ],
};

/** A new severity changes everything at once: pages, clock, audiences, approvals and what is shown. */
function severityChanged(event: EventOf<'severity.changed'>, incident: Opened): Wish[] {
  const { at, from, to } = event;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  const called = raised ? calledFor(event, incident) : [];
  const first = firstPaged(event, incident);
  const paged = raised && (to === 'sev1' || to === 'sev2') ? pagedFor(event, incident) : [];
  return [
    ...(paged.length > 0 ? pageOut(at, incident, { level: raiseLevel(incident, to), people: paged }) : []),
    ...(first.length > 0
      ? [
          ...pageOut(at, incident, { level: incident.paging.level, people: first }),
          ...pageTimer(at, incident),
        ]
      : []),
    ...againTimer(incident),
    ...cadenceTimers(at, incident),
    ...askTimers(incident),
    ...redrawAskings(at, incident),
    ...escalationTimers(at, incident),
    ...staleTimer(at, incident),
    draw(at, { of: 'card' }),
    ...announce(at, incident),
    ...incident.containments
      .filter((one) => one.status === 'waiting')
      .flatMap((one) => [
        draw(at, { of: 'action', action: one.id }),
        ...redrawAsked({ at, action: one.id }, incident),
      ]),
    ...(called.length > 0 ? [invite(at, called)] : []),
    topic(at),
  ];
}

/** Everybody whom a raise calls, and who is invited for it: the commander, and whoever is paged. */
export function calledFor(event: EventOf<'severity.changed'>, incident: Opened): PersonId[] {
  const { to } = event;
  const severe = to === 'sev1' || to === 'sev2' ? pagedFor(event, incident) : [];
  const commander = incident.roles.commander ? [incident.roles.commander.id] : [];
  const called = [...commander, ...firstPaged(event, incident), ...severe];
  return [...new Set(called)].filter((id) => !gaveIt(event, id));
}

/** Whoever gives a command is there already: it neither pages nor invites them. */
export function gaveIt({ by }: Pick<EventOf<'severity.changed'>, 'by'>, id: PersonId): boolean {
  return by.kind === 'person' && by.id === id;
}

/** Whom the first step pages only now. Where whoever gave the command is one of them, that answers it, unless all must. */
export function firstPaged(
  event: Pick<EventOf<'severity.changed'>, 'at' | 'by' | 'from'>,
  incident: Opened,
): PersonId[] {
  if (!beginsPaging(event, incident)) return [];
  const people = incident.paging.people.map(({ id }) => id);
  const others = people.filter((id) => !gaveIt(event, id));
  const all = rungAt(incident.plan, incident.paging.level)?.acknowledge === 'all';
  return others.length === people.length || all ? others : [];
}

/** Somebody whom their own command would page has answered by giving it. */
function answeredByCommand(change: EventOf<'severity.changed'>, incident: Opened): IncidentEvent[] {
  const after = atSeverity(incident, change);
  const { at, by } = change;
  if (!beginsPaging(change, after) || !after.paging.people.some(({ id }) => gaveIt(change, id))) return [];
  return acknowledgement({ type: 'acknowledge', at, by, via: 'chat' }, after);
}

/**
 * True where the first step is paged only now, because an incident that opens as sev4 pages nobody. One that was lowered to
 * sev4 goes on calling: its step was paged before, and the same page again would wake nobody.
 */
function beginsPaging(
  { from, at }: Pick<EventOf<'severity.changed'>, 'from' | 'at'>,
  { paging }: Opened,
): boolean {
  return from === 'sev4' && !paging.acknowledged && paging.levelAt === at;
}

/** Who is paged at the new severity: somebody where nobody was, and all again where the policy had come to its end. */
function pagedAt(incident: Opened, at: Instant): Opened['paging'] {
  const { again: _, ...paging } = incident.paging;
  if (paging.acknowledged) return paging;
  if (paging.exhausted) {
    const again = beginsAgain(incident, at);
    return { ...paging, ...(again !== undefined && { again }) };
  }
  const waits = paging.people.length === 0 && incident.severity !== 'sev4';
  return waits ? { ...paging, levelAt: at, roundAt: at, ...firstCall(incident.plan, at) } : paging;
}

/**
 * Who is paged for a raise: the commander. Where an alert raised it, nobody has looked yet, so the first on call are
 * paged too.
 */
export function pagedFor(
  event: Pick<EventOf<'severity.changed'>, 'at' | 'by' | 'from'>,
  incident: Opened,
): PersonId[] {
  const { at, by } = event;
  const commander = incident.roles.commander?.id;
  // Whoever the first step pages now is not paged a second time.
  const now = beginsPaging(event, incident) ? incident.paging.people.map(({ id }) => id) : [];
  const onCall = firstCall(incident.plan, at).people.map(({ id }) => id);
  const people = by.kind === 'person' && commander !== undefined ? [commander] : [commander, ...onCall];
  const fresh = people.flatMap((id) => id ?? []).filter((id) => !now.includes(id) && !gaveIt(event, id));
  return [...new Set(fresh)];
}
