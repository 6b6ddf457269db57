import { actorName, type Person, severities } from '../people.ts';
import { inForce } from '../response/stops.ts';
import { type Audience, isStatusPage } from '../runbooks/audience.ts';
import { archiveTimer } from './archiving.ts';
import { audiencesTold, hear, toldTo } from './audiences.ts';
import type { Decision, Rejection, Survivor } from './commands.ts';
import { calledOffAtTheEnd } from './containment-approval.ts';
import type { Estate, EventOf, IncidentEvent } from './events.ts';
import { handoversAtTheEnd } from './handover.ts';
import type { KnownAlert } from './known-alert.ts';
import { alertIn, withOneMore } from './known-alerts.ts';
import { quietPagers, redrawPages } from './paging-out.ts';
import { factsOf } from './phases.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { announce, draw, invite, tell, wish } from './wishes.ts';

type Merged = Extract<Opened, { phase: 'merged' }>;

/** More alerts than this stay on the record of the incident that was merged. */
const mostAlerts = 100;

/**
 * Rules for two incidents that are one. The one that is merged ends, with its pages called off and its audiences told; the
 * survivor takes what it leaves by a command of its own, which may come twice. Why it is two steps stands in merging.md.
 */
export const rules: Rules<'merge' | 'absorb'> = {
  merge: ({ at, by, into, reason, survivor, confirmed }, incident): Decision => {
    const refusal = cannot(into, survivor, incident);
    if (refusal) return refusal;
    if (reveals(incident, survivor) && confirmed !== true)
      return {
        lacks: 'confirmation',
        rejected: `INC-${incident.number} is private and INC-${into} is not: ${becomesVisible(incident)}`,
        next: 'The form of `/airb merge` names it; sending it says so in your name.',
      };
    const merged: EventOf<'merged'> = {
      ...{ at, by, type: 'merged', into, reason: reason.trim() },
      ...(survivor.private && { quiet: true }),
    };
    return {
      events: [
        ...calledOffAtTheEnd({ at, by }, incident, 'merged'),
        ...handoversAtTheEnd({ at, by }, incident),
        merged,
      ],
    };
  },

  absorb: ({ at, by, left, evidence }, incident) => {
    if (incident.absorbed?.includes(left.number)) return { events: [] };
    const absorbed: IncidentEvent = { at, by, type: 'absorbed', left };
    const saved = evidence.map(
      (record): IncidentEvent => ({ at, by, type: 'evidence.saved', evidence: record }),
    );
    return { events: [absorbed, ...saved, ...raised({ at, by }, left, incident)] };
  },
};

export const folds: Folds<'merged' | 'absorbed'> = {
  merged: (incident, { at, into, reason, quiet }) => ({
    ...factsOf(incident),
    phase: 'merged',
    mergedAt: at,
    into,
    reason,
    ...(quiet && { quiet }),
  }),
  absorbed: (incident, { left }) => {
    const alerts = left.alerts.reduce<KnownAlert[]>(
      (all, known) => (alertIn(all, known.alert) ? all : withOneMore(all, known)),
      incident.alerts,
    );
    const { sibling } = left;
    const known = new Set(incident.changes.map(({ id }) => id));
    const isNew =
      sibling !== undefined && !incident.siblings.some(({ failure }) => failure === sibling.failure);
    return {
      ...withAudiences(incident, left.audiences ?? []),
      alerts,
      changes: [...incident.changes, ...left.changes.filter(({ id }) => !known.has(id))],
      siblings: isNew ? [...incident.siblings, sibling] : incident.siblings,
      startedAt: Math.min(incident.startedAt, left.startedAt),
      absorbed: [...(incident.absorbed ?? []), left.number],
    };
  },
};

export const reactions: Reactions<'merged' | 'absorbed'> = {
  merged: (event, incident) => {
    const { at, into } = event;
    return [
      ...archiveTimer(at, incident),
      ...quietPagers(at, incident, 'resolve'),
      wish(at, { kind: 'hand-over', to: into }, { lane: 'hand-over', urgency: 1 }),
      ...redrawPages(at, incident),
      draw(at, { of: 'card' }),
      ...announce(at, incident),
      tell(event),
      // A status page knows “resolved” and no “goes on elsewhere”: people say there how it goes on.
      ...audiencesTold(incident).flatMap((audience) =>
        isStatusPage(audience) ? [] : hear(at, audience, { as: 'merged', event, form: audience.form }),
      ),
    ];
  },
  absorbed: (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...announce(event.at, incident),
    // Whom to let into a private incident is a person's to decide.
    ...(incident.private || event.left.people.length === 0
      ? []
      : [
          invite(
            event.at,
            event.left.people.map(({ id }) => id),
          ),
        ]),
    tell(event),
  ],
};

/**
 * Whoever heard of the incident that was merged goes on hearing here, the end above all, though the severity or system
 * would not have brought them.
 */
function withAudiences(incident: Opened, audiences: Audience[]): Opened {
  const { plan } = incident;
  const others = audiences.filter(({ id }) => !plan.audiences.some((known) => known.id === id));
  return {
    ...incident,
    plan: { ...plan, audiences: [...plan.audiences, ...others] },
    audiencesTold: toldTo(
      incident,
      audiences.map(({ id }) => id),
    ),
  };
}

/** Whether a merge shows something private to everybody. */
export function reveals({ private: hidden }: Pick<Opened, 'private'>, survivor: Survivor): boolean {
  return hidden && !survivor.private;
}

/** What becomes visible to everybody, in words for whoever decides that. */
export function becomesVisible({ alerts, evidence, changes, title }: Opened): string {
  return `its title (“${title.slice(0, 120)}”), ${alerts.length} alerts, ${evidence.length} items of evidence, ${changes.length} changes and the names of who worked on it become readable to everybody there.`;
}

/** The refusal of whatever is asked of an incident that goes on as another. */
export function wentOn({ number, into, quiet }: Merged): Rejection {
  return quiet
    ? {
        rejected: `INC-${number} was merged into a private incident.`,
        next: 'Notes and evidence go on here; its commander can invite you to the other one.',
      }
    : {
        rejected: `INC-${number} was merged into INC-${into}.`,
        next: `It goes on there: \`/airb #${into} status\`. Notes and evidence can still be added here.`,
      };
}

/** What the incident leaves to its survivor. Contents that are kept beside the log stay beside its own. */
export function estateOf(incident: Merged, event: EventOf<'merged'>): Estate {
  const { number, title, severity, failure, plan, alerts, startedAt, changes, siblings } = incident;
  const { id, title: runbook, hash } = plan.runbook;
  const link = plan.links.runbook ?? '';
  const watched = plan.recovery.key;
  const newest = alerts.slice(-mostAlerts);
  const told = audiencesTold(incident).filter((audience) => !isStatusPage(audience));
  return {
    ...{ number, title, severity, failure, system: plan.system.id, startedAt, changes },
    sibling: siblings.find((one) => one.failure === failure) ?? {
      ...{ failure, runbook: { id, title: runbook, hash, link } },
      ...(watched.length > 0 && { watched }),
    },
    alerts: newest.map((known) => left(known, failure)),
    ...(alerts.length > newest.length && { more: alerts.length - newest.length }),
    people: workedOn(incident),
    ...(told.length > 0 && { audiences: told }),
    reason: event.reason,
    who: actorName(event.by),
  };
}

function left({ wave: _, alert, ...known }: KnownAlert, failure: string): KnownAlert {
  const { kept: __, ...own } = alert;
  return { failure, ...known, alert: own };
}

/** Roles, whoever acknowledged, and whoever has an open step. */
function workedOn({ roles, paging, steps }: Opened): Person[] {
  const { acknowledged } = paging;
  const people = [
    ...Object.values(roles),
    ...(acknowledged ? [{ id: acknowledged.by, name: acknowledged.name }] : []),
    ...Object.values(steps).flatMap(({ status, assignee }) => (status === 'open' && assignee) || []),
  ];
  return people.filter(({ id }, place) => people.findIndex((other) => other.id === id) === place);
}

function cannot(into: number, survivor: Survivor, incident: Opened): Rejection | undefined {
  const { number } = incident;
  if (into === number)
    return { rejected: `INC-${number} can't be merged into itself.`, next: '`/airb merge into #<number>`' };
  if (survivor.drill)
    return {
      rejected: `INC-${into} is a drill: nothing real goes on in one, and INC-${number} would be gone.`,
      next: '`/airb status` outside its channel lists the incidents that are open.',
    };
  if (!survivor.open)
    return {
      rejected: `INC-${into} is already ${survivor.phase}, so nothing can go on there.`,
      next: 'Merge into one that is open: `/airb status` outside its channel lists them.',
    };
  const busy = incident.containments.find(({ status }) => status === 'running' || status === 'unconfirmed');
  if (busy)
    return {
      rejected: `airb does not know yet how the change of ${busy.part} in INC-${number} ends, and only this incident can tell.`,
      next: `Wait for it or call it off, or merge the other way: \`/airb merge from #${into}\`.`,
    };
  const [standing] = inForce(incident);
  return (
    standing && {
      rejected: `“${standing.title}” is in force, and INC-${number} is where it is ended and reminded of.`,
      next: `End it first, or let this one survive: \`/airb merge from #${into}\`.`,
    }
  );
}

/** What was worse than the survivor does not become milder by going on there. */
function raised(base: Pick<IncidentEvent, 'at' | 'by'>, left: Estate, incident: Opened): IncidentEvent[] {
  const worse = severities.indexOf(left.severity) < severities.indexOf(incident.severity);
  if (!worse || !isOpen(incident)) return [];
  const reason = `INC-${left.number}, merged into this one, was ${left.severity}`;
  return [{ ...base, type: 'severity.changed', from: incident.severity, to: left.severity, reason }];
}
