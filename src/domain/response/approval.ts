import type { Containment, Facts } from '../incident/state.ts';
import type { PersonId } from '../people.ts';

/** Commander and the organization's approvers may approve; holding another role is not enough. */
export function mayApprove(incident: Facts, person: PersonId): boolean {
  return incident.roles.commander?.id === person || incident.plan.approvers.includes(person);
}

/** How many approvals a containment action still lacks. */
export function approvalsLeft(containment: Containment): number {
  return Math.max(0, containment.approvalsNeeded - containment.approvals.length);
}

/** Names of those who could approve, for the refusal that says whom to ask. */
export function approverNames(incident: Facts): string[] {
  const ids = [
    ...(incident.roles.commander ? [incident.roles.commander.id] : []),
    ...incident.plan.approvers,
  ];
  return [...new Set(ids)].map(
    (id) => incident.plan.people[id]?.name ?? incident.roles.commander?.name ?? id,
  );
}
