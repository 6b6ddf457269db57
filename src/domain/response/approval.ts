import type { Person, PersonId, Role } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';

/** The part of an incident that says who may approve. */
export interface Deciders {
  roles: Partial<Record<Role, Person>>;
  plan: Pick<Plan, 'approvers' | 'people'>;
}

/** Commander and the organization's approvers may approve; holding another role is not enough. */
export function mayApprove({ roles, plan }: Deciders, person: PersonId): boolean {
  return roles.commander?.id === person || plan.approvers.includes(person);
}

/** How many approvals a containment action still lacks. */
export function approvalsLeft(containment: { approvalsNeeded: number; approvals: unknown[] }): number {
  return Math.max(0, containment.approvalsNeeded - containment.approvals.length);
}

/** Names of the people who could approve; a refusal prints them so that the asker knows whom to ask. */
export function approverNames({ roles, plan }: Deciders): string[] {
  const ids = [...(roles.commander ? [roles.commander.id] : []), ...plan.approvers];
  return [...new Set(ids)].map((id) => plan.people[id]?.name ?? roles.commander?.name ?? id);
}
