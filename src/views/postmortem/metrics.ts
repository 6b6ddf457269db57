import {
  type Block,
  type Chart,
  type ChartMarker,
  type ChartMoment,
  heading,
  paragraph,
  type Text,
} from '../../documents/document.ts';
import { count, inSentence, inSeries } from '../../domain/plain.ts';
import { limitOf, passes, recoveryChecks } from '../../domain/response/verdict.ts';
import type { RecoveryCheck, SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import type { Instant } from '../../domain/time.ts';
import { deedsAndChanges, gapsIn, inRangeOf } from '../chat/chart-parts.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, pointsOf } from './account.ts';
import { momentsOf } from './moments.ts';
import { beforeOf, hasMoved, isRunning, type Spread, spreadOf } from './spread.ts';

/** Quality metrics before, during and after, as a table and a chart. */
export function metrics(account: Account): Block[] {
  const chart = chartOf(account);
  const title = heading('Quality metrics');
  if (chart.panels.length === 0) return [title, paragraph('No signal could be read during this incident.')];
  const panels = chart.panels.filter(({ title: panel }) => isMoving(account, panel)).map(thinned);
  const moving = { ...chart, panels };
  return [
    title,
    ...metricsTables(account),
    { type: 'figure', chart: { ...moving, ...shortly(account, moving) } },
  ];
}

/** More points than this are more than a line of its width can show. */
const mostPoints = 400;

/** Of very many points the lowest and the highest of each stretch. */
function thinned(panel: Chart['panels'][number]): Chart['panels'][number] {
  const { points } = panel;
  if (points.length <= mostPoints) return panel;
  const size = Math.ceil(points.length / (mostPoints / 2));
  const kept = Array.from({ length: Math.ceil(points.length / size) }, (_, n) => {
    const stretch = points.slice(n * size, (n + 1) * size).sort((a, b) => a.value - b.value);
    return [...new Set([...stretch.slice(0, 1), ...stretch.slice(-1)])].sort((a, b) => a.at - b.at);
  });
  return { ...panel, points: kept.flat() };
}

/** Key signals are drawn in any case; the others where they moved. */
function isMoving(account: Account, panel: string): boolean {
  const { spec, role } = account.judged.find((one) => one.spec.title === panel) ?? {};
  const spread = spec && spreadOf(account, spec.name);
  return (
    role === 'key' || (spec !== undefined && spread !== undefined && hasMoved(account, spec.name, spread))
  );
}

/** What stands in place of the picture in Markdown. */
function shortly(account: Account, chart: Chart): { moments: ChartMoment[]; whole: string } {
  const { number } = account.opened;
  const whole = `The readings stand in the HTML draft (airb postmortem ${number} --format html), behind the chart, and on the incident page.`;
  return { moments: momentsOf(account, chart.panels), whole };
}

/**
 * One row per signal that moved: the hour before, worst, last, verdict. The others are folded into a sentence.
 * @param where what lists the signals that the sentence does not name
 */
export function metricsTables(account: Account, where = 'the incident page lists'): Block[] {
  const checks = recoveryChecks(account.incident.plan);
  const known = new Set(checks.map(({ check }) => check.signal));
  const rows = [
    ...checks.map(({ check, role }) => ({ signal: check.signal, role: role as string, check })),
    ...account.incident.plan.signals
      .filter(({ name }) => !known.has(name) && pointsOf(account, name).length > 0)
      .map(({ name }) => ({ signal: name, role: 'watched', check: undefined })),
  ].map((row) => ({ ...row, spread: spreadOf(account, row.signal) }));
  const isTold = ({ signal, role, spread }: (typeof rows)[number]) =>
    role === 'key' ||
    spread === undefined ||
    hasMoved(account, signal, spread) ||
    (role !== 'watched' && wasMissing(account, signal));
  const moved = rows.filter(isTold);
  const quiet = rows.filter((row) => !isTold(row));
  const table = (of: typeof rows, rest: { caption: string; folded?: string }): Block => ({
    type: 'table',
    ...rest,
    head: ['Signal', 'Judged as', 'Hour before', 'Worst', 'Last', 'Verdict'],
    rows: of.map((it) => rowOf(account, it)),
    stacked: true,
  });
  return [
    ...(moved.length > 0 ? [table(moved, { caption: 'Key signals, and what moved' })] : []),
    ...(quiet.length > 0
      ? [table(quiet, { caption: 'What stayed as usual', folded: quietWords(account, { quiet, where }) })]
      : []),
  ];
}

interface Row {
  signal: string;
  role: string;
  check: RecoveryCheck | undefined;
  spread: Spread | undefined;
}

function rowOf(account: Account, { signal, role, check, spread }: Row): Text[] {
  const spec = account.words.signal(signal);
  const say = (value: number | undefined) => (value === undefined || !spec ? '–' : show(value, spec.unit));
  return [
    [account.words.signalTitle(signal)],
    [role],
    [beforeWords(account, spec)],
    [say(spread?.worst)],
    [say(spread?.last)],
    [verdict(account, { signal, check, last: spread?.last })],
  ];
}

/** What it read in the hour before, where the signal was asked for its past; otherwise what the file calls normal. */
function beforeWords(account: Account, spec: SignalSpec | undefined): string {
  if (spec === undefined) return '–';
  const before = beforeOf(account, spec.name);
  const normal = spec.baseline === undefined ? undefined : show(spec.baseline, spec.unit);
  if (before === undefined) return normal === undefined ? '–' : `${normal} by the file`;
  const shown = show(before, spec.unit);
  return normal === undefined || normal === shown ? shown : `${shown} (normal ${normal})`;
}

/** So many of them are named. */
const mostNamed = 6;

function quietWords(account: Account, { quiet, where }: { quiet: Row[]; where: string }): string {
  const titles = quiet.map(({ signal }, n) => {
    const title = account.words.signalTitle(signal);
    return n === 0 ? title : inSentence(title);
  });
  const judged = quiet.filter(({ check }) => check !== undefined).length;
  const also = judged === 0 ? '' : `, ${judged} of them judged for recovery and in range throughout`;
  const more = titles.length - mostNamed;
  const named = more > 1 ? [...titles.slice(0, mostNamed), `${more} more, which ${where}`] : titles;
  return `${count(quiet.length, 'signal')} stayed as usual${also}: ${inSeries(named)}.`;
}

function verdict(
  account: Account,
  { signal, check, last }: { signal: string; check: RecoveryCheck | undefined; last: number | undefined },
): string {
  const spec = account.words.signal(signal);
  if (blindAtLast(account, signal)) return 'not measured at last';
  if (last === undefined) return 'not measured';
  const limit = check && limitOf(check, spec);
  if (check === undefined || limit === undefined || spec === undefined) return '–';
  const bound = `${check.compare === 'at-most' ? '≤' : '≥'} ${show(limit, spec.unit)}`;
  const gap = wasMissing(account, signal) ? '; not measured for a while' : '';
  return `${passes(check, spec, last) ? 'in range' : 'out of range'}, ${bound}${gap}`;
}

/** True when there was a reading without this signal, while the system ran. */
function wasMissing(account: Account, signal: string): boolean {
  return account.incident.readings.some(
    ({ sampledAt, readings }) =>
      isRunning(account, sampledAt) &&
      readings.some((one) => one.signal === signal && one.value === undefined),
  );
}

/** True when the last reading of the signal has no value: an older number says nothing about the end. */
function blindAtLast({ incident: { readings } }: Account, signal: string): boolean {
  const sets = readings.map((one) => one.readings.find((it) => it.signal === signal));
  const newest = sets.findLast((reading) => reading !== undefined);
  return (
    newest !== undefined && newest.value === undefined && sets.some((reading) => reading?.value !== undefined)
  );
}

/** Signals that decide recovery and never gave a value. */
export function silentSignals(account: Account): string[] {
  return account.judged
    .filter((it) => pointsOf(account, it.spec.name).length === 0)
    .map((it) => it.spec.title);
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
    title: `${system}: key signals from the hour before to recovery`,
    description: `${inSeries(told)}. The readings are in the table below.`,
    panels,
    markers: markers(account, firstOf(panels)),
  };
}

function firstOf(panels: Chart['panels']): Instant {
  return panels.reduce(
    (first, { points }) => Math.min(first, points[0]?.at ?? first),
    Number.POSITIVE_INFINITY,
  );
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
