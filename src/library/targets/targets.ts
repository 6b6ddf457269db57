import * as z from 'zod';
import { argocdRollback } from './argocd-rollback.ts';
import { elasticsearchAlias } from './elasticsearch-alias.ts';
import { githubWorkflow } from './github-workflow.ts';
import { langfuseLabel } from './langfuse-label.ts';
import { langsmithTag } from './langsmith-tag.ts';
import { launchdarklyFlag } from './launchdarkly-flag.ts';
import { launchdarklyVariation } from './launchdarkly-variation.ts';
import { litellmModel } from './litellm-model.ts';
import { mlflowAlias } from './mlflow-alias.ts';
import { qdrantAlias } from './qdrant-alias.ts';
import type { Expanded } from './target.ts';
import { unleashToggle } from './unleash-toggle.ts';
import { webhook } from './webhook.ts';

/** Every ready-made target by its kind; a new one is a file here and its line. */
const targets = {
  'argocd-rollback': argocdRollback,
  'elasticsearch-alias': elasticsearchAlias,
  'github-workflow': githubWorkflow,
  'langfuse-label': langfuseLabel,
  'langsmith-tag': langsmithTag,
  'launchdarkly-flag': launchdarklyFlag,
  'launchdarkly-variation': launchdarklyVariation,
  'litellm-model': litellmModel,
  'mlflow-alias': mlflowAlias,
  'qdrant-alias': qdrantAlias,
  'unleash-toggle': unleashToggle,
  webhook: webhook,
};

export type TargetKind = keyof typeof targets;
export const targetKinds = Object.keys(targets) as TargetKind[];

/** `target` of a part: the tool, and where in it the version is put live. */
export const targetField = z
  .discriminatedUnion(
    'kind',
    [
      argocdRollback.fields,
      elasticsearchAlias.fields,
      githubWorkflow.fields,
      langfuseLabel.fields,
      langsmithTag.fields,
      launchdarklyFlag.fields,
      launchdarklyVariation.fields,
      litellmModel.fields,
      mlflowAlias.fields,
      qdrantAlias.fields,
      unleashToggle.fields,
      webhook.fields,
    ],
    { error: (issue) => (issue.code === 'invalid_union' ? `one of ${targetKinds.join(', ')}` : undefined) },
  )
  .describe(
    'A tool airb knows how to call and to read back, in place of `action`; see docs/rollback-targets.md.',
  );

/** The request and the look that a target becomes. */
export function expandTarget(fields: z.output<typeof targetField>): Expanded {
  // Each takes the fields of its own kind; the compiler can't follow that through the lookup.
  const expand = targets[fields.kind].expand as (fields: unknown) => Expanded;
  return expand(fields);
}
