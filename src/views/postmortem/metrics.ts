import {
  type Block,
  type Chart,
  type ChartMarker,
  heading,
  question,
  type Text,
} from '../../documents/document.ts';
import { inSeries } from '../../domain/plain.ts';
import { limitOf, passes, recoveryChecks } from '../../domain/response/verdict.ts';
import type { RecoveryCheck, SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import type { Instant } from '../../domain/time.ts';
import { deedsAndChanges, gapsIn, inRangeOf } from '../chat/chart-parts.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, pointsOf } from './account.ts';

/** Quality metrics before, during and after, as a table and a chart. */
export function metrics(account: Account): Block[] {
  const chart = chartOf(account);
  const title = heading('Quality metrics');
  if (chart.panels.length === 0) {
    return [
      title,
      question('How did the quality metrics move? No signal could be read during this incident.'),
    ];
  }
  return [title, metricsTable(account), { type: 'figure', chart }, ...silent(account)];
}

/** One row per judged or watched signal: normal, worst, last, limit, verdict. */
export function metricsTable(account: Account): Block {
  const checks = recoveryChecks(account.incident.plan);
  const judged = checks.map(({ check, role }) => row(account, check.signal, { role, check }));
  const known = new Set(checks.map(({ check }) => check.signal));
  const watched = account.incident.plan.signals
    .filter((it) => !known.has(it.name) && pointsOf(account, it.name).length > 0)
    .map((it) => row(account, it.name, { role: 'watched' }));
  const head = ['Signal', 'Judged as', 'Normal before', 'Worst during', 'Last reading', 'Limit', 'Verdict'];
  return {
    type: 'table',
    caption: 'Before, during and after',
    head,
    rows: [...judged, ...watched],
    stacked: true,
  };
}

function row(account: Account, signal: string, judged: { role: string; check?: RecoveryCheck }): Text[] {
  const spec = account.words.signal(signal);
  const values = pointsOf(account, signal).map((it) => it.value);
  const last = values.at(-1);
  const say = (value: number | undefined) => (value === undefined || !spec ? '–' : show(value, spec.unit));
  const worst = spec?.better === 'higher' ? Math.min(...values) : Math.max(...values);
  return [
    [account.words.signalTitle(signal)],
    [judged.role],
    [say(spec?.baseline)],
    [say(last === undefined ? undefined : worst)],
    [say(last)],
    [bound(judged.check, spec)],
    [blindAtLast(account, signal) ? 'not measured at last' : verdict(judged.check, spec, last)],
  ];
}

function bound(check: RecoveryCheck | undefined, spec: SignalSpec | undefined): string {
  const limit = check && limitOf(check, spec);
  if (limit === undefined || spec === undefined) return '–';
  return `${check?.compare === 'at-most' ? '≤' : '≥'} ${show(limit, spec.unit)}`;
}

function verdict(
  check: RecoveryCheck | undefined,
  spec: SignalSpec | undefined,
  last: number | undefined,
): string {
  if (last === undefined) return 'not measured';
  if (check === undefined) return '–';
  return passes(check, spec, last) ? 'in range' : 'out of range';
}

/** True when the last reading of the signal has no value: an older number says nothing about the end. */
function blindAtLast({ events }: Account, signal: string): boolean {
  const sets = eventsOf(events, 'readings.taken').map(({ readings }) =>
    readings.find((it) => it.signal === signal),
  );
  const newest = sets.findLast((reading) => reading !== undefined);
  return (
    newest !== undefined && newest.value === undefined && sets.some((reading) => reading?.value !== undefined)
  );
}

/** Signals that never gave a value, because no data is not recovery. */
function silent(account: Account): Block[] {
  const names = account.judged
    .filter((it) => pointsOf(account, it.spec.name).length === 0)
    .map((it) => it.spec.title);
  return names.length === 0
    ? []
    : [question(`Why was ${inSeries(names)} not measured, and how is recovery known without it?`)];
}

/** The signals that decide recovery and have data, with the important moments. */
export function chartOf(account: Account): Chart {
  const panels = account.judged
    .map(({ spec }) => {
      const history = account.incident.histories?.[spec.name];
      return {
        title: spec.title,
        unit: spec.unit,
        baseline: spec.baseline,
        inRange: inRangeOf(account.incident.plan, spec),
        points: pointsOf(account, spec.name).map(({ at, value }) => ({ at, value })),
        gaps: history && gapsIn(history),
      };
    })
    .filter((panel) => panel.points.length > 0);
  const told = panels.map((panel) => {
    const first = panel.points[0]?.value ?? 0;
    const last = panel.points.at(-1)?.value ?? 0;
    const ends = `${panel.title} from ${show(first, panel.unit)} to ${show(last, panel.unit)}`;
    return panel.points.length === 1 ? `${panel.title} ${show(first, panel.unit)}, a single value` : ends;
  });
  const system = account.incident.plan.system.title;
  return {
    title: `${system}: key signals from alert to recovery`,
    description: `${inSeries(told)}. The readings are in the table below.`,
    panels,
    markers: markers(account, Math.min(...panels.flatMap(({ points }) => points.map(({ at }) => at)))),
  };
}

/** What was changed since the first point, by others and by airb, with the opening and the end. */
function markers({ events, incident }: Account, from: Instant): ChartMarker[] {
  const held = eventsOf(events, 'verification.held').at(-1);
  return [
    { at: incident.openedAt, label: 'Incident opened', kind: 'opened' as const },
    ...deedsAndChanges(incident, from),
    ...(held ? [{ at: held.at, label: 'Recovery held', kind: 'recovered' as const }] : []),
  ].sort((a, b) => a.at - b.at);
}
