import type { HandoverEnd } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Role } from '../../domain/people.ts';
import { roleNames } from '../../domain/response/role-asks.ts';
import { callName } from './naming.ts';

/** What a role brings, after the name of whoever has it now. */
export const duty: Record<Role, string> = {
  commander: 'decides, and may approve rollbacks.',
  owner: 'owns the follow-up.',
  communications: 'posts the updates to stakeholders.',
  scribe: 'keeps the notes.',
};

/** The same, said to whoever has it. */
export const yourDuty: Record<Role, string> = {
  commander: 'decide and may approve rollbacks',
  owner: 'own the follow-up',
  communications: 'post the updates to stakeholders',
  scribe: 'keep the notes',
};

/** What nobody does while nobody has the role. */
export const missing: Record<Role, string> = {
  commander: 'decides',
  owner: 'owns the follow-up',
  communications: 'writes the updates',
  scribe: 'keeps the notes',
};

/** Why an offer came to nothing. */
export const ends: Record<HandoverEnd, string> = {
  declined: 'declined',
  expired: 'not answered in time',
  withdrawn: 'the offer was taken back',
  replaced: 'somebody else was asked instead',
  overtaken: 'the role changed hands meanwhile',
  over: 'the incident ended',
};

/** `Ben still has command`; `nobody decides yet`. */
export function whoHas(role: Role, incident: Opened): string {
  const holder = incident.roles[role];
  return holder
    ? `${callName(holder.name, incident)} still has ${roleNames[role]}`
    : `nobody ${missing[role]} yet`;
}
