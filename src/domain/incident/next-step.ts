import { standing, standingCauses } from '../response/diagnosis.ts';
import { deedOf, inForce, isUnmeasured, putBackTo, stopInForce } from '../response/stops.ts';
import { nextSuspect } from '../response/suspects.ts';
import { onlyBlind, relieved } from '../response/verdict.ts';
import type { PlanCause, PlanPart } from '../runbooks/plan.ts';
import type { DiagnosisCheck, Step } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';
import type { EventType } from './events.ts';
import { type Containment, isOpen, type Opened } from './state.ts';

/** The one thing that is due now. Everything else can wait, and is folded until it is its turn. */
export type NextStep =
  | { do: 'acknowledge' }
  /** Somebody must approve it, carry it out by hand, or say whether it took effect. */
  | { do: 'approve' | 'by-hand' | 'settle'; action: Containment }
  /** Nobody has to do anything until it is carried out, or until its effect is read. */
  | { do: 'wait'; action: Containment; until?: Instant }
  /** It did not help, so it goes back before anything else is tried. */
  | { do: 'put-back'; action: Containment; to: string }
  /** What was switched off can go on again: the cause is treated, or nothing else is known to try. */
  | { do: 'switch-on'; action: Containment }
  | { do: 'answer'; check: DiagnosisCheck }
  | { do: 'mitigate'; cause: PlanCause }
  | { do: 'roll-back'; part: PlanPart; because: string }
  /** What was found did not end it: the diagnosis begins again. */
  | { do: 'look-further' }
  | { do: 'step'; step: Step }
  | { do: 'verify' }
  | { do: 'hold'; until: Instant; failing: string[] }
  | { do: 'resolve' }
  | { do: 'nothing' };

/**
 * Events after which something else may be due. Alerts that join are not among them: an alert storm does not move what
 * is asked of people.
 */
export const moves: ReadonlySet<EventType> = new Set<EventType>([
  'acknowledged',
  'category.chosen',
  'change.noted',
  'containment.judged',
  'cancelled',
  'merged',
  'runbook.switched',
  'diagnosis.answered',
  'diagnosis.concluded',
  'diagnosis.undone',
  'page.exhausted',
  'relapsed',
  'reopened',
  'resolved',
  'rollback.approved',
  'rollback.declined',
  'rollback.dropped',
  'rollback.requested',
  'rollback.responded',
  'rollback.started',
  'rollback.stopped',
  'rollback.unconfirmed',
  'step.done',
  'step.skipped',
  'step.undone',
  'verification.broken',
  'verification.held',
  'verification.started',
]);

/**
 * What is due: acknowledge, diagnose, contain, wait for the measurement, verify, resolve. Containment never waits for a
 * cause.
 */
export function nextStep(incident: Opened): NextStep {
  if (!isOpen(incident)) return { do: 'nothing' };
  if (!begun(incident)) return { do: 'acknowledge' };
  return (
    asksPeople(incident) ??
    watching(incident) ??
    underWay(incident) ??
    afterDeed(incident) ??
    treatment(incident) ??
    anotherCause(incident) ??
    openStep(incident) ?? { do: 'verify' }
  );
}

/** Somebody has taken it, or acts already; where nobody is paged, nobody is waited for. */
export function begun({ phase, paging, containments, diagnosis, walked }: Opened): boolean {
  return (
    phase !== 'triage' ||
    paging.acknowledged !== undefined ||
    paging.people.length === 0 ||
    containments.length > 0 ||
    diagnosis.path.length > 0 ||
    diagnosis.found.length > 0 ||
    walked === true
  );
}

function asksPeople({ containments }: Opened): NextStep | undefined {
  const asked = { waiting: 'approve', manual: 'by-hand', unconfirmed: 'settle' } as const;
  for (const action of containments.toReversed()) {
    const { status } = action;
    if (status === 'waiting' || status === 'manual' || status === 'unconfirmed')
      return { do: asked[status], action };
  }
  return undefined;
}

function watching(incident: Opened): NextStep | undefined {
  if (incident.phase !== 'verifying') return undefined;
  const { held, until, failing } = incident;
  return held ? { do: 'resolve' } : { do: 'hold', until, failing };
}

function underWay(incident: Opened): NextStep | undefined {
  const { containments, plan } = incident;
  const action = containments.findLast(
    (one) => one.status === 'running' || (one.status === 'applied' && !isUnmeasured(incident, one)),
  );
  if (action === undefined) return undefined;
  const stop = stopInForce(incident);
  // While the system is off there is no effect to wait for: it is measured once it runs again.
  if (stop !== undefined && action.status === 'applied' && action.id !== stop.id)
    return mitigation(incident) ?? { do: 'switch-on', action: stop };
  const { appliedAt } = action;
  return { do: 'wait', action, ...(appliedAt !== undefined && { until: appliedAt + plan.measureAfter }) };
}

/** What follows from the newest measurement. */
function afterDeed(incident: Opened): NextStep | undefined {
  const last = incident.containments.findLast(({ status }) => status === 'judged');
  if (last === undefined) return undefined;
  const back = putBackTo(incident, last);
  switch (last.verdict) {
    case 'no effect':
    case 'worse':
      return back !== undefined && incident.versions[last.part] === last.to
        ? { do: 'put-back', action: last, to: back }
        : (nextSuspectFirst(incident) ?? furtherOn(incident));
    case 'contained':
      // What is only switched off is contained, and not cured.
      return deedInForce(incident) === undefined && !relapsed(incident)
        ? { do: 'verify' }
        : (treatment(incident) ?? switchOn(incident));
    case 'unknown': {
      const stop = last.off === undefined ? undefined : stopInForce(incident);
      return stop ? { do: 'switch-on', action: stop } : furtherOn(incident);
    }
    case 'stopped':
      return furtherOn(incident);
    case 'mixed':
      // What it was for is in order. What it costs ends when it is put back, and has no other cause to look for.
      if (relieved(incident.plan, last)) return switchOn(incident) ?? { do: 'verify' };
      return nextSuspectFirst(incident) ?? furtherOn(incident);
    default:
      // What nobody measures has no other cause to look for: the recovery waits until it is measured.
      if (onlyBlind(last.signals)) return switchOn(incident) ?? { do: 'verify' };
      return nextSuspectFirst(incident) ?? furtherOn(incident);
  }
}

/** Who rolls back without walking the tree goes on as they began, with what the verdict names next. */
function nextSuspectFirst(incident: Opened): NextStep | undefined {
  const { path, found } = incident.diagnosis;
  return path.length === 0 && found.length === 0 ? suspect(incident) : undefined;
}

function furtherOn(incident: Opened): NextStep {
  return treatment(incident) ?? switchOn(incident) ?? anotherCause(incident) ?? { do: 'verify' };
}

function relapsed({ milestones }: Opened): boolean {
  return milestones.resolved !== undefined;
}

function switchOn(incident: Opened): NextStep | undefined {
  const action = deedInForce(incident);
  return action && { do: 'switch-on', action };
}

/** The deed by which something is off or throttled now. A freeze stays until the end: it takes nothing from users. */
function deedInForce(incident: Opened): Containment | undefined {
  return inForce(incident)
    .flatMap((one) => deedOf(incident, one) ?? [])
    .filter((deed) => !isUnmeasured(incident, deed))
    .at(-1);
}

/**
 * What treats a cause: of the newest cause that was found, else the way to one, else the likeliest suspect. Whoever began
 * again at the first question is asked that question, whatever was found before.
 */
function treatment(incident: Opened): NextStep | undefined {
  return question(incident) ?? mitigation(incident) ?? suspect(incident);
}

function mitigation(incident: Opened): NextStep | undefined {
  const { plan, diagnosis } = incident;
  const causes = standingCauses(plan.diagnosis, diagnosis.found);
  const cause = causes.toReversed().find((one) => isOutstanding(incident, one));
  return cause && { do: 'mitigate', cause };
}

/** True while what contains the cause has not been tried, and nobody declined it. */
function isOutstanding(incident: Opened, { mitigation }: PlanCause): boolean {
  switch (mitigation.kind) {
    case 'rollback':
      return (
        incident.plan.parts.some(({ id }) => id === mitigation.part) && !isTried(incident, mitigation.part)
      );
    case 'step':
      return incident.steps[mitigation.step]?.status === 'open';
    case 'switch': {
      const one = incident.plan.containment?.find(({ id }) => id === mitigation.containment);
      return one === undefined || !isTried(incident, one.part);
    }
  }
}

function isTried({ containments }: Opened, part: string): boolean {
  const own = containments.filter((one) => one.part === part);
  return (
    own.some(({ appliedAt }) => appliedAt !== undefined) ||
    (own.at(-1)?.status === 'declined' && own.at(-1)?.calledOff === undefined)
  );
}

function question({ plan, diagnosis }: Opened): NextStep | undefined {
  if (plan.diagnosis === undefined) return undefined;
  const now = standing(plan.diagnosis, diagnosis.path);
  return now.at === 'check' ? { do: 'answer', check: now.check } : undefined;
}

function suspect(incident: Opened): NextStep | undefined {
  // What somebody declined is no longer offered, as if it had been tried.
  const containments = incident.containments.map((one) =>
    isTried(incident, one.part) ? { ...one, status: 'applied' } : one,
  );
  const next = nextSuspect({ ...incident, containments });
  return next?.part && { do: 'roll-back', part: next.part, because: next.because };
}

function anotherCause({ plan, diagnosis }: Opened): NextStep | undefined {
  return plan.diagnosis !== undefined && diagnosis.path.length > 0 ? { do: 'look-further' } : undefined;
}

function openStep({ plan, steps }: Opened): NextStep | undefined {
  const triage = plan.sections.find(({ id }) => id === 'triage');
  const step = triage?.steps.find(({ id }) => steps[id]?.status === 'open');
  return step && { do: 'step', step };
}
