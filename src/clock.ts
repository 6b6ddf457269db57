import type { Clock } from './ports/clock.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs at the usual pace but starts elsewhere and can be moved on. */
export interface MovableClock extends Clock {
  /** @param ms forwards, milliseconds; nothing moves backwards */
  advance(ms: number): Promise<void>;
  /** Called after every jump, so that what fell due meanwhile is done; the jump resolves after it. */
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
