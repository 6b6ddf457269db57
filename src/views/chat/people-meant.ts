import type { Rejection } from '../../domain/incident/commands.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { callName } from './naming.ts';
import { clip } from './spans.ts';

/**
 * Who somebody named is not: the directory has no such person.
 * @param label what was written beside the account; it may be anybody's name, so the account is said as well
 */
export function unknownPerson(account: string, label?: string, incident?: Opened): Rejection {
  const known = incident
    ? Object.values(incident.plan.people).map((person) => callName(person.name, incident))
    : [];
  return {
    rejected: `${label ? `The account ${clip(account, 60)} (“${clip(label, 60)}”)` : `“${clip(account, 60)}”`} is not in the organization file, so airb can’t give them anything to do`,
    ...(known.length > 0 ? { next: `People it knows here: ${known.slice(0, 12).join(', ')}` } : {}),
  };
}

/** A typed name that fits several listed people. */
export function severalPeople(word: string, people: { name: string }[]): Rejection {
  const names = people.map(({ name }) => `${name} (\`@${name.replaceAll(' ', '.')}\`)`);
  return {
    rejected: `“${clip(word, 60)}” may be ${names.slice(0, 5).join(' or ')}, and nothing was done`,
    next: 'Mention the one you mean, or write the whole name',
  };
}

/** A guest, a bot or somebody of another workspace was chosen. */
export function guestChosen(name: string): Rejection {
  return {
    rejected: `${clip(name, 60)} is a guest, a bot or nobody of this workspace, so airb can’t give them a step or a role`,
    next: 'Choose a member of the workspace, or add them to runbooks/organization.yaml with their chat id',
  };
}

/** The platform did not say who the chosen person is. */
export function unsureWho(platform: string, name: string): Rejection {
  return {
    rejected: `${platform} did not say who ${clip(name, 60)} is, so nothing was done`,
    next: 'Try again',
  };
}

/** What somebody is told with every refusal while the platform does not say who they are. */
export function unsureYou(platform: string): string {
  return `${platform} did not say who you are; try again.`;
}
