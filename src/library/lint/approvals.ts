import { type PersonId, riskTiers, type Severity, severities } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { approvalsFor, askerCounts } from '../../domain/response/approval.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadSystem } from '../library-files.ts';

type Organization = LibraryFiles['organization']['value'];

/** Finds numbers of approvals that nobody could give, and those that nobody could give to one of those who decide. */
export function unmetApprovals(files: LibraryFiles): Finding[] {
  return [...neverMet(files), ...systemsToRollBack(files).flatMap((system) => ownRequests(files, system))];
}

/** Only systems with parts have something to roll back. */
function systemsToRollBack({ systems }: LibraryFiles): ReadSystem[] {
  return systems.filter(({ value }) => Object.keys(value.parts).length > 0);
}

/** One commander at a time and all approvers may approve; a system may add its own. */
function neverMet(files: LibraryFiles): Finding[] {
  const { value, source } = files.organization;
  return severities.flatMap((severity) =>
    riskTiers.flatMap((tier): Finding[] => {
      const needed = value.approvals[severity][tier];
      const short = systemsToRollBack(files)
        .filter((system) => system.value.riskTier === tier)
        .map((system) => ({ id: system.id, have: mostWithout(undefined, system, value) }))
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

/** A rollback that one of those who decide asks for, and that the others are too few to approve. */
interface Stuck {
  severity: Severity;
  unknownVersion: boolean;
  needed: number;
  asker: PersonId;
  have: number;
}

/**
 * Whoever asks does not count where two approvals are needed, nor for a version airb has never seen. At night that is
 * often the commander, and then the others must be enough.
 */
function ownRequests({ organization: { value } }: LibraryFiles, system: ReadSystem): Finding[] {
  const stuck = severities.flatMap((severity) =>
    [false, true].flatMap((unknownVersion) => stuckAt({ severity, unknownVersion }, system, value)),
  );
  const [first] = stuck;
  if (first === undefined) return [];
  const most = Math.max(...stuck.map(({ needed, have }) => needed - have));
  return [
    system.source.at(['riskTier'], {
      level: 'warning',
      rule: 'approvals-unmet',
      what: `what ${value.people[first.asker]?.name ?? first.asker} asks for can't be approved ${placesOf(stuck)}: whoever asks does not count, and the others who may approve are too few (${first.needed} needed in ${first.severity}, ${first.have} left)`,
      expected: `${most} more in \`approvers\`, or lower numbers in organization.yaml`,
      why: 'the rollback would wait until somebody breaks the glass',
      fix: 'add people to `approvers` here or in organization.yaml',
    }),
  ];
}

/** Those who could ask in vain; the one with the fewest others first. */
function stuckAt(
  { severity, unknownVersion }: Pick<Stuck, 'severity' | 'unknownVersion'>,
  system: ReadSystem,
  organization: Organization,
): Stuck[] {
  if (mostWithout(undefined, system, organization) < organization.approvals[severity][system.value.riskTier])
    return [];
  const table = { ...emptyTable, [severity]: organization.approvals[severity][system.value.riskTier] };
  const needed = approvalsFor(table, severity, { unknownVersion, listed: true });
  if (askerCounts({ approvalsNeeded: needed, unknownVersion })) return [];
  const askers = [...new Set([...organization.commanders, ...approversOf(system, organization)])];
  const stuck = askers
    .map((asker) => ({
      severity,
      unknownVersion,
      needed,
      asker,
      have: mostWithout(asker, system, organization),
    }))
    .filter(({ have }) => have < needed)
    .sort((a, b) => a.have - b.have);
  return stuck.slice(0, 1);
}

const emptyTable: Record<Severity, number> = { sev1: 0, sev2: 0, sev3: 0, sev4: 0 };

/** `in sev1, and in sev1 and sev2 to a version airb has never seen`. */
function placesOf(stuck: Stuck[]): string {
  const of = (unknown: boolean) =>
    stuck.filter(({ unknownVersion }) => unknownVersion === unknown).map(({ severity }) => severity);
  const known = of(false);
  const unknown = of(true).filter((severity) => !known.includes(severity));
  return [
    ...(known.length > 0 ? [`in ${inSeries(known)}`] : []),
    ...(unknown.length > 0 ? [`in ${inSeries(unknown)} to a version airb has never seen`] : []),
  ].join(', nor ');
}

function approversOf({ value }: ReadSystem, organization: Organization): PersonId[] {
  return [...new Set([...organization.approvers, ...(value.approvers ?? [])])];
}

/**
 * How many people may approve at the same moment: all approvers, and one commander besides where one is not among them.
 * @param asker somebody who does not count; as a commander they hold the command themselves
 */
function mostWithout(asker: PersonId | undefined, system: ReadSystem, organization: Organization): number {
  const approvers = approversOf(system, organization);
  const others = approvers.filter((person) => person !== asker);
  const commands =
    (asker === undefined || !organization.commanders.includes(asker)) &&
    organization.commanders.some((person) => !approvers.includes(person));
  return others.length + (commands ? 1 : 0);
}
