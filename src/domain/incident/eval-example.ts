import type { ExampleSet } from './events.ts';

/** A failed example as it leaves: masked, with where it comes from. */
export interface EvalExample {
  /** Its name, the same for ever: `inc-42-17-5f0c93ab`. */
  id: string;
  set: ExampleSet;
  system: string;
  failure: string;
  incident: number;
  input: string;
  output?: string;
  expected: string;
  reason: string;
  /** sha-256 of the evidence it comes from. */
  evidence: string;
  sortedAt: string;
}
