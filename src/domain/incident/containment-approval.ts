import { personOf } from '../people.ts';
import {
  approvalsFor,
  approvalsLeft,
  askerCounts,
  couldStillApprove,
  mayApprove,
  worse,
} from '../response/approval.ts';
import { countsAsLive } from '../response/standing-of.ts';
import type { PlanPart } from '../runbooks/plan.ts';
import { concerns } from '../runbooks/versions.ts';
import { glassBroken } from './break-glass.ts';
import type { CommandOf, Decision } from './commands.ts';
import { someOf } from './containment-request.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Containment, Opened } from './state.ts';

type Base = Pick<IncidentEvent, 'at' | 'by'>;

/** What a request needs before it may run, at the highest severity the incident ever had. */
export function needed(
  command: Pick<CommandOf<'rollback.request'>, 'to' | 'by'>,
  part: PlanPart,
  incident: Opened,
) {
  const to = command.to ?? part.lastKnownGood ?? '';
  const unknownVersion = !isKnown(to, part, incident);
  const listed = command.by.kind === 'person' && command.by.standing === 'listed';
  return {
    approvalsNeeded: approvalsFor(incident.plan.approvals, incident.worst, { unknownVersion, listed }),
    ...(unknownVersion && { unknownVersion: true as const }),
  };
}

/**
 * Whether airb has seen the version: live, last known good, of a containment in the system file, in a change that a
 * feed told, or put there by a rollback of this incident. What somebody said in chat makes no version known, not even
 * once it counted as live and was rolled back.
 */
export function isKnown(version: string, part: PlanPart, incident: Opened): boolean {
  const told = incident.changes.filter((change) => change.told === undefined && concerns(change, part));
  const seen = told.flatMap(({ from, to, rollback }) => (rollback ? [to] : [from, to]));
  const done = incident.containments.filter(
    (known) => known.part === part.id && known.appliedAt !== undefined,
  );
  const contains = (incident.plan.containment ?? []).filter((one) => one.part === part.id);
  const lived = [part.live, incident.versions[part.id], ...done.map(({ from }) => from)];
  return (
    [part.lastKnownGood, ...contains.map(({ to }) => to), ...seen, ...done.map(({ to }) => to)].includes(
      version,
    ) ||
    (lived.includes(version) && !saidToBeLive(version, incident))
  );
}

function saidToBeLive(version: string, { changes }: Opened): boolean {
  return changes.some((change) => change.told !== undefined && change.to === version && countsAsLive(change));
}

/**
 * True when the person asks and approves in one: they may approve, and no second person is needed. A member who took
 * command in an emergency approves what others ask for, never what they ask for themselves.
 */
export function asksAsApprover({ by }: Base, asked: Containment, incident: Opened): boolean {
  return (
    by.kind === 'person' && by.standing === 'listed' && askerCounts(asked) && mayApprove(incident, by.id)
  );
}

/**
 * Approves a waiting request. `decide` has asked the authority table before.
 * @param begin the event that carries it out, once nothing is missing
 */
export function approve(
  { at, by, breakGlass }: CommandOf<'rollback.approve'>,
  asked: Containment,
  { incident, begin }: { incident: Opened; begin: () => IncidentEvent },
): Decision {
  const stale = notWhatWasAsked(asked, incident);
  if (stale) return stale;
  if (breakGlass !== undefined)
    return letThrough({ at, by }, asked, { incident, begin, reason: breakGlass.trim() });
  if (asked.approvals.some(({ id }) => id === personOf(by).id)) {
    return { events: [], note: 'You approved it already; another approver is needed.' };
  }
  return { events: approved({ at, by }, asked, begin) };
}

/** One approval more, and the rollback itself when it was the last. */
export function approved(base: Base, asked: Containment, begin: () => IncidentEvent): IncidentEvent[] {
  const left = approvalsLeft({ ...asked, approvals: [...asked.approvals, personOf(base.by)] });
  const event: IncidentEvent = { ...base, type: 'rollback.approved', action: asked.id, approvalsLeft: left };
  return left > 0 ? [event] : [event, begin()];
}

/** An emergency: nobody who may approve has answered, and somebody goes on in their own name. */
function letThrough(
  base: Base,
  asked: Containment,
  { incident, begin, reason }: { incident: Opened; begin: () => IncidentEvent; reason: string },
): Decision {
  if (reason === '') {
    return {
      rejected: 'Breaking the glass needs a reason: it is announced with your name.',
      next: `\`/airb approve ${asked.part} break-glass refusals double every minute\`.`,
    };
  }
  if (asked.unknownVersion && asked.requestedBy.id === personOf(base.by).id) {
    const others = couldStillApprove(incident, asked).map(({ name }) => name);
    return {
      rejected: `airb has never seen ${asked.to}, so it takes a second person even in an emergency.`,
      next: `${others.length > 0 ? `${someOf(others)} can approve it; a` : 'A'}nybody else in runbooks/organization.yaml can break the glass.`,
    };
  }
  const facts = { for: 'rollback' as const, action: asked.id, reason };
  return {
    events: [
      glassBroken(base, facts, couldStillApprove(incident, asked)),
      { ...base, type: 'rollback.approved', action: asked.id, approvalsLeft: 0 },
      begin(),
    ],
  };
}

/** An approval is for what was asked: from the version that was live then. */
function notWhatWasAsked({ part, from }: Containment, { versions }: Opened): Decision | undefined {
  const live = versions[part] ?? from;
  if (live === from) return undefined;
  return {
    rejected: `This was asked for when ${part} was ${from}; it is ${live} now, so no approval of it counts.`,
    next: `Decline it and ask again: \`/airb rollback ${part} because <reason>\`.`,
  };
}

/** The state of the requests after the severity changed: what waits needs what the highest severity asks for. */
export function rederived(
  incident: Opened,
  severity: Opened['severity'],
): Pick<Opened, 'worst' | 'containments'> {
  const worst = worse(incident.worst, severity);
  const containments = incident.containments.map((known) => {
    if (known.status !== 'waiting') return known;
    const now = approvalsFor(incident.plan.approvals, worst, {
      unknownVersion: known.unknownVersion === true,
      listed: true,
    });
    return { ...known, approvalsNeeded: Math.max(known.approvalsNeeded, now) };
  });
  return { worst, containments };
}

/** Calls off what has not begun, because the incident ended: nothing may run after that. */
export function calledOffAtTheEnd(
  base: Base,
  incident: Opened,
  end: 'cancelled' | 'resolved' | 'merged',
): IncidentEvent[] {
  return incident.containments
    .filter(({ status }) => status === 'waiting' || status === 'manual')
    .map((known) => calledOff(base, known, `the incident was ${end}`));
}

/** Calls off the requests whose part was moved to another version while they waited. */
export function calledOffByChange(
  { at, by, change }: Pick<CommandOf<'change.note'>, 'at' | 'by' | 'change'>,
  incident: Opened,
  versions: Opened['versions'],
): IncidentEvent[] {
  return incident.containments
    .filter(({ status, part, from }) => status === 'waiting' && versions[part] !== from)
    .map((known) =>
      calledOff(
        { at, by },
        known,
        `${known.part} went to ${change.to}, so it is not what was asked for any more`,
      ),
    );
}

function calledOff(base: Base, { id }: Containment, reason: string): EventOf<'rollback.declined'> {
  return { ...base, type: 'rollback.declined', action: id, reason, calledOff: true };
}
