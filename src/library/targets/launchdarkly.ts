import type { HttpAction } from '../../domain/runbooks/runbook.ts';
import { below, call, look, token } from './target.ts';

/** The flag that a file names, in one environment. */
interface Flag {
  url: string;
  project: string;
  flag: string;
  environment: string;
  apiToken: string;
}

/** What is changed of it, and where its answer says how it stands. */
interface Change {
  instruction: Record<string, string>;
  words: NonNullable<HttpAction['words']>;
  path: string;
  /** Our names for what stands there. */
  seen: Record<string, string>;
}

/** Without it LaunchDarkly reads the body as a JSON patch and answers 400. */
const semanticPatch = { 'content-type': 'application/json; domain-model=launchdarkly.semanticpatch' };

/** One instruction of a semantic patch, and the look at the flag. Source: launchdarkly-api-typescript 17.2.0. */
export function changeFlag(of: Flag, { instruction, words, path, seen }: Change) {
  const secret = token(of.apiToken, '');
  const address = below(of.url)`/api/v2/flags/${of.project}/${of.flag}`;
  return {
    action: call('PATCH', address, {
      headers: semanticPatch,
      body: { environmentKey: of.environment, comment: '{{reason}}', instructions: [instruction] },
      words,
      secret,
      idempotent: true,
    }),
    current: look(`${address}?env=${encodeURIComponent(of.environment)}`, path, { secret, words: seen }),
  };
}
