import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { passes, recoveryChecks } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { type Duration, type Instant, inWords, minute } from '../../domain/time.ts';
import { gapsIn } from '../chat/chart-parts.ts';
import { type Account, momentIn, type Point, pointsOf, startOf } from './account.ts';
import { isRunning } from './spread.ts';

/** The bad window: from the first bad sample of a key metric to the first good one after its last. */
interface Window {
  from: Instant;
  to: Instant;
  /** False when the last sample was still out of range. */
  ended: boolean;
}

/** The farthest apart that samples of the past are taken over the hours of an incident. */
const nearStart = 2 * minute;

/** A signal over a window: 0–1 where it is a share. */
interface Mean {
  mean: number;
  worst: Point;
  samples: number;
  /** How much of the window is in no sample: nothing was measured, or the system was stopped. */
  left: Duration;
}

/** How much users felt, in words: the figure, what is normal, and how it was come by. */
export interface Felt {
  /** `15 % of responses between 14:02 and 14:32`. */
  figure: string;
  /** `normal 4 %`; empty where none is known. */
  normal: string;
  /** `at worst 19 % at 14:07`. */
  worst: string;
  how: string;
  /** The title of the signal. */
  signal: string;
  /** False where no key metric is a share of anything. */
  share: boolean;
}

/**
 * How often it happened, as a share over the whole bad window (requirement L2): of the key metric itself, or of the signal that the
 * system file names beside it, averaged over time. It is never what exceeds normal, and where no signal is a share of
 * anything, no share is told.
 */
export function frequency(account: Account): Block[] {
  return [heading('How often', 3), ...told(account)];
}

function told(account: Account): Block[] {
  const felt = feltBy(account);
  if (felt === undefined) return [paragraph('The log has too few bad readings of a key metric to say.')];
  const normal = felt.normal === '' ? '' : `, ${felt.normal}`;
  const named: Text = felt.share ? [] : [' ', ...noShare];
  return [paragraph({ strong: felt.figure }, `${normal}; ${felt.worst}.`), paragraph(felt.how, ...named)];
}

const noShare: Text = [
  'It is no share of anything; ',
  { code: 'affected' },
  ' or ',
  { code: 'shareOf' },
  ' in the system file can name a signal that is.',
];

/** Undefined where the log has too few bad readings to say. */
export function feltBy(account: Account): Felt | undefined {
  const keys = tellingFirst(account);
  const ways = keys.flatMap((key) => {
    const share = shareFor(account, key);
    return share === undefined || windowOf(account, key) === undefined ? [] : [{ key, share }];
  });
  const [way] = ways;
  const first = keys.find((key) => windowOf(account, key) !== undefined);
  const { key, share } = way ?? { key: first, share: first };
  const window = key && windowOf(account, key);
  const over = share && window && meanOver(account, share, window);
  if (key === undefined || share === undefined || window === undefined || over === undefined)
    return undefined;
  const figure = way
    ? shareWords(account, share, { window, over })
    : meanWords(account, share, { window, over });
  return {
    figure,
    signal: share.title,
    normal: share.baseline === undefined ? '' : `normal ${show(share.baseline, share.unit)}`,
    worst: `at worst ${show(over.worst.value, share.unit)} at ${momentIn(account, over.worst.at)}`,
    how: howKnown({ key, share }, { window, over }),
    share: way !== undefined,
  };
}

/** What the incident is about, where recovery is judged by it; then the key metrics. */
function tellingFirst(account: Account): SignalSpec[] {
  const about = aboutSignal(account.incident)?.name;
  return account.judged
    .filter(({ role, spec }) => role === 'key' || spec.name === about)
    .map(({ spec }) => spec)
    .sort((a, b) => Number(b.name === about) - Number(a.name === about));
}

interface Measured {
  window: Window;
  over: Mean;
}

function shareWords(account: Account, share: SignalSpec, { window, over }: Measured): string {
  const shown = show(Math.round(over.mean * 100) / 100, share.unit);
  // Of a ratio that should be high, the share is of what went well.
  const lead = share.better === 'lower' ? '' : `${share.title}: `;
  return `${lead}${shown} of ${share.shareOf} ${between(account, window)}`;
}

function meanWords(account: Account, key: SignalSpec, { window, over }: Measured): string {
  return `${key.title}: ${show(over.mean, key.unit)} on average ${between(account, window)}`;
}

function howKnown(
  { key, share }: { key: SignalSpec; share: SignalSpec },
  { window, over }: Measured,
): string {
  const mean = `“${share.title}” on average over the window, from ${count(over.samples, 'sample')} weighted by time.`;
  return [
    `That is ${mean}`,
    ...(over.left < minute
      ? []
      : [`It leaves out ${inWords(over.left)} in which nothing was measured or the system was stopped.`]),
    ...(share.name === key.name ? [] : [`The window is that of “${key.title}”.`]),
    ...(window.ended ? [] : ['The last sample was still out of range, so the window may be longer.']),
  ].join(' ');
}

/** The signal that says what share was affected: the key metric, or the one its system file names for it. */
function shareFor({ words }: Account, key: SignalSpec): SignalSpec | undefined {
  if (isShare(key)) return key;
  const other = key.affected === undefined ? undefined : words.signal(key.affected);
  return other && isShare(other) ? other : undefined;
}

/** The worst of several series says how bad it was somewhere, and not what share of all was affected. */
function isShare({ unit, shareOf, by }: SignalSpec): boolean {
  return unit === 'ratio' && shareOf !== undefined && by === undefined;
}

function between(account: Account, { from, to }: Window): string {
  return `between ${momentIn(account, from)} and ${momentIn(account, to)}`;
}

/** Undefined unless there are two samples and one of them is out of range. */
export function windowOf(account: Account, key: SignalSpec): Window | undefined {
  const check = recoveryChecks(account.incident.plan).find((it) => it.check.signal === key.name)?.check;
  if (check === undefined) return undefined;
  const points = pointsOf(account, key.name);
  const bad = (point: Point) => !passes(check, key, point.value);
  const first = points.findIndex(bad);
  const last = points.findLastIndex(bad);
  const from = points[first];
  const to = points[Math.min(last + 1, points.length - 1)];
  if (from === undefined || to === undefined || to.at <= from.at) return undefined;
  return { from: sameAsStart(account, from.at), to: to.at, ended: last + 1 < points.length };
}

/** Two samples of the past taken at different times are never of the same minute; the paper names one beginning. */
function sameAsStart(account: Account, at: Instant): Instant {
  const began = startOf(account);
  return Math.abs(at - began) <= nearStart ? began : at;
}

/** The mean of a signal over a window; undefined unless it has two samples in it. */
function meanOver(account: Account, spec: SignalSpec, { from, to }: Window): Mean | undefined {
  const all = pointsOf(account, spec.name).filter(({ at }) => at >= from && at <= to);
  const points = all.filter(({ at }) => isRunning(account, at));
  const [first] = points;
  if (first === undefined) return undefined;
  const worse = (a: number, b: number) => (spec.better === 'lower' ? a > b : a < b);
  const worst = points.reduce((a, b) => (worse(b.value, a.value) ? b : a));
  const { mean, span } = average(points, (a, b) => isKnownBetween(account, spec, [a, b]));
  if (span <= 0) return undefined;
  return { mean, worst, samples: points.length, left: (points.at(-1)?.at ?? 0) - first.at - span };
}

/** False where nothing was measured between two samples, or the system was stopped: no line leads from one to the other. */
function isKnownBetween(account: Account, spec: SignalSpec, [a, b]: [Point, Point]): boolean {
  const history = account.incident.histories?.[spec.name];
  const gaps = history === undefined ? [] : gapsIn(history);
  return isRunning(account, (a.at + b.at) / 2) && !gaps.some(({ from, to }) => a.at < from && b.at > to);
}

/** Mean over time, straight lines between samples that nothing lies between, and how much time that is. */
function average(
  points: Point[],
  isKnown: (one: Point, next: Point) => boolean,
): { mean: number; span: Duration } {
  let [area, span] = [0, 0];
  for (const [i, point] of points.entries()) {
    const next = points[i + 1];
    if (next === undefined || !isKnown(point, next)) continue;
    area += ((point.value + next.value) / 2) * (next.at - point.at);
    span += next.at - point.at;
  }
  return { mean: area / span, span };
}
