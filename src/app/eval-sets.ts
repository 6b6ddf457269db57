import type { Config } from '../config.ts';
import { braintrustSets } from '../evals/braintrust.ts';
import { langfuseSets } from '../evals/langfuse.ts';
import { langsmithSets } from '../evals/langsmith.ts';
import type { EvalSets } from '../ports/eval-sets.ts';

/** The eval tools that have a key. */
export function evalSetsOf({
  langfuse,
  langsmith,
  braintrust,
}: Pick<Config, 'langfuse' | 'langsmith' | 'braintrust'>): EvalSets[] {
  return [
    ...(langfuse ? [langfuseSets(langfuse)] : []),
    ...(langsmith ? [langsmithSets(langsmith)] : []),
    ...(braintrust ? [braintrustSets(braintrust)] : []),
  ];
}
