import type { Duration } from '../../domain/time.ts';

/** The time that all looks share; they run side by side. */
export interface Patience {
  /** Resolves when it is over. */
  over: Promise<void>;
  end(): void;
}

/** Milliseconds from the start of the process until all looks are over; printing and the end take some of five seconds too. */
const whole = 4000;
/** What they get at most and, where starting took long, at least. */
const [most, least] = [3200, 2000];

/**
 * By the clock of the machine. The timer keeps the process, so that a look that hangs without a socket ends as well.
 * @param within milliseconds, where somebody asked for more or less than the usual
 */
export function patience(within?: Duration): Patience {
  const usual = Math.min(most, Math.max(least, whole - performance.now()));
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, within ?? usual);
  });
  return { over, end: () => clearTimeout(timer) };
}
