import * as z from 'zod';
import { line } from '../fields/fields.ts';
import { base, below, call, kindOf, name, plainName, secretName, target, token } from './target.ts';

/**
 * Runs a GitHub workflow with the version as an input, and watches until the run has ended. `current` of the part says better than the run
 * which version is live. Source: GitHub REST API and its changelog, early 2026.
 */
export const githubWorkflow = target(
  z.strictObject({
    kind: kindOf('github-workflow', 'A workflow that deploys the version it is given.'),
    url: base('Where the API of GitHub is.').default('https://api.github.com'),
    repository: line.regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name').describe('The repository, `owner/name`.'),
    workflow: name('File name or id of the workflow: `rollback.yml`.'),
    ref: line.default('main').describe('Branch or tag whose workflow is run.'),
    input: plainName('Input of the workflow that takes the version.').default('version'),
    inputs: z
      .record(plainName('Name of the input.'), line)
      .default({})
      .describe('Further inputs, as they are.'),
    token: secretName('a token that may write actions').default('GITHUB_TOKEN'),
  }),
  ({ url, repository, workflow, ref, input, inputs, token: env }) => {
    const [owner = '', repo = ''] = repository.split('/');
    const actions = below(url)`/repos/${owner}/${repo}/actions`;
    return {
      action: call('POST', `${actions}${below('')`/workflows/${workflow}/dispatches`}`, {
        headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
        body: { ref, inputs: { ...inputs, [input]: '{{version}}' }, return_run_details: true },
        secret: token(env),
        follow: {
          url: `${actions}/runs/{{answer}}`,
          answer: 'workflow_run_id',
          path: 'conclusion',
          done: 'success',
        },
      }),
    };
  },
);
