import type { Actor } from '../people.ts';
import {
  contactsOf,
  crossedIn,
  type EscalationKind,
  type EscalationTrigger,
  holdsAt,
} from '../response/escalation.ts';
import type { EscalationRule } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';
import { clockTime, hour, type Instant } from '../time.ts';
import { clockStart } from './clocks.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { type Escalation, isOpen, type Opened } from './state.ts';
import { draw, invite, say, tell, timer, type Wish } from './wishes.ts';

/**
 * Rules for bringing in people beyond those on call: by a word, when a time of the files runs out, or when a signal
 * crosses a limit of theirs (requirement I6). Paging has a policy of its own, in `paging.ts`.
 */
export const rules: Rules<'escalate' | 'escalate.due'> = {
  escalate: ({ at, by, kind, reason, clocks = [] }, incident) => {
    if (reason.trim() === '')
      return {
        rejected: 'Say why; whoever is brought in reads it first.',
        next: `\`/airb escalate ${kind} customers’ data may have gone out\``,
      };
    if (contactsOf(incident.plan, kind).length === 0) return nobody(kind, incident);
    if (clocks.length > 0 && kind !== 'risk')
      return {
        rejected: 'Only a risk escalation starts a regulatory clock.',
        next: '`/airb escalate risk clock:<id> <why>`',
      };
    const begun = [...new Set(clocks)].map((clock) => clockStart(clock, { at, reason }, incident));
    const refused = begun.find((one) => 'rejected' in one);
    if (refused) return refused;
    const started = begun.flatMap((one): IncidentEvent[] => ('type' in one ? [{ at, by, ...one }] : []));
    const before = saidBefore(incident, kind, reason.trim());
    if (before !== undefined && at - before.at < hour && started.length > 0) return { events: started };
    if (before !== undefined && at - before.at < hour)
      return {
        events: [],
        note: `They were brought in for that at ${clockTime(before.at)} UTC. Say what is new, or call them.`,
      };
    return { events: [escalated({ at, by }, kind, { said: reason.trim() }, incident), ...started] };
  },

  'escalate.due': ({ at, by, rule: place }, incident) => {
    const rule = incident.plan.escalateWhen?.[place];
    if (rule === undefined || 'signal' in rule || !applies(rule, incident)) return { events: [] };
    if ('without' in rule && isThere(rule.without, incident)) return { events: [] };
    const because = causeOf(rule, incident);
    if (done(incident, rule.escalate, because)) return { events: [] };
    return { events: [escalated({ at, by }, rule.escalate, because, incident)] };
  },
};

export const folds: Folds<'escalated'> = {
  escalated: (incident, { at, by, kind, people, because }) => {
    const said = by.kind === 'person' ? { by: by.name } : {};
    const escalation: Escalation = { kind, people, because, at, ...said };
    return { ...incident, escalations: [...incident.escalations, escalation] };
  },
};

export const reactions: Reactions<'escalated'> = {
  escalated: (event) => [
    ...(event.people.length > 0
      ? [
          invite(
            event.at,
            event.people.map(({ id }) => id),
          ),
        ]
      : []),
    ...event.people.map(({ id }) => say(event.at, { to: 'person', person: id }, { as: 'event', event })),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
};

/** A rule that no signal decides: it holds from the beginning, or when a time is over. */
type Timed = Exclude<EscalationRule, { signal: unknown }>;

function causeOf(rule: Timed, { againAt }: Opened): EscalationTrigger {
  if ('at' in rule) return { at: rule.at };
  return { late: rule.after, without: rule.without, ...(againAt !== undefined && { again: true }) };
}

/** One timer for each rule that waits for a time, counted from the opening or the last reopening; a time that is over is due at once. */
export function escalationTimers(at: Instant, incident: Opened): Wish[] {
  return (incident.plan.escalateWhen ?? []).flatMap((rule, place) => {
    if ('signal' in rule || !applies(rule, incident)) return [];
    const over = (incident.againAt ?? incident.openedAt) + ('after' in rule ? rule.after : 0);
    return [timer(Math.max(at, over), `escalate.${place}`, { type: 'escalate.due', rule: place })];
  });
}

/** The same for the rules that wait for a commander, counted from the moment at which there is none any more. */
export function leaderlessTimers(at: Instant, incident: Opened): Wish[] {
  return (incident.plan.escalateWhen ?? []).flatMap((rule, place) =>
    'after' in rule && rule.without === 'commander' && applies(rule, incident)
      ? [timer(at + rule.after, `escalate.${place}`, { type: 'escalate.due', rule: place })]
      : [],
  );
}

/** What these readings set off: each rule once, so that a signal at its limit calls nobody twice. */
export function crossings(
  { at, by }: { at: Instant; by: Actor },
  readings: Reading[],
  incident: Opened,
): IncidentEvent[] {
  if (!isOpen(incident)) return [];
  return (incident.plan.escalateWhen ?? []).flatMap((rule) => {
    const met = applies(rule, incident) ? crossedIn(rule, incident.plan, readings) : undefined;
    if (met === undefined || done(incident, rule.escalate, { crossed: met })) return [];
    return [escalated({ at, by }, rule.escalate, { crossed: met }, incident)];
  });
}

/** Into a private incident a rule brings only those who judge risk; whom else to let in is a person's to decide. */
function applies(rule: EscalationRule, incident: Opened): boolean {
  return holdsAt(rule, incident.severity) && (!incident.private || rule.escalate === 'risk');
}

function escalated(
  { at, by }: { at: Instant; by: Actor },
  kind: EscalationKind,
  because: EscalationTrigger,
  incident: Opened,
): EventOf<'escalated'> {
  const { plan } = incident;
  // Where nobody commands, those come who may; into a private incident no rule brings them.
  const leaderless = 'late' in because && because.without === 'commander' && !incident.private;
  const commanders = leaderless ? (plan.commanders ?? []) : [];
  const people = [...new Set([...commanders, ...contactsOf(plan, kind)])].map((id) => ({
    id,
    name: plan.people[id]?.name ?? id,
  }));
  return { at, by, type: 'escalated', kind, people, because };
}

/** Contained means measured, and not taken back by a relapse. */
function isThere(what: Extract<EscalationRule, { after: unknown }>['without'], incident: Opened): boolean {
  if (what === 'commander') return incident.roles.commander !== undefined;
  const { contained, resolved } = incident.milestones;
  return incident.phase === 'verifying' || (contained !== undefined && resolved === undefined);
}

/** Whether the same rule has already brought them in, since the last reopening where there was one. */
function done(
  { escalations, againAt = 0 }: Opened,
  kind: EscalationKind,
  because: EscalationTrigger,
): boolean {
  return escalations.some((one) => {
    if (one.kind !== kind || one.at < againAt) return false;
    if ('at' in because) return 'at' in one.because;
    if ('late' in because) return 'late' in one.because && one.because.without === because.without;
    return (
      'crossed' in because &&
      'crossed' in one.because &&
      one.because.crossed.signal === because.crossed.signal
    );
  });
}

/** Two people who press at once call nobody twice. */
function saidBefore({ escalations }: Opened, kind: EscalationKind, said: string): Escalation | undefined {
  return escalations.findLast(
    (one) => one.kind === kind && 'said' in one.because && one.because.said === said,
  );
}

function nobody(kind: EscalationKind, { plan }: Opened) {
  const field = kind === 'risk' ? '`contacts`' : `\`${kind}Owner\``;
  return {
    rejected: `The file of ${plan.system.id} names nobody for ${kind}, so nobody can be brought in.`,
    next: `Call somebody yourself; ${field} in the system file says who it is the next time.`,
  };
}
