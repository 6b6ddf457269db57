import { oneLine } from '../../domain/plain.ts';
import type { Distribution } from '../../domain/report/distribution.ts';
import type { Group } from '../../domain/report/groups.ts';
import type { Report } from '../../domain/report/report.ts';
import { second } from '../../domain/time.ts';
import { groupWords } from './words.ts';

const timed = ['acknowledged', 'contained', 'recovered'] as const;

const head = [
  ...['incidents', 'sev1_or_sev2', 'cancelled'],
  ...timed.flatMap((step) => [`${step}_n`, `${step}_median_s`, `${step}_p90_s`, `${step}_worst_s`]),
  ...['containments_measured', 'containments_helped'],
  ...['updates_due', 'updates_on_time', 'evidence_asked', 'evidence_kept'],
];

/**
 * A row for each group, for a spreadsheet: RFC 4180, times in seconds, an empty cell where there is nothing. What is not
 * grouped is told by week or month.
 */
export function reportCsv({ by, groups, trend }: Report): string {
  const rows = (by ? groups : trend).map((group) => [
    by === undefined || by === 'month' ? (group.name ?? '') : groupWords(group, by),
    ...figures(group),
  ]);
  const first = by === 'system' || by === 'kind' ? by : trend[0]?.name?.length === 7 || by ? 'month' : 'week';
  return [[first, ...head], ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

function figures(group: Group): (number | undefined)[] {
  const { incidents, severe, cancelled, containments, updates, evidence } = group;
  return [
    ...[incidents, severe, cancelled],
    ...timed.flatMap((step) => distribution(group[step])),
    ...[containments.of, containments.helped, updates.of, updates.onTime, evidence.of, evidence.have],
  ];
}

function distribution({ n, median, p90, worst }: Distribution): (number | undefined)[] {
  return [n, ...[median, p90, worst?.took].map((took) => took && Math.round(took / second))];
}

/**
 * One cell. A text that a spreadsheet would take for a formula begins with an apostrophe: names come from alerts and files,
 * and opening a report must not run what somebody wrote there.
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const line = oneLine(value);
  const safe = /^[=+\-@\t\r|%]/.test(line) ? `'${line}` : line;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
