import type { Instant } from '../time.ts';

/** When the readers of each form were promised the next word. */
export type Promises = Partial<Record<'internal' | 'customer', Instant>>;

/**
 * The promises after the readers of some forms heard when the next word comes; those of the others stand.
 * @param next undefined where no further word is owed
 */
export function promisedTo(before: Promises, forms: readonly (keyof Promises)[], next?: Instant): Promises {
  const after = { ...before };
  for (const form of forms) {
    if (next === undefined) delete after[form];
    else after[form] = next;
  }
  return after;
}

/** The promise that falls due first. */
export function soonest(promises: Promises): Instant | undefined {
  const times = Object.values(promises);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The forms whose readers were promised a word by then. */
export function dueBy(promises: Promises, at: Instant): (keyof Promises)[] {
  return (['internal', 'customer'] as const).filter(
    (form) => (promises[form] ?? Number.POSITIVE_INFINITY) <= at,
  );
}
