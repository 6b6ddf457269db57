import { type Block, heading, paragraph, question } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { passes } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime } from '../../domain/time.ts';
import { type Account, type Point, pointsOf } from './account.ts';

interface Episode {
  from: number;
  to: number;
  /** Share of responses beyond normal, averaged over the window by time: 0–1. */
  share: number;
  worst: Point;
  readings: number;
  /** False when the last reading was still out of range. */
  ended: boolean;
}

/**
 * How often it happened, as a share of responses over a window (requirement L2). It is the part of the key ratio above
 * normal, averaged over time. The window runs from the first reading out of range to the first reading after which all
 * were in range.
 */
export function frequency(account: Account): Block[] {
  return [heading('How often', 3), ...told(account)];
}

function told(account: Account): Block[] {
  const key = account.judged.find((it) => it.role === 'key' && it.spec.unit === 'ratio')?.spec;
  if (key?.baseline === undefined) {
    return [
      question(
        'What share of responses was affected, between when and when? No key metric is a ratio with a normal value.',
      ),
    ];
  }
  const episode = episodeOf(account, key, key.baseline);
  if (episode === undefined) {
    return [
      question(
        `What share of responses was affected, between when and when? The log has too few readings of “${key.title}” to say.`,
      ),
    ];
  }
  const window = `between ${clockTime(episode.from)} and ${clockTime(episode.to)}`;
  const normal = show(key.baseline, key.unit);
  const side = key.better === 'lower' ? 'above' : 'below';
  const open = episode.ended ? '' : ' The last reading was still out of range, so the window may be longer.';
  return [
    paragraph(
      { strong: `${Math.round(episode.share * 100)} % of responses ${window}` },
      ', beyond what is normal.',
    ),
    paragraph(
      `That is how far “${key.title}” stood ${side} its normal ${normal} on average over the window, from ` +
        `${count(episode.readings, 'reading')} weighted by time; the worst was ${show(episode.worst.value, key.unit)} at ` +
        `${clockTime(episode.worst.at)}.${open}`,
    ),
    question(
      'Did the same input fail every time, or only now and then? A share can’t tell; run a failing sample several times.',
    ),
  ];
}

/** The window; undefined unless there are two readings and one of them is out of range. */
export function episodeOf(account: Account, key: SignalSpec, baseline: number): Episode | undefined {
  const check = account.incident.plan.recovery.key.find((it) => it.signal === key.name);
  if (check === undefined) return undefined;
  const points = pointsOf(account, key.name);
  const bad = (point: Point) => !passes(check, key, point.value);
  const first = points.findIndex(bad);
  const last = points.findLastIndex(bad);
  const window = points.slice(first, last + 2);
  const from = window[0];
  const to = window.at(-1);
  if (first < 0 || from === undefined || to === undefined || to.at <= from.at) return undefined;
  const sign = key.better === 'lower' ? 1 : -1;
  const excess = (point: Point) => Math.max(0, sign * (point.value - baseline));
  const worst = window.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const ended = last + 1 < points.length;
  return { from: from.at, to: to.at, share: average(window, excess), worst, readings: window.length, ended };
}

/** Mean over time, straight lines between readings. */
function average(points: Point[], valueAt: (point: Point) => number): number {
  let area = 0;
  for (const [i, point] of points.entries()) {
    const next = points[i + 1];
    if (next) area += ((valueAt(point) + valueAt(next)) / 2) * (next.at - point.at);
  }
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  return area / span;
}
