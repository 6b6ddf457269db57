import { mayKnowOf } from '../../domain/incident/part-in.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import { whoUpdates } from '../../domain/incident/updates.ts';
import { type PersonId, type Role, roles } from '../../domain/people.ts';
import { couldStillApprove } from '../../domain/response/approval.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { dueNow, type Owed } from '../follow-up/owed.ts';
import { stepState } from './progress.ts';

/** An update somebody owes. */
export interface UpdateDue {
  incident: Opened;
  at: Instant;
  /** True when this person is the one expected to write it. */
  yours: boolean;
}

/** What waits for one person, and what is open, each list with the most pressing first. */
export interface Waiting {
  /** Incidents they are paged for and have not answered. */
  pages: Opened[];
  approvals: { incident: Opened; action: Containment }[];
  steps: { incident: Opened; step: Step }[];
  updates: UpdateDue[];
  held: { incident: Opened; roles: Role[] }[];
  open: Opened[];
}

/** A private incident counts only for people who have a role, a page or a step in it. */
export function waitingFor(incidents: Opened[], person: PersonId): Waiting {
  const open = incidents
    .filter((incident) => isOpen(incident) && mayKnowOf(incident, person))
    .sort((a, b) => a.severity.localeCompare(b.severity) || a.openedAt - b.openedAt);
  return {
    open,
    pages: open.filter((incident) => isPaged(incident, person)),
    approvals: open.flatMap((incident) =>
      incident.containments
        .filter((action) => action.status === 'waiting' && couldApprove(incident, action, person))
        .map((action) => ({ incident, action })),
    ),
    steps: open.flatMap((incident) => stepsOf(incident, person).map((step) => ({ incident, step }))),
    updates: updatesDue(open, person),
    held: open
      .map((incident) => ({ incident, roles: roles.filter((role) => incident.roles[role]?.id === person) }))
      .filter((one) => one.roles.length > 0),
  };
}

/** How many things are listed for the person, and how many of these only they can take off the list. */
export function countsOf(waiting: Waiting, owed: Owed[], now: Instant): { listed: number; theirs: number } {
  const { pages, approvals, steps, updates } = waiting;
  const listed = pages.length + approvals.length + steps.length + updates.length + owed.length;
  return { listed, theirs: countOf(waiting) + dueNow(owed, now) };
}

function countOf({ pages, approvals, steps, updates }: Waiting): number {
  return pages.length + approvals.length + steps.length + updates.filter(({ yours }) => yours).length;
}

function isPaged({ paging }: Opened, person: PersonId): boolean {
  return (
    paging.acknowledged === undefined &&
    paging.people.some(({ id }) => id === person) &&
    ![...paging.declined, ...paging.answered].includes(person)
  );
}

function couldApprove(incident: Opened, action: Containment, person: PersonId): boolean {
  return couldStillApprove(incident, action).some(({ id }) => id === person);
}

/** Open steps given to the person. */
function stepsOf(incident: Opened, person: PersonId): Step[] {
  return incident.plan.sections
    .flatMap((section) => section.steps)
    .filter((step) => {
      const state = stepState(incident, step.id);
      return state.status === 'open' && state.assignee?.id === person;
    });
}

/** The person's own first, then the soonest. */
function updatesDue(open: Opened[], person: PersonId): UpdateDue[] {
  return open
    .flatMap((incident) => {
      const at = owedAt(incident);
      return at === undefined ? [] : [{ incident, at, yours: whoUpdates(incident)?.id === person }];
    })
    .sort((a, b) => Number(b.yours) - Number(a.yours) || a.at - b.at);
}

/**
 * When the next update by a person was or is due. After a missed one the next automatic status has a time too, but the
 * person still owes the missed one.
 */
export function owedAt({ cadence }: Opened): Instant | undefined {
  return cadence.dueAt === undefined ? undefined : (cadence.overdueFrom ?? cadence.dueAt);
}
