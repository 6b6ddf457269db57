import * as counts from './counts.ts';
import type { Distribution } from './distribution.ts';
import type { Known } from './known.ts';
import { type Period, stretchesOf } from './period.ts';
import { timeTo } from './times.ts';

export const groupings = ['system', 'kind', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** The incidents of one system, kind of cause or stretch of time, in numbers. */
export interface Group {
  /** Absent for those that have none: a cause nobody named, and private incidents of which the reader may know no more. */
  name?: string;
  /** They are private, and only their number is told. */
  hidden?: true;
  /** A month or week that lies only partly in the period. */
  partial?: true;
  incidents: number;
  severe: number;
  cancelled: number;
  acknowledged: Distribution;
  contained: Distribution;
  recovered: Distribution;
  containments: { helped: number; of: number };
  updates: { onTime: number; of: number };
  evidence: { have: number; of: number };
}

/** The largest first; months in their order, also those in which nothing happened. */
export function groupsOf(by: Grouping, tallies: readonly Known[], period: Period): Group[] {
  if (by === 'month') return stretchGroups(tallies, period, 'month');
  const names = new Map<string | undefined, Known[]>();
  for (const tally of tallies) {
    if (tally.named === undefined) continue;
    const name = by === 'system' ? tally.named.system : tally.named.kind;
    const group = names.get(name);
    if (group) group.push(tally);
    else names.set(name, [tally]);
  }
  const groups = [...names].map(
    ([name, own]): Group => ({ ...(name !== undefined && { name }), ...groupOf(own) }),
  );
  groups.sort((a, b) => b.incidents - a.incidents || (a.name ?? '').localeCompare(b.name ?? ''));
  const hidden = tallies.filter(({ named }) => named === undefined);
  return hidden.length === 0 ? groups : [...groups, { hidden: true, ...groupOf(hidden) }];
}

/** By week or month, as the length of the period says, or by month. */
export function stretchGroups(tallies: readonly Known[], period: Period, by?: 'month'): Group[] {
  const stretches = stretchesOf(period, by).map((stretch) => ({ ...stretch, own: [] as Known[] }));
  for (const tally of tallies)
    stretches.find(({ from, to }) => tally.openedAt >= from && tally.openedAt < to)?.own.push(tally);
  return stretches.map(({ name, partial, own }) => ({ name, ...(partial && { partial }), ...groupOf(own) }));
}

function groupOf(tallies: readonly Known[]): Omit<Group, 'name'> {
  const counted = counts.responded(tallies);
  const updates = counts.updatesOf(tallies);
  const rows = counts.containmentsOf(tallies).map(({ outcomes }) => counts.helped(outcomes));
  const { have, of } = counts.evidenceOf(counted);
  return {
    incidents: tallies.length,
    severe: tallies.filter(({ worst }) => worst === 'sev1' || worst === 'sev2').length,
    cancelled: tallies.filter(({ phase }) => phase === 'cancelled').length,
    acknowledged: timeTo('acknowledged', counted),
    contained: timeTo('contained', counted),
    recovered: timeTo('recovered', counted),
    containments: {
      helped: rows.reduce((sum, row) => sum + row.helped, 0),
      of: rows.reduce((sum, row) => sum + row.of, 0),
    },
    updates: { onTime: updates.onTime, of: counts.promised(updates) },
    evidence: { have, of },
  };
}
