import { type Severity, severities } from '../people.ts';
import { nextUpdateDue } from '../response/cadence.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { Cadence } from '../runbooks/runbook.ts';
import { rederived } from './containment-approval.ts';
import { escalationTimers } from './escalation.ts';
import type { EventOf } from './events.ts';
import { redrawPages } from './paging-out.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened, StepState } from './state.ts';
import { cadenceTimers, dueAfresh } from './updates.ts';
import { announce, draw, read, tell, type Wish, wish } from './wishes.ts';

/**
 * Rules for following another runbook than the one the incident opened with. What people promised stays: the response never
 * gets slower updates or fewer approvals by it, and those who are paged and told stay the same.
 */
export const rules: Rules<'runbook.switch'> = {
  'runbook.switch': ({ at, by, plan, failure, reason }, incident) => {
    const { id, title, hash } = incident.plan.runbook;
    if (plan.runbook.id === id && plan.runbook.hash === hash)
      return { events: [], note: `INC-${incident.number} follows ${id} already.` };
    const busy = incident.containments.find(({ status }) =>
      ['waiting', 'manual', 'running', 'unconfirmed'].includes(status),
    );
    if (busy)
      return {
        rejected: `The change of ${busy.part} is not over, and the runbook it was asked for under decides what may be done with it.`,
        next: 'Wait for it, decline it or call it off; then switch.',
      };
    const next = neverBelow(plan, incident.plan);
    const before = { id, title, hash };
    return {
      events: [{ at, by, type: 'runbook.switched', plan: next, failure, reason: reason.trim(), before }],
    };
  },
};

export const folds: Folds<'runbook.switched'> = {
  'runbook.switched': (incident, event) => {
    const next = followed(incident, event);
    const dueAt = earlier(
      incident.cadence.dueAt,
      next.cadence.dueAt === undefined
        ? nextUpdateDue(next.plan.cadence[next.severity], { openedAt: event.at })
        : dueAfresh(next, next.severity, event.at),
    );
    return {
      ...next,
      ...rederived(next, next.severity),
      cadence: { ...next.cadence, dueAt },
    };
  },
};

export const reactions: Reactions<'runbook.switched'> = {
  'runbook.switched': (event, incident) => [
    draw(event.at, { of: 'card' }),
    draw(event.at, { of: 'checklist' }),
    ...redrawPages(event.at, incident),
    ...sections(event, incident),
    ...(incident.plan.diagnosis && incident.rooms.length > 0 ? [draw(event.at, { of: 'diagnosis' })] : []),
    ...announce(event.at, incident),
    ...cadenceTimers(event.at, incident),
    ...escalationTimers(event.at, incident),
    read(event.at, { for: 'demand' }, incident),
    wish(event.at, { kind: 'room.links' }, { lane: 'room.links', urgency: 6 }),
    tell(event),
  ],
};

function sections({ at }: EventOf<'runbook.switched'>, incident: Opened): Wish[] {
  return (Object.keys(incident.sections) as (keyof Opened['sections'])[]).map((section) =>
    draw(at, section === 'questions' ? { of: 'questions' } : { of: 'section', section }),
  );
}

/** The state under the new plan: open steps, the old ones as history, and a diagnosis that begins at its first question. */
function followed(incident: Opened, { plan, failure }: EventOf<'runbook.switched'>): Opened {
  const steps: Record<string, StepState> = {};
  for (const { id } of plan.sections.flatMap((section) => section.steps))
    steps[id] = { status: 'open', notes: [] };
  const former = incident.failure === failure ? [] : [incident.failure];
  return {
    ...incident,
    plan,
    failure,
    unmapped: false,
    steps,
    formerSteps: [...(incident.formerSteps ?? []), ...history(incident)],
    formerFailures: [...(incident.formerFailures ?? []), ...former],
    diagnosis: { path: [], found: incident.diagnosis.found },
  };
}

/** What was done under the runbook it no longer follows. */
function history({ plan, steps }: Opened): NonNullable<Opened['formerSteps']> {
  return plan.sections
    .flatMap((section) => section.steps)
    .flatMap(({ id, title }) => {
      const state = steps[id];
      if (state === undefined || state.status === 'open') return [];
      const { status, by, at } = state;
      return [{ runbook: plan.runbook.id, title, status, ...(by && { by }), ...(at && { at }) }];
    });
}

/**
 * The plan with nothing less than before: for each severity the faster updates and the more approvals, the longer hold, and
 * all that does not come from the runbook as it was when the incident opened.
 */
export function neverBelow(plan: Plan, before: Plan): Plan {
  const { escalation, rotations, invited, chats, pagers, people, audiences, incidentsChannels, links } =
    before;
  return {
    ...plan,
    escalation,
    ...(rotations && { rotations }),
    ...(invited && { invited }),
    ...{ chats, pagers, audiences, incidentsChannels, links },
    ...rightsOf(before),
    ...(before.mask === 'personal-data' && { mask: before.mask }),
    people: { ...plan.people, ...people },
    cadence: bySeverity((severity) => faster(plan.cadence[severity], before.cadence[severity])),
    approvals: bySeverity((severity) => Math.max(plan.approvals[severity], before.approvals[severity])),
    recovery: { ...plan.recovery, hold: Math.max(plan.recovery.hold, before.recovery.hold) },
  };
}

/** Who may do what, whom an escalation calls and what the organization asks for: whoever was listed at the opening counts. */
function rightsOf(before: Plan): Partial<Plan> {
  const { approvers, systemApprovers, commanders, communications, members, security } = before;
  const { contacts, regulatory, askForRoles, stale } = before;
  return {
    approvers,
    ...(systemApprovers && { systemApprovers }),
    ...(commanders && { commanders }),
    ...(communications && { communications }),
    ...(members && { members }),
    ...(security && { security }),
    ...(contacts && { contacts }),
    ...(regulatory && { regulatory }),
    ...(askForRoles && { askForRoles }),
    ...(stale && { stale }),
  };
}

/** The one whose every wait is the shorter; no cadence at all is the longest wait. */
function faster(one: Cadence, other: Cadence): Cadence {
  // Whoever names no first wait has it from `every`: that may be the shorter of the two.
  const named = one.first !== undefined || other.first !== undefined;
  const first = named ? earlier(one.first ?? one.every, other.first ?? other.every) : undefined;
  return { ...further(one, other), ...(first !== undefined && { first }) };
}

/** The waits after the first. */
function further(one: Cadence, other: Cadence): Cadence {
  if (one.every === undefined) return other;
  if (other.every === undefined) return one;
  const every = Math.min(one.every, other.every);
  const after = Math.min(one.then ?? one.every, other.then ?? other.every);
  // Where one of them never changes, or becomes faster with time, the shortest wait of all holds from the beginning.
  if (one.firstFor === undefined || other.firstFor === undefined || after < every)
    return { every: Math.min(every, after) };
  // biome-ignore lint/suspicious/noThenProperty: a duration, never called; the domain's own word.
  return { every, firstFor: Math.max(one.firstFor, other.firstFor), then: after };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function bySeverity<T>(of: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(severities.map((severity) => [severity, of(severity)])) as Record<Severity, T>;
}
