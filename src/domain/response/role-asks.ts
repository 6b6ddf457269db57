import { type Role, roles, type Severity } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import { answerTime } from './silence.ts';

/** Whoever is offered a role has as long to answer as those who decide have to be heard of. */
export const offerTime = answerTime;

/**
 * How often a role that nobody holds is asked for; undefined where it is not: at sev4, which is only watched, where the
 * organization says `0m`, and in logs from before it could say.
 */
export function askEvery({ askForRoles }: Pick<Plan, 'askForRoles'>, role: Role, severity: Severity) {
  const every = askForRoles?.[role];
  return severity === 'sev4' || !every ? undefined : every;
}

/** A role by the words of its holder: what somebody holds, takes and hands over. */
export const roleNames: Record<Role, string> = {
  commander: 'command',
  owner: 'the role of owner',
  communications: 'the role of communications',
  scribe: 'the role of scribe',
};

/** The roles a person holds. */
export function heldBy(held: Partial<Record<Role, { id: string }>>, person: string): Role[] {
  return roles.filter((role) => held[role]?.id === person);
}
