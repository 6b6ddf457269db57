import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';

export interface Alarm {
  set(at: Instant): void;
  /** Compares with the clock again, and rings for the instants that have passed. */
  check(): void;
  clear(): void;
}

/** The longest delay Node accepts, in milliseconds; with a longer one it fires at once. */
const longest = 2 ** 31 - 1;

/**
 * Calls `ring` once the clock has reached an instant that was set; once for all instants that have passed. It needs
 * only one timer of the process.
 */
export function alarm(clock: Clock, ring: () => void): Alarm {
  /** Ascending, each once. */
  const instants: Instant[] = [];
  let timer: NodeJS.Timeout | undefined;

  function check() {
    const past = placeOf(clock.now() + 1);
    if (past > 0) {
      instants.splice(0, past);
      ring();
    }
    arm();
  }

  function arm() {
    clearTimeout(timer);
    const first = instants[0];
    if (first === undefined) return;
    // Checked again when it fires: a timer may be a little early, and somebody may have moved the clock.
    timer = setTimeout(check, Math.min(Math.max(first - clock.now(), 1), longest));
  }

  function set(at: Instant) {
    const place = placeOf(at);
    if (instants[place] === at) return;
    instants.splice(place, 0, at);
    if (place === 0) check();
  }

  /** The index of `at`, or the index where it belongs. */
  function placeOf(at: Instant): number {
    let [from, to] = [0, instants.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((instants[middle] ?? at) < at) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  function clear() {
    clearTimeout(timer);
    instants.length = 0;
  }

  return { set, check, clear };
}
