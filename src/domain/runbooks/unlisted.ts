import { minute } from '../time.ts';
import type { Organization, SystemSpec } from './runbook.ts';
import { systemId } from './system-name.ts';

/**
 * Stands in for a system that has no file, so that its alert still gets a channel, an owner and pages. The commanders
 * own it and are paged in turn; internal audiences are told. Nobody knows what harm it can do, so its risk is high. It
 * has no parts and no signals, so airb can neither roll it back nor measure it.
 * @param name as the alert gave it; absent when it gave none
 * @param given the id it is stored under, where that does not follow from the name
 */
export function unlistedSystem(
  name: string | undefined,
  organization: Organization,
  given?: string,
): SystemSpec {
  const [first = ''] = organization.commanders;
  const id = given ?? (name === undefined ? 'unlisted' : systemId(name));
  return {
    id,
    title: name ?? 'a system the alert does not name',
    kind: 'other',
    sample: false,
    riskTier: 'high',
    businessOwner: first,
    technicalOwner: first,
    onCall: organization.commanders.map((person) => ({ people: [person], after: 5 * minute })),
    parts: [],
    signals: [],
    audiences: organization.audiences.filter(({ form }) => form === 'internal').map(({ id }) => id),
    contacts: {},
    fallback: 'Not known: no system file describes it.',
    knownLimits: [
      `No system file describes ${name ?? 'it'}: airb can neither roll anything back nor measure recovery. ${
        name === undefined ? 'Let the alert name its system.' : `Add systems/${id}.yaml.`
      }`,
    ],
    file: '',
  };
}
