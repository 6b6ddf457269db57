import { LRUCache } from 'lru-cache';
import { type Duration, type Instant, minute } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** So many reports within so long, from all who share a link or from one session. A tool that has more posts them as JSON. */
const most = 20;
const within: Duration = 10 * minute;
const remembered = 1000;

/** Bounds how many reports come in by the form. */
export function createPace(clock: Clock): {
  /** @returns 0 where another one may come now, else the wait in milliseconds */
  waitOf(reporter: string): Duration;
  note(reporter: string): void;
} {
  const taken = new LRUCache<string, Instant[]>({ max: remembered });
  const recent = (reporter: string) =>
    (taken.get(reporter) ?? []).filter((at) => at > clock.now() - within).slice(-most);
  return {
    waitOf(reporter) {
      const oldest = recent(reporter).at(-most);
      return oldest === undefined ? 0 : oldest + within - clock.now();
    },
    note(reporter) {
      taken.set(reporter, [...recent(reporter), clock.now()]);
    },
  };
}
