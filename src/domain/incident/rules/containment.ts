import { approvalsLeft, approverNames, mayApprove } from '../../response/approval.ts';
import { completeness } from '../../response/evidence.ts';
import type { PlanPart } from '../../runbooks/plan.ts';
import type { CommandOf, Decision, Rules } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { Containment, Opened } from '../state.ts';

/** Rollbacks: asked for, approved, carried out, measured. Every refusal names the way on. */
export const containmentRules: Rules<
  'rollback.request' | 'rollback.approve' | 'rollback.decline' | 'rollback.manual' | 'rollback.responded'
> = {
  'rollback.request': (command, incident) => {
    const part = incident.plan.parts.find((candidate) => candidate.id === command.part);
    if (part === undefined) return unknownPart(command.part, incident);
    return refuseRequest(command, part, incident) ?? requestRollback(command, part, incident);
  },

  'rollback.approve': ({ at, by, action }, incident) => {
    const containment = incident.containments.find((known) => known.id === action);
    if (containment === undefined || by.kind !== 'person') return unknownAction(action);
    if (containment.status !== 'waiting')
      return { events: [], note: 'That rollback needs no more approvals.' };
    if (!mayApprove(incident, by.id)) {
      return {
        rejected: `${by.name} can't approve a rollback.`,
        next: `${nameList(approverNames(incident))} can.`,
      };
    }
    if (containment.approvals.some((person) => person.id === by.id)) {
      return { events: [], note: 'You approved it already; another approver is needed.' };
    }
    return { events: approve({ at, by }, containment, incident) };
  },

  'rollback.decline': ({ at, by, action, reason }, incident) => {
    const containment = incident.containments.find((known) => known.id === action);
    if (containment === undefined || by.kind !== 'person') return unknownAction(action);
    if (containment.status !== 'waiting') return { events: [], note: 'That rollback is under way already.' };
    if (!mayApprove(incident, by.id) && containment.requestedBy.id !== by.id) {
      return {
        rejected: `${by.name} can't decline this rollback.`,
        next: `${nameList([containment.requestedBy.name, ...approverNames(incident)])} can.`,
      };
    }
    return {
      events: [{ at, by, type: 'rollback.declined', action, reason: reason.trim() || 'no reason given' }],
    };
  },

  'rollback.manual': ({ at, by, action, note }, incident) => {
    const containment = incident.containments.find((known) => known.id === action);
    if (containment === undefined) return unknownAction(action);
    if (containment.status !== 'manual') return { events: [], note: 'There is no manual step waiting.' };
    const response = note.trim() || 'done by hand';
    return { events: [{ at, by, type: 'rollback.responded', action, ok: true, status: 0, response }] };
  },

  'rollback.responded': ({ at, by, action, dryRun, ok, status, response }, incident) => {
    const containment = incident.containments.find((known) => known.id === action);
    if (containment === undefined) return { events: [] };
    if (dryRun) return { events: [{ at, by, type: 'rollback.previewed', action, ok, status, response }] };
    if (containment.status !== 'running') return { events: [] };
    return { events: [{ at, by, type: 'rollback.responded', action, ok, status, response }] };
  },
};

function refuseRequest(
  command: CommandOf<'rollback.request'>,
  part: PlanPart,
  incident: Opened,
): Decision | undefined {
  const to = command.to ?? part.lastKnownGood;
  const live = incident.versions[part.id] ?? part.live;
  if (to === undefined) {
    return {
      rejected: `${incident.plan.system.id} has no last known good version of ${part.title}.`,
      next: `Name one: \`/airb rollback ${part.id} to <version> because <reason>\`.`,
    };
  }
  if (to === live)
    return {
      rejected: `${part.title} is ${to} already.`,
      next: 'Roll back another part, or name a version.',
    };
  const running = incident.containments.find((known) => known.part === part.id && inFlight(known));
  if (running) {
    const state = running.status === 'waiting' ? 'waits for approval' : 'is under way';
    return {
      rejected: `A rollback of ${part.title} ${state} already.`,
      next: 'Its message in the channel has the buttons.',
    };
  }
  if (command.reason.trim() === '') {
    return {
      rejected: 'A rollback needs a reason.',
      next: `\`/airb rollback ${part.id} because refusals followed it\`.`,
    };
  }
  return missingEvidence(command, part, incident);
}

function missingEvidence(
  command: CommandOf<'rollback.request'>,
  part: PlanPart,
  incident: Opened,
): Decision | undefined {
  const { have, of, missing } = completeness(incident);
  if (missing.length === 0 || command.evidenceOverride?.trim()) return undefined;
  const names = nameList(missing.map((item) => item.title));
  return {
    lacks: 'evidence',
    rejected: `Evidence is ${have} of ${of}; a rollback of ${part.title} changes what can still be seen. Missing: ${names}.`,
    next: 'Save it first (`/airb evidence`, or "Save as evidence" on a message), or say in the rollback form why not to wait.',
  };
}

function requestRollback(command: CommandOf<'rollback.request'>, part: PlanPart, incident: Opened): Decision {
  const { at, by } = command;
  const approvalsNeeded = incident.plan.approvals[incident.severity];
  const requested: IncidentEvent = {
    at,
    by,
    type: 'rollback.requested',
    action: `r${incident.containments.length + 1}`,
    part: part.id,
    from: incident.versions[part.id] ?? part.live,
    to: command.to ?? part.lastKnownGood ?? '',
    reason: command.reason.trim(),
    approvalsNeeded,
    evidenceOverride:
      completeness(incident).missing.length > 0 ? command.evidenceOverride?.trim() : undefined,
  };
  const waiting = { ...emptyContainment, id: requested.action, part: part.id, approvalsNeeded };
  if (approvalsNeeded === 0) return { events: [requested, started({ at, by }, waiting, incident)] };
  const asksAsApprover = by.kind === 'person' && mayApprove(incident, by.id);
  return { events: asksAsApprover ? [requested, ...approve({ at, by }, waiting, incident)] : [requested] };
}

const emptyContainment: Omit<Containment, 'id' | 'part' | 'approvalsNeeded'> = {
  from: '',
  to: '',
  reason: '',
  requestedBy: { id: '', name: '' },
  requestedAt: 0,
  approvals: [],
  status: 'waiting',
  before: [],
  after: [],
  signals: [],
};

type Base = Pick<IncidentEvent, 'at' | 'by'>;

function approve(base: Base, containment: Containment, incident: Opened): IncidentEvent[] {
  const left = approvalsLeft(containment) - 1;
  const approved: IncidentEvent = {
    ...base,
    type: 'rollback.approved',
    action: containment.id,
    approvalsLeft: left,
  };
  return left > 0 ? [approved] : [approved, started(base, containment, incident)];
}

function started(base: Base, containment: Containment, incident: Opened): IncidentEvent {
  const part = incident.plan.parts.find((candidate) => candidate.id === containment.part);
  return { ...base, type: 'rollback.started', action: containment.id, manual: part?.action === undefined };
}

function inFlight(containment: Containment): boolean {
  return (
    containment.status === 'waiting' || containment.status === 'running' || containment.status === 'manual'
  );
}

function unknownPart(part: string, incident: Opened): Decision {
  const ids = incident.plan.parts.map((candidate) => candidate.id);
  if (ids.length === 0) {
    return {
      rejected: `airb knows no parts of ${incident.plan.system.id} to roll back.`,
      next: 'List them in runbooks/systems; until then roll back by hand and say so with `/airb note`.',
    };
  }
  const near = ids.find((id) => closeTo(id, part));
  const guess = near ? ` Did you mean \`${near}\`?` : '';
  return {
    rejected: `${incident.plan.system.id} has no part called \`${part}\`.${guess}`,
    next: `Its parts: ${ids.join(', ')}.`,
  };
}

/** Same letters in another order, or one letter more, less or different. */
function closeTo(a: string, b: string): boolean {
  const sorted = (word: string) => [...word].sort().join('');
  if (sorted(a) === sorted(b)) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const rest = (word: string, other: string) => word.slice(start + (word.length >= other.length ? 1 : 0));
  return rest(a, b) === rest(b, a);
}

function unknownAction(action: string): Decision {
  return {
    rejected: `There is no rollback \`${action}\` here.`,
    next: '`/airb rollback` lists what can be rolled back.',
  };
}

/** `Ana, Ben or Dev`. */
function nameList(names: string[]): string {
  const unique = [...new Set(names)];
  if (unique.length < 2) return unique[0] ?? 'nobody yet: `/airb role commander @name`';
  return `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}
