import type { EvalExample } from '../domain/incident/eval-example.ts';
import type { EvalTool } from '../domain/response/eval-run.ts';

/** A tool that keeps data sets for evals. It throws DeliveryError and nothing else. */
export interface EvalSets {
  readonly name: EvalTool;
  /**
   * Puts examples into a data set, which is made where it is missing. One that stands there under its name is brought up to
   * date and never doubled, so a repeat is safe.
   */
  put(dataset: string, examples: EvalExample[]): Promise<void>;
}
