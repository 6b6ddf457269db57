import type { Check } from './check.ts';
import type { Patience } from './patience.ts';

/** What is said of a look that nobody answered. */
export type Silence = Pick<Check, 'check' | 'what' | 'cost' | 'fix'>;

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
