import * as z from 'zod';

/** A fixed value, or a multiple of the baseline: `0.06`, `1.5x baseline`. */
export const limit = z
  .union(
    [
      z.number().finite(),
      z
        .string()
        .regex(/^\d+(\.\d+)?x baseline$/)
        .transform((text) => ({ baselineFactor: Number.parseFloat(text) })),
    ],
    { error: 'a number in the signal\'s unit (ratios from 0 to 1), or a multiple written "1.5x baseline"' },
  )
  .transform((given) => (typeof given === 'number' ? { value: given } : given));
export type LimitFile = z.output<typeof limit>;

const triggerShape =
  'a number in the signal\'s unit (ratios from 0 to 1), "2x baseline", "1.5x objective", "14.4x budget" or "3 deviations"';

/** What a trigger compares with: a limit, or what the system promises, or how unusual it is. */
export const triggerLimit = z
  .union(
    [
      z.number().finite(),
      z.string().regex(/^\d{1,6}(\.\d{1,6})?(x (baseline|objective|budget)| deviations)$/, triggerShape),
    ],
    { error: triggerShape },
  )
  .transform((given): TriggerLimit => {
    if (typeof given === 'number') return { threshold: given };
    const factor = Number.parseFloat(given);
    if (given.endsWith('baseline')) return { baselineFactor: factor };
    if (given.endsWith('objective')) return { objectiveFactor: factor };
    return given.endsWith('budget') ? { budgetFactor: factor } : { deviations: factor };
  });

export interface TriggerLimit {
  threshold?: number;
  baselineFactor?: number;
  objectiveFactor?: number;
  budgetFactor?: number;
  deviations?: number;
}
