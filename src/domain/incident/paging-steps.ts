import { calledBy } from '../oncall/rungs.ts';
import { type Person, type Severity, severities } from '../people.ts';
import type { Plan, PlanRung } from '../runbooks/plan.ts';
import { type Duration, type Instant, minute } from '../time.ts';
import type { Opened } from './state.ts';

/**
 * Levels number everything that is paged, so that no two pages of an incident have one key: first the steps of the
 * escalation policy, then one for each severity it may be raised to, then the same again for each round that begins
 * when nobody answered.
 */
type Rungs = Pick<Plan, 'escalation'>;

/** After this long the policy begins again, and so long at most the steps of a later round wait. */
export const againAfter: Duration = 10 * minute;

function roundLength({ escalation }: Rungs): number {
  return escalation.length + severities.length;
}

/** How often the policy had begun again when this level was paged. */
export function roundOf(plan: Rungs, level: number): number {
  return Math.floor(level / roundLength(plan));
}

/** The step of the policy a level pages; undefined where the level is that of a raised severity. */
export function stepOf(plan: Rungs, level: number): number | undefined {
  const step = level % roundLength(plan);
  return step < plan.escalation.length ? step : undefined;
}

/** True for a page because the severity rose, which needs an answer of its own. */
export function isRaise(plan: Rungs, level: number): boolean {
  return stepOf(plan, level) === undefined;
}

/** The level of a page for a raise to this severity. */
export function raiseLevel({ plan }: Opened, severity: Severity): number {
  return plan.escalation.length + severities.indexOf(severity);
}

/** The rung of the policy a level pages. */
export function rungAt(plan: Rungs, level: number): PlanRung | undefined {
  const step = stepOf(plan, level);
  return step === undefined ? undefined : plan.escalation[step];
}

/** How long the people of a level have to acknowledge. */
export function waitAt(plan: Rungs, level: number): Duration | undefined {
  const after = rungAt(plan, level)?.after;
  return after === undefined || roundOf(plan, level) === 0 ? after : Math.min(after, againAfter);
}

/** Whom a level pages, and rotations that had nobody on the way there. */
export interface Call {
  level: number;
  people: Person[];
  empty: string[];
}

/** The first step of a round that has somebody to page; without people when none has. */
export function firstCall(plan: Plan, at: Instant, round = 0): Call {
  return callFrom(plan, round * roundLength(plan), at);
}

/** The next step of the round that has somebody to page; without people when the policy is at its end. */
export function nextCall(plan: Plan, level: number, at: Instant): Call {
  return callFrom(plan, level + 1, at);
}

function callFrom(plan: Plan, from: number, at: Instant): Call {
  const empty: string[] = [];
  for (let level = from; stepOf(plan, level) !== undefined; level++) {
    const { people: named = [], names = named } = rungAt(plan, level) ?? {};
    const called = calledBy(names, plan.rotations ?? [], at);
    empty.push(...called.empty);
    const people = called.people.map((id) => ({ id, name: plan.people[id]?.name ?? id }));
    if (people.length > 0) return { level, people, empty };
  }
  return { level: from, people: [], empty };
}

/** A sev4 incident is watched: it pages nobody, and promises nothing. */
export function pagesPeople({ severity }: Pick<Opened, 'severity'>): boolean {
  return severity !== 'sev4';
}

/** When the policy begins again after its last step; undefined where it doesn't. */
export function beginsAgain(incident: Opened, at: Instant): Instant | undefined {
  const { severity, paging } = incident;
  if (severity !== 'sev1' && severity !== 'sev2') return undefined;
  if (paging.acknowledged || paging.answered.length > 0) return undefined;
  return Math.max(at, (paging.roundAt ?? incident.openedAt) + againAfter);
}
