import type { ChartMarker, ChartPanel } from '../../documents/document.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { limitOf, recoveryChecks } from '../../domain/response/verdict.ts';
import type { Plan } from '../../domain/runbooks/plan.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import type { History } from '../../domain/signals/history.ts';
import { clockTime, type Instant } from '../../domain/time.ts';
import { deedTitle } from './in-force.ts';
import { clip } from './spans.ts';

/** What counts as in range for a signal, by the check that decides recovery; undefined where none does. */
export function inRangeOf(plan: Plan, spec: SignalSpec): ChartPanel['inRange'] {
  const check = recoveryChecks(plan).find((one) => one.check.signal === spec.name)?.check;
  const limit = check && limitOf(check, spec);
  if (check === undefined || limit === undefined) return undefined;
  return check.compare === 'at-most' ? { to: limit } : { from: limit };
}

/** The stretches within a history in which nothing was measured. */
export function gapsIn({ from, step, values }: History): { from: Instant; to: Instant }[] {
  const known = values.flatMap((value, place) => (value === null ? [] : [place]));
  return known.flatMap((place, n) => {
    const next = known[n + 1];
    return next === undefined || next === place + 1
      ? []
      : [{ from: from + (place + 1) * step, to: from + (next - 1) * step }];
  });
}

/** ` Not measured from 13:20 to 13:31 UTC.`; nothing where there is no gap. */
export function gapsInWords(gaps: { from: Instant; to: Instant }[]): string {
  if (gaps.length === 0) return '';
  const told = gaps
    .slice(-3)
    .map(({ from, to }) =>
      from === to ? `at ${clockTime(from)}` : `from ${clockTime(from)} to ${clockTime(to)}`,
    );
  const more = gaps.length - told.length;
  return ` Not measured ${told.join(', ')} UTC${more > 0 ? ` and ${more} more times` : ''}.`;
}

/** What was changed since `from`, by others and by airb, in order of time. */
export function deedsAndChanges(incident: Opened, from: Instant): ChartMarker[] {
  const changed = incident.changes
    .filter(({ at, rollback }) => at >= from && !rollback)
    .map(({ at, part, kind, to }): ChartMarker => {
      const what = `${clip(part ?? kind, 40)}${to ? ` changed to ${clip(to, 40)}` : ' changed'}`;
      return { at, label: what, kind: 'change' };
    });
  const done = incident.containments.flatMap((one): ChartMarker[] =>
    one.appliedAt === undefined
      ? []
      : [{ at: one.appliedAt, label: deedTitle(incident, one), kind: 'rollback' }],
  );
  return [...changed, ...done].sort((a, b) => a.at - b.at);
}
