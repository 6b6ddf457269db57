import type { Sent } from '../domain/signals/feed.ts';
import type { Source } from '../webhooks/source.ts';
import { braintrust } from './braintrust.ts';
import { genericChanges } from './generic.ts';
import { github } from './github.ts';
import { langfuse } from './langfuse.ts';
import { launchdarkly } from './launchdarkly.ts';

/** Tools that may post to `/changes/<name>`. */
export const changeSources: readonly Source<Sent>[] = [
  genericChanges,
  github,
  langfuse,
  launchdarkly,
  braintrust,
];
