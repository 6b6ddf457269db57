import { containmentFor } from '../../domain/response/stops.ts';
import { isOut, offNormal } from '../../domain/response/verdict.ts';
import type { Instant } from '../../domain/time.ts';
import { type Account, applied, type Point, pointsOf, startOf } from './account.ts';

/** The worst value of a signal since the start, and its last. */
export interface Spread {
  worst: number;
  last: number;
}

/** So far from normal, as a share of it, a signal that no check names has moved; as in a verdict. */
const telling = 0.3;

/** Fewer samples than this are chance, and not what was normal before. */
const enough = 5;

/** What a signal was in the hour before the start: the middle of its samples; undefined where too few are known. */
export function beforeOf(account: Account, signal: string): number | undefined {
  const began = startOf(account);
  const values = pointsOf(account, signal)
    .filter(({ at, purpose }) => at < began && purpose === undefined)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  return values.length < enough ? undefined : values[Math.floor(values.length / 2)];
}

/** Undefined where it was never measured. What was read while the system was stopped is of nothing, and left out. */
export function spreadOf(account: Account, signal: string): Spread | undefined {
  const points = during(account, signal);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const better = account.words.signal(signal)?.better ?? 'lower';
  const worst = points.reduce(
    (worst, { value }) => (better === 'higher' ? Math.min(worst, value) : Math.max(worst, value)),
    first.value,
  );
  return { worst, last: last.value };
}

/**
 * True when a signal left its range, or went far from normal in either direction. One that read the same and good
 * before, during and after has not moved, whatever the file calls normal.
 */
export function hasMoved(account: Account, signal: string, { worst, last }: Spread): boolean {
  const spec = account.words.signal(signal);
  if (spec === undefined) return true;
  const read = pointsOf(account, signal).map(({ value }) => value);
  const still = new Set(read).size === 1 && (offNormal(spec, worst) ?? 0) <= 0;
  if (still && !isOut(account.incident.plan, spec, worst)) return false;
  const far = (value: number) => Math.abs(offNormal(spec, value) ?? 0) >= telling;
  return isOut(account.incident.plan, spec, worst) || far(worst) || far(last);
}

function during(account: Account, signal: string): Point[] {
  const began = startOf(account);
  const all = pointsOf(account, signal);
  const since = all.filter(({ at }) => at >= began);
  const running = since.filter(({ at }) => isRunning(account, at));
  return running.length > 0 ? running : since.length > 0 ? since : all;
}

/** False while airb had the system stopped. */
export function isRunning(account: Account, at: Instant): boolean {
  return !stopsOf(account).some(({ from, to }) => at > from && at < to);
}

/** The stretches in which the system was stopped. */
function stopsOf({ incident }: Account): { from: Instant; to: Instant }[] {
  const deeds = applied(incident);
  return deeds
    .filter((deed) => containmentFor(incident, deed)?.stops)
    .map(({ part, to, appliedAt: from = 0 }) => {
      const ended = deeds.find((one) => one.part === part && one.from === to && (one.appliedAt ?? 0) > from);
      return { from, to: ended?.appliedAt ?? Number.POSITIVE_INFINITY };
    });
}
