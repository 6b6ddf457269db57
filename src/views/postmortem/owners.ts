import type { PersonId, Role } from '../../domain/people.ts';
import { inSentence } from '../../domain/plain.ts';
import type { Account } from './account.ts';
import type { Idea } from './idea.ts';

type Owner = Idea['owner'];

/** Who is accountable for how the system runs; whoever owned the incident where an older log does not say. */
export function technicalOwner(account: Account): Owner {
  return (
    named(account, account.incident.plan.contacts?.technical?.[0], 'technical owner') ?? ofIncident(account)
  );
}

/** Who is accountable for what the system is for. */
export function businessOwner(account: Account): Owner {
  return (
    named(account, account.incident.plan.contacts?.business?.[0], 'business owner') ?? technicalOwner(account)
  );
}

/** Who looks after a part, as the system file says; otherwise the technical owner. */
export function partOwner(account: Account, id: string | undefined): Owner {
  const part = id === undefined ? undefined : account.words.part(id);
  return (
    (part && named(account, part.owner, `owner of the ${inSentence(part.title)}`)) ?? technicalOwner(account)
  );
}

/** Who reviews the runbook: a person of the files, or a role in their words. */
export function reviewer(account: Account): Owner {
  const { reviewedBy } = account.incident.plan.runbook;
  if (reviewedBy === undefined) return technicalOwner(account);
  return (
    named(account, reviewedBy, 'reviewer of the runbook') ?? {
      role: `${reviewedBy}, reviewer of the runbook`,
    }
  );
}

/** Who had a role in the incident. */
export function roleHolder(account: Account, role: Role): Owner {
  const person = account.incident.roles[role];
  return person === undefined ? technicalOwner(account) : { person, role };
}

function ofIncident({ incident }: Account): Owner {
  const person = incident.roles.owner;
  return { ...(person && { person }), role: 'owner of the incident' };
}

function named({ incident }: Account, id: PersonId | undefined, role: string): Owner | undefined {
  if (id === undefined || !Object.hasOwn(incident.plan.people, id)) return undefined;
  const name = incident.plan.people[id]?.name;
  return name === undefined ? undefined : { person: { id, name }, role };
}
