import { type Block, heading, paragraph, question } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { passes } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime, type Instant } from '../../domain/time.ts';
import { type Account, type Point, pointsOf } from './account.ts';

interface Episode {
  from: Instant;
  to: Instant;
  /** The ratio itself, averaged over the window by time: 0–1. */
  share: number;
  worst: Point;
  samples: number;
  /** False when the last sample was still out of range. */
  ended: boolean;
}

/**
 * How often it happened, as a share over the whole bad window (requirement L2): the key ratio itself, averaged over
 * time from its first bad sample to the first good one after the last. It is never what exceeds normal, and where the
 * signal is no ratio nothing is made up.
 */
export function frequency(account: Account): Block[] {
  return [heading('How often', 3), ...told(account)];
}

function told(account: Account): Block[] {
  const key = account.judged.find((it) => it.role === 'key' && it.spec.unit === 'ratio')?.spec;
  if (key === undefined) {
    return [
      question('What share of responses was affected, between when and when? No key metric is a ratio.'),
    ];
  }
  const episode = episodeOf(account, key);
  if (episode === undefined) {
    return [
      question(
        `What share of responses was affected, between when and when? The log has too few readings of “${key.title}” to say.`,
      ),
    ];
  }
  const window = `between ${clockTime(episode.from)} and ${clockTime(episode.to)}`;
  const share = show(Math.round(episode.share * 100) / 100, key.unit);
  const normal = key.baseline === undefined ? '' : `, normal ${show(key.baseline, key.unit)}`;
  // Of a ratio that should be high, the share is of what went well.
  const head =
    key.better === 'lower' ? `${share} of responses ${window}` : `${key.title}: ${share} ${window}`;
  const open = episode.ended ? '' : ' The last sample was still out of range, so the window may be longer.';
  return [
    paragraph({ strong: head }, `${normal}.`),
    paragraph(
      `That is “${key.title}” on average over the window, from ${count(episode.samples, 'sample')} weighted by time; the ` +
        `worst was ${show(episode.worst.value, key.unit)} at ${clockTime(episode.worst.at)}.${open}`,
    ),
    question(
      'Did the same input fail every time, or only now and then? A share can’t tell; run a failing sample several times.',
    ),
  ];
}

/** The window; undefined unless there are two samples and one of them is out of range. */
export function episodeOf(account: Account, key: SignalSpec): Episode | undefined {
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
  const worse = (a: number, b: number) => (key.better === 'lower' ? a > b : a < b);
  const worst = window.reduce((a, b) => (worse(b.value, a.value) ? b : a));
  const ended = last + 1 < points.length;
  return { from: from.at, to: to.at, share: average(window), worst, samples: window.length, ended };
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
