import { z } from 'zod';

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
