import { intake } from './cases/intake.ts';
import type { Case } from './rig/row.ts';

/** Everything that is measured, in the order of the results. */
export const cases: Record<string, Case> = {
  intake,
};
