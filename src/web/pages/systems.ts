import { paragraph, type Text } from '../../documents/document.ts';
import { riskTiers } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Head } from '../../ports/records.ts';
import { framed } from './frame.ts';

/** The inventory, riskiest first. */
export function systemsPage({ systems, organization }: Library, open: Head[]): string {
  const byRisk = [...systems].sort(
    (a, b) => riskTiers.indexOf(a.riskTier) - riskTiers.indexOf(b.riskTier) || (a.id < b.id ? -1 : 1),
  );
  const nameOf = (id: string) => organization.people.find((person) => person.id === id)?.name ?? id;
  const rows = byRisk.map((system): Text[] => {
    const known = system.parts.filter(({ lastKnownGood }) => lastKnownGood !== undefined).length;
    const its = open.filter((head) => head.system === system.id).length;
    return [
      [{ here: `/systems/${system.id}`, text: system.title }, system.sample ? ' (sample)' : ''],
      [system.kind],
      [system.riskTier],
      [nameOf(system.technicalOwner)],
      [`${system.parts.length}, ${known} with a last known good`],
      [String(system.signals.length)],
      [its === 0 ? 'none' : String(its)],
    ];
  });
  const head = ['System', 'Kind', 'Risk', 'Technical owner', 'Parts', 'Signals', 'Open incidents'];
  const blocks =
    rows.length === 0
      ? [paragraph('No system is listed yet. Add one as systems/<id>.yaml in the runbooks folder.')]
      : [{ type: 'table' as const, stacked: true, caption: 'Riskiest first', head, rows }];
  return framed({ title: 'Systems', kicker: count(systems.length, 'system'), facts: [], blocks });
}
