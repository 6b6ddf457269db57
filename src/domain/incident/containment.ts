import { personOf } from '../people.ts';
import { completeness } from '../response/evidence.ts';
import { measuredWith } from '../response/stops.ts';
import { heldInRange, relieved } from '../response/verdict.ts';
import type { PlanPart } from '../runbooks/plan.ts';
import type { Instant } from '../time.ts';
import { askApprovers, redrawAsked, toBeAsked } from './approval-asks.ts';
import type { CommandOf, Decision } from './commands.ts';
import { approve, approved, asksAsApprover, needed } from './containment-approval.ts';
import { redraw } from './containment-course.ts';
import {
  containmentIn,
  refuseRequest,
  unknownAction,
  unknownPart,
  withContainment,
} from './containment-request.ts';
import { leaf } from './diagnosis.ts';
import type { EffectBody } from './effects.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { factsOf, reached } from './phases.ts';
import { redrawTakenUp, takenUp } from './proposals.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Containment, Opened } from './state.ts';
import { pictured, read, tell, type Wish, wish } from './wishes.ts';

type Base = Pick<IncidentEvent, 'at' | 'by'>;

type Happens =
  | 'rollback.requested'
  | 'rollback.approved'
  | 'rollback.declined'
  | 'rollback.started'
  | 'containment.judged';

type Asked = 'rollback.request' | 'rollback.approve' | 'rollback.decline' | 'rollback.manual';

/** Rules for rollbacks: requested, approved, declined, done by hand. Every refusal names the next thing to try. */
export const rules: Rules<Asked> = {
  'rollback.request': (command, incident) => {
    const part = incident.plan.parts.find((candidate) => candidate.id === command.part);
    if (part === undefined) return unknownPart(command.part, incident);
    return refuseRequest(command, part, incident) ?? requestRollback(command, part, incident);
  },

  'rollback.approve': (command, incident) => {
    const { action, by } = command;
    const containment = containmentIn(incident, action);
    if (containment === undefined || by.kind !== 'person') return unknownAction(action);
    if (containment.status !== 'waiting')
      return { events: [], note: 'That rollback needs no more approvals.' };
    const begin = () => started(command, containment, incident);
    return approve(command, containment, { incident, begin });
  },

  'rollback.decline': ({ at, by, action, reason }, incident) => {
    const containment = containmentIn(incident, action);
    if (containment === undefined || by.kind !== 'person') return unknownAction(action);
    if (containment.status !== 'waiting') return { events: [], note: 'That rollback is under way already.' };
    return {
      events: [{ at, by, type: 'rollback.declined', action, reason: reason.trim() || 'no reason given' }],
    };
  },

  'rollback.manual': ({ at, by, action, note }, incident) => {
    const containment = containmentIn(incident, action);
    if (containment === undefined) return unknownAction(action);
    if (containment.status !== 'manual') return { events: [], note: 'There is no manual step waiting.' };
    const response = note.trim() || 'done by hand';
    return {
      events: [{ at, by, type: 'rollback.responded', action, ok: true, status: 0, response, took: 'said' }],
    };
  },
};

function requestRollback(command: CommandOf<'rollback.request'>, part: PlanPart, incident: Opened): Decision {
  const { at, by } = command;
  const request: EventOf<'rollback.requested'> = {
    at,
    by,
    type: 'rollback.requested',
    action: `r${incident.containments.length + 1}`,
    part: part.id,
    from: incident.versions[part.id] ?? part.live,
    to: command.to ?? part.lastKnownGood ?? '',
    reason: command.reason.trim(),
    ...needed(command, part, incident),
    evidenceOverride:
      completeness(incident).missing.length > 0 ? command.evidenceOverride?.trim() : undefined,
  };
  const waiting = requested(request);
  const begin = () => started({ at, by }, waiting, incident);
  if (waiting.approvalsNeeded === 0) return { events: [request, begin()] };
  if (!asksAsApprover({ at, by }, waiting, incident)) return { events: [request] };
  // Where the target can say what it would do, whoever asks sees that before their own approval counts. The way back from
  // what airb did here leads to what ran before, so it is as quick as can be.
  if (part.action?.dryRun !== undefined && !putsBack(request, incident)) return { events: [request] };
  return { events: [request, ...approved({ at, by }, waiting, begin)] };
}

/** Whether it takes back the last thing that was done to this part here. */
function putsBack({ part, from, to }: EventOf<'rollback.requested'>, { containments }: Opened): boolean {
  const last = containments.findLast((one) => one.part === part && one.appliedAt !== undefined);
  return last !== undefined && last.from === to && last.to === from;
}

function started({ at, by }: Base, containment: Containment, incident: Opened): IncidentEvent {
  const part = incident.plan.parts.find((candidate) => candidate.id === containment.part);
  return { at, by, type: 'rollback.started', action: containment.id, manual: part?.action === undefined };
}

export const folds: Folds<Happens> = {
  'rollback.requested': (incident, event) => {
    const asked = requested(event);
    return {
      ...incident,
      containments: [...incident.containments, { ...asked, asked: toBeAsked(incident, asked) }],
      ...takenUp(incident, event),
    };
  },
  'rollback.approved': (incident, event) =>
    withContainment(incident, event, (known) => ({
      ...known,
      approvals: [...known.approvals, personOf(event.by)],
    })),
  'rollback.declined': (incident, event) =>
    withContainment(incident, event, (known) => ({
      ...known,
      status: 'declined',
      ...(event.calledOff && { calledOff: event.reason }),
    })),
  'rollback.started': (incident, event) => {
    const status = event.manual ? ('manual' as const) : ('running' as const);
    const next = withContainment(incident, event, (known) => ({ ...known, status, startedAt: event.at }));
    return next.phase === 'mitigating' ? next : { ...factsOf(next), phase: 'mitigating' };
  },
  'containment.judged': (incident, event) => {
    const { verdict, signals, overlaps, off, together } = event;
    const next = withContainment(incident, event, (known) => ({
      ...known,
      status: 'judged',
      verdict,
      signals,
      ...(overlaps && { overlaps }),
      ...(off !== undefined && { off }),
      ...(together && { together }),
    }));
    if (verdict !== 'stopped' && !relieved(next.plan, event)) return next;
    return reached(next, 'contained', relievedAt(next, event));
  },
};

/**
 * Users were relieved when a deed took effect, not when airb had measured that it did; and where all was in range before the
 * deed, it was when that was read.
 */
function relievedAt(incident: Opened, event: EventOf<'containment.judged'>): Instant {
  const deed = containmentIn(incident, event.action);
  const read = heldInRange(incident.plan, event) ? deed?.before.at(-1) : undefined;
  return read?.at ?? deed?.appliedAt ?? event.at;
}

export const reactions: Reactions<Happens> = {
  'rollback.requested': (event, incident) => [
    ...redraw(event),
    ...dryRun(event, incident),
    ...leaf(event.at, incident),
    ...askApprovers(event.at, incident, event.action),
    ...redrawTakenUp(event, incident),
  ],
  'rollback.approved': (event, incident) => [...redraw(event), ...redrawAsked(event, incident)],
  'rollback.declined': (event, incident) => [
    ...redraw(event),
    ...leaf(event.at, incident),
    ...redrawAsked(event, incident),
    tell(event),
  ],
  'rollback.started': (event, incident) => [...carryOut(event, incident), ...leaf(event.at, incident)],
  'containment.judged': (event, incident) => [
    ...redraw(event),
    ...leaf(event.at, incident),
    ...(isToldWithAnother(event, incident) ? [] : [tell(event), ...pictured(event.at, incident)]),
  ],
};

/** What was done while the system was off is told by the verdict of switching it on; a second one beside it would mislead. */
function isToldWithAnother(event: EventOf<'containment.judged'>, incident: Opened): boolean {
  const deed = containmentIn(incident, event.action);
  return event.overlaps !== undefined && deed !== undefined && measuredWith(incident, deed) !== undefined;
}

/** Asks the target what the rollback would do, while the request waits for approval. */
function dryRun({ at, action, part: partId, to, reason }: EventOf<'rollback.requested'>, incident: Opened) {
  const http = incident.plan.parts.find((part) => part.id === partId)?.action;
  const waits = containmentIn(incident, action)?.status === 'waiting';
  if (!waits || http?.dryRun === undefined) return [];
  const body: EffectBody = { kind: 'action', action, part: partId, to, reason, dryRun: true, http };
  return [wish(at, body, { lane: `action:${action}`, urgency: 2 })];
}

/** Calls the target, and at the same time reads the signals as they were before. */
function carryOut(event: EventOf<'rollback.started'>, incident: Opened): Wish[] {
  const { at, action } = event;
  const containment = containmentIn(incident, action);
  const planned = incident.plan.parts.find((part) => part.id === containment?.part);
  const http = planned?.action;
  const current = planned?.current;
  const shown = [...redraw(event), read(at, { for: 'containment', action, when: 'before' }, incident)];
  if (http === undefined || containment === undefined) return shown;
  const { part, to, reason } = containment;
  const body: EffectBody = {
    kind: 'action',
    action,
    part,
    to,
    reason,
    dryRun: false,
    http,
    ...(current && { current }),
  };
  return [wish(at, body, { lane: `action:${action}`, urgency: 1 }), ...shown];
}

/** The containment that a request begins. */
function requested(event: EventOf<'rollback.requested'>): Containment {
  return {
    id: event.action,
    part: event.part,
    from: event.from,
    to: event.to,
    reason: event.reason,
    requestedBy: personOf(event.by),
    requestedAt: event.at,
    approvalsNeeded: event.approvalsNeeded,
    approvals: [],
    ...(event.unknownVersion && { unknownVersion: true }),
    evidenceOverride: event.evidenceOverride,
    status: 'waiting',
    before: [],
    after: [],
    signals: [],
  };
}
