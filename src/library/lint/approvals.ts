import { riskTiers, severities } from '../../domain/people.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadSystem } from '../library-files.ts';

/**
 * Finds numbers of approvals that nobody could give. One commander at a time and all approvers may approve; a system
 * may add its own. Only systems with parts have something to roll back.
 */
export function unmetApprovals({ organization, systems }: LibraryFiles): Finding[] {
  const { value, source } = organization;
  return severities.flatMap((severity) =>
    riskTiers.flatMap((tier): Finding[] => {
      const needed = value.approvals[severity][tier];
      const short = systems
        .filter((system) => system.value.riskTier === tier && Object.keys(system.value.parts).length > 0)
        .map((system) => ({ id: system.id, have: approversOf(system, value) }))
        .filter(({ have }) => have < needed);
      const [first] = short;
      if (first === undefined) return [];
      const more = short.length > 1 ? ` and ${short.length - 1} more` : '';
      return [
        source.at(['approvals', severity, tier], {
          level: 'error',
          rule: 'approvals-unmet',
          what: `${needed} approvals are needed in ${severity} at ${tier} risk, and ${first.id}${more} has ${first.have} people who may approve at once`,
          expected: `at most ${first.have}, or more \`approvers\``,
          why: 'no rollback there could ever be approved',
          fix: 'add people to `approvers` here or in the system file, or lower the number',
        }),
      ];
    }),
  );
}

/** How many people may approve at the same moment: all approvers, and one commander besides where one is not among them. */
function approversOf({ value }: ReadSystem, organization: LibraryFiles['organization']['value']): number {
  const approvers = new Set([...organization.approvers, ...(value.approvers ?? [])]);
  const commands = organization.commanders.some((person) => !approvers.has(person));
  return approvers.size + (commands ? 1 : 0);
}
