import type { Clock } from './ports/clock.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs at the usual speed, but may start at another time and can be moved on. */
export interface MovableClock extends Clock {
  /**
   * Moves the clock.
   * @param ms milliseconds forwards; the clock never moves backwards
   */
  advance(ms: number): Promise<void>;
  /** Called after every move; the move resolves once the work that became due is done. */
  onJump(listener: () => Promise<void>): void;
}

/** @param start what it shows now; the machine's time when left out */
export function movableClock(start = Date.now()): MovableClock {
  let offset = start - Date.now();
  let listener: () => Promise<void> = async () => undefined;
  return {
    now: () => Date.now() + offset,
    async advance(ms) {
      offset += Math.max(0, ms);
      await listener();
    },
    onJump(next) {
      listener = next;
    },
  };
}
