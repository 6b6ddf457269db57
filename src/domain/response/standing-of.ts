import type { Actor, MemberRights, Person, PersonId, Role } from '../people.ts';
import { mayDo, type Who } from './authority.ts';

/** The part of an incident that says what a person is in it. Logs of an older airb have no `members`. */
export interface Standings {
  roles: Partial<Record<Role, Person>>;
  plan: { approvers: PersonId[]; systemApprovers?: PersonId[]; members?: MemberRights };
}

type PersonActor = Extract<Actor, { kind: 'person' }>;

/** What a person is to the organization, wherever no incident is meant. */
export function standingOf({ standing }: Pick<PersonActor, 'standing'>, members: MemberRights): Who {
  return standing === 'member' && members === 'talk' ? 'stranger' : standing;
}

/** All that a person is in an incident. A stranger stays one, whatever an old log gave them. */
export function whosOf(by: PersonActor, { roles, plan }: Standings): Who[] {
  const base = standingOf(by, plan.members ?? 'respond');
  if (base === 'stranger') return [base];
  const held = (['owner', 'communications', 'commander'] as const).filter(
    (role) => roles[role]?.id === by.id,
  );
  return [
    base,
    ...held,
    ...(plan.approvers.includes(by.id) ? (['approver'] as const) : []),
    ...(plan.systemApprovers?.includes(by.id) ? (['system-approver'] as const) : []),
  ];
}

/** Whether the version a change brought counts as live, by who told it. Feeds tell what they did themselves. */
export function countsAsLive(change: { told?: PersonActor['standing'] }): boolean {
  return change.told === undefined || mayDo('change.live', [change.told]).allowed;
}
