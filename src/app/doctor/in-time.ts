import type { Check } from './check.ts';

/** The time that all looks share; they run side by side. */
export interface Patience {
  /** Resolves when it is over. */
  over: Promise<void>;
  end(): void;
}

/** What is said of a look that nobody answered. */
export type Silence = Pick<Check, 'check' | 'what' | 'cost' | 'fix'>;

/** With the start of the program before it and its end, the doctor stays below five seconds. */
const shared = 3500;

/** By the clock of the machine. The timer keeps the process, so that a look that hangs without a socket ends as well. */
export function patience(): Patience {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, shared);
  });
  return { over, end: () => clearTimeout(timer) };
}

/** What a look found, or that it heard nothing in time. What hangs is left behind. */
export async function inTime(
  { over }: Pick<Patience, 'over'>,
  look: Promise<Check[]>,
  silence: Silence,
): Promise<Check[]> {
  const found = await Promise.race([look, over]);
  if (found) return found;
  // Nobody waits for it any more.
  look.catch(() => undefined);
  return [{ state: 'broken', ...silence }];
}

/** For a look whose silence is said by another one. */
export async function nothingIn({ over }: Pick<Patience, 'over'>): Promise<Check[]> {
  await over;
  return [];
}
