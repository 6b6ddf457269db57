import { type Person, type PersonId, type Role, type Severity, severities } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';

/** The part of an incident that says who may approve. */
export interface Deciders {
  roles: Partial<Record<Role, Person>>;
  plan: Pick<Plan, 'approvers' | 'systemApprovers' | 'people'>;
}

/** The part of a containment action that says how far its approval is. */
export interface Awaited {
  requestedBy: Person;
  approvalsNeeded: number;
  approvals: Person[];
  /** Airb has never seen the version to go to. */
  unknownVersion?: boolean | undefined;
}

/** Commander and approvers, of the organization and of the system, may approve; another role is not enough. */
export function mayApprove({ roles, plan }: Deciders, person: PersonId): boolean {
  return roles.commander?.id === person || approverIds(plan).includes(person);
}

/** Approvers of the organization and of the system. */
export function approverIds({
  approvers,
  systemApprovers = [],
}: Pick<Plan, 'approvers' | 'systemApprovers'>) {
  return [...new Set([...approvers, ...systemApprovers])];
}

/** Whether whoever asks may count as an approver too: where one is enough, and the version is a known one. */
export function askerCounts({
  approvalsNeeded,
  unknownVersion,
}: Omit<Awaited, 'approvals' | 'requestedBy'>): boolean {
  return approvalsNeeded < 2 && unknownVersion !== true;
}

/** Those approvals that count: never that of whoever asked, unless `askerCounts`. */
export function approvalsThatCount(asked: Awaited): Person[] {
  return asked.approvals.filter(({ id }) => askerCounts(asked) || id !== asked.requestedBy.id);
}

/** How many approvals a containment action still lacks. */
export function approvalsLeft(containment: Awaited): number {
  return Math.max(0, containment.approvalsNeeded - approvalsThatCount(containment).length);
}

/** People who may approve, the commander first. */
export function deciders({ roles, plan }: Deciders): Person[] {
  const ids = [...(roles.commander ? [roles.commander.id] : []), ...approverIds(plan)];
  return [...new Set(ids)].map((id) => ({ id, name: plan.people[id]?.name ?? nameIn(roles, id) }));
}

function nameIn(roles: Deciders['roles'], id: PersonId): string {
  return roles.commander?.id === id ? roles.commander.name : id;
}

/** Names of the people who could approve; a refusal prints them so that the asker knows whom to ask. */
export function approverNames(incident: Deciders): string[] {
  return deciders(incident).map(({ name }) => name);
}

/** People whose approval would still count for this request. */
export function couldStillApprove(incident: Deciders, asked: Awaited): Person[] {
  return deciders(incident).filter(
    ({ id }) =>
      !asked.approvals.some((one) => one.id === id) && (askerCounts(asked) || id !== asked.requestedBy.id),
  );
}

/** Approvals that a rollback to a known version needs now, when a listed person asks. */
export function approvalsNow(incident: { worst: Severity; plan: Pick<Plan, 'approvals'> }): number {
  return incident.plan.approvals[incident.worst];
}

/** The more severe of two. */
export function worse(one: Severity, other: Severity): Severity {
  return severities.indexOf(one) < severities.indexOf(other) ? one : other;
}

/**
 * Approvals a containment action needs. The risk tier is in the plan's numbers already.
 * @param worst the highest severity the incident ever had: lowering it makes nothing easier
 * @param asked whether airb knows the version to go to, and whether a listed person asks; nobody else acts alone
 */
export function approvalsFor(
  approvals: Record<Severity, number>,
  worst: Severity,
  asked: { unknownVersion: boolean; listed: boolean },
): number {
  const table = approvals[worst];
  return Math.max(table, asked.listed ? 0 : 1) + (asked.unknownVersion ? 1 : 0);
}
