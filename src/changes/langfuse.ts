import type { FedChange, FedLoss, FeedObject } from '../domain/signals/feed.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { describe, readInstant, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Parsed, Source } from '../webhooks/source.ts';
import { stampedHex } from '../webhooks/stamped.ts';

type Items = Parsed<FedChange | FedLoss>;

/**
 * Prompt versions of Langfuse (langfuse.com/docs/prompt-management/features/webhooks-slack-integrations). It disables a
 * webhook that is refused five times on end.
 */
export const langfuse: Source<FedChange | FedLoss> = {
  name: 'langfuse',
  authentication: stampedHex({ header: 'x-langfuse-signature', separator: '.' }),
  givesUp: true,
  parse: parsePromptVersion,
};

/** The newest version always has this label, live or not. */
const newest = 'latest';

/**
 * Reads a `prompt-version` event. It holds one version with its labels. Moving a label fires two: the version that has the
 * label now is the change, and the one that has it no longer says what was replaced.
 */
export function parsePromptVersion(body: unknown, now: Instant): Items {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  if (body.type !== 'prompt-version')
    return passOver(`${readWord(body.type) ?? 'an event'} is no change of a prompt`);
  const { prompt, action } = body;
  if (!isObject(prompt)) return refuse('prompt', `expected an object, got ${describe(prompt)}`);
  const name = readWord(prompt.name);
  if (name === undefined) return refuse('prompt.name', 'expected the name of the prompt');
  const version = readWord(prompt.version);
  if (version === undefined) return refuse('prompt.version', 'expected a number');
  const project = readWord(prompt.projectId);
  const of: FeedObject = {
    source: 'langfuse',
    name,
    projects: project === undefined ? [] : [project],
    field: 'prompt.name',
  };
  const labels = labelsIn(prompt.labels);
  const at = readInstant(prompt.updatedAt) ?? readInstant(body.timestamp) ?? now;
  const live = action === 'deleted' ? [] : labels;
  const changes = live.map((environment) => changeOf(prompt, { of, environment, version, at }));
  // A version that was made without the label never had it.
  const lost = action === 'created' ? [] : [{ of, lost: version, liveIn: live }];
  return {
    items: [...changes, ...lost],
    rejected: [],
    ...(live.length === 0 && {
      passed: [`version ${version} of ${name} carries no label that makes it live`],
    }),
  };
}

function changeOf(
  prompt: Record<string, unknown>,
  { of, environment, version, at }: Pick<FedChange, 'of' | 'environment' | 'at'> & { version: string },
): FedChange {
  const said = readWord(prompt.commitMessage, 500);
  const id = readWord(prompt.id) ?? `${of.name}/${version}`;
  return {
    of,
    environment,
    id: `${id}:${environment}:${at}`,
    to: version,
    summary: said ?? `${of.name}: version ${version} carries ${environment}`,
    at,
    restates: true,
  };
}

function labelsIn(given: unknown): string[] {
  const labels = Array.isArray(given) ? given.slice(0, 50) : [];
  return labels
    .map((label) => readWord(label))
    .filter((label) => label !== undefined && label !== newest) as string[];
}
