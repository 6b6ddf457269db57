import { type Block, heading, paragraph, question } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { passes } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime, type Instant } from '../../domain/time.ts';
import { type Account, type Point, pointsOf } from './account.ts';

/** The bad window: from the first bad sample of a key metric to the first good one after its last. */
interface Window {
  from: Instant;
  to: Instant;
  /** False when the last sample was still out of range. */
  ended: boolean;
}

/** A signal over a window: 0–1 where it is a share. */
interface Mean {
  mean: number;
  worst: Point;
  samples: number;
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
  const keys = account.judged.filter(({ role }) => role === 'key').map(({ spec }) => spec);
  const ways = keys.flatMap((key) => {
    const share = shareFor(account, key);
    return share === undefined ? [] : [{ key, share }];
  });
  const [way] = ways;
  if (way === undefined) return noShare(account, keys);
  const window = windowOf(account, way.key);
  const over = window && meanOver(account, way.share, window);
  if (window === undefined || over === undefined)
    return [
      question(
        `What share of ${way.share.shareOf} was affected, between when and when? The log has too few readings of “${way.share.title}” to say.`,
      ),
    ];
  return [...sentences(way, window, over), often];
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

/** What the key metric was over the window, where that is no share of anything; and the question that only people can answer. */
function noShare(account: Account, keys: SignalSpec[]): Block[] {
  const [key] = keys;
  const window = key && windowOf(account, key);
  const over = key && window && meanOver(account, key, window);
  const means =
    key && window && over
      ? [
          paragraph(
            { strong: `${key.title}: ${show(over.mean, key.unit)} on average ${between(window)}` },
            `${normal(key)}. That is no share of anything.`,
          ),
        ]
      : [];
  return [
    ...means,
    question(
      'What share of responses was affected, between when and when? No key metric says so: `shareOf` or `affected` in the system file names one that does.',
    ),
  ];
}

function sentences(
  { key, share }: { key: SignalSpec; share: SignalSpec },
  window: Window,
  over: Mean,
): Block[] {
  const shown = show(Math.round(over.mean * 100) / 100, share.unit);
  // Of a ratio that should be high, the share is of what went well.
  const lead = share.better === 'lower' ? '' : `${share.title}: `;
  const open = window.ended ? '' : ' The last sample was still out of range, so the window may be longer.';
  const beside = share.name === key.name ? '' : ` The window is that of “${key.title}”.`;
  return [
    paragraph({ strong: `${lead}${shown} of ${share.shareOf} ${between(window)}` }, `${normal(share)}.`),
    paragraph(
      `That is “${share.title}” on average over the window, from ${count(over.samples, 'sample')} weighted by time; the ` +
        `worst was ${show(over.worst.value, share.unit)} at ${clockTime(over.worst.at)}.${beside}${open}`,
    ),
  ];
}

const often = question(
  'Did the same input fail every time, or only now and then? A share can’t tell; run a failing sample several times.',
);

function between({ from, to }: Window): string {
  return `between ${clockTime(from)} and ${clockTime(to)}`;
}

function normal({ baseline, unit }: SignalSpec): string {
  return baseline === undefined ? '' : `, normal ${show(baseline, unit)}`;
}

/** Undefined unless there are two samples and one of them is out of range. */
function windowOf(account: Account, key: SignalSpec): Window | undefined {
  const check = account.incident.plan.recovery.key.find((it) => it.signal === key.name);
  if (check === undefined) return undefined;
  const points = pointsOf(account, key.name);
  const bad = (point: Point) => !passes(check, key, point.value);
  const first = points.findIndex(bad);
  const last = points.findLastIndex(bad);
  const from = points[first];
  const to = points[Math.min(last + 1, points.length - 1)];
  if (from === undefined || to === undefined || to.at <= from.at) return undefined;
  return { from: from.at, to: to.at, ended: last + 1 < points.length };
}

/** The mean of a signal over a window; undefined unless it has two samples in it. */
function meanOver(account: Account, spec: SignalSpec, { from, to }: Window): Mean | undefined {
  const points = pointsOf(account, spec.name).filter(({ at }) => at >= from && at <= to);
  const [first] = points;
  if (first === undefined || (points.at(-1)?.at ?? 0) <= first.at) return undefined;
  const worse = (a: number, b: number) => (spec.better === 'lower' ? a > b : a < b);
  const worst = points.reduce((a, b) => (worse(b.value, a.value) ? b : a));
  return { mean: average(points), worst, samples: points.length };
}

/** Mean over time, straight lines between samples. */
function average(points: Point[]): number {
  let area = 0;
  for (const [i, point] of points.entries()) {
    const next = points[i + 1];
    if (next) area += ((point.value + next.value) / 2) * (next.at - point.at);
  }
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  return area / span;
}
