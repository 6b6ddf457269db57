import * as z from 'zod';
import { base, below, call, kindOf, look, name, secretName, target, token } from './target.ts';

/** Moves a tag of a LangSmith prompt that exists to another commit. Source: the operations of langsmith-java, `repos/{owner}/{repo}/tags`. */
export const langsmithTag = target(
  z.strictObject({
    kind: kindOf('langsmith-tag', 'A tag of a LangSmith prompt; versions are ids of commits.'),
    url: base('Where LangSmith is.').default('https://api.smith.langchain.com'),
    owner: name('Handle of the workspace; `-` for the one of the key.').default('-'),
    prompt: name('Name of the prompt.'),
    tag: name('The tag that is live.').default('production'),
    apiKey: secretName('the API key').default('LANGSMITH_API_KEY'),
  }),
  ({ url, owner, prompt, tag, apiKey }) => {
    const secret = token(apiKey, '', 'x-api-key');
    const here = below(url)`/api/v1/repos/${owner}/${prompt}/tags/${tag}`;
    return {
      action: call('PATCH', here, { body: { commit_id: '{{version}}' }, secret, idempotent: true }),
      current: look(here, 'commit_id', { secret }),
    };
  },
);
