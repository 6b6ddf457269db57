import { z } from 'zod';
import { semanticPatch } from './semantic-patch.ts';
import { base, below, call, kindOf, look, name, plainName, secretName, target, token } from './target.ts';

/** Turns a LaunchDarkly flag on or off in one environment. Source: launchdarkly-api-typescript 17.2.0, semantic patch. */
export const launchdarklyFlag = target(
  z.strictObject({
    kind: kindOf('launchdarkly-flag', 'A LaunchDarkly flag; versions are `on` and `off`.'),
    url: base('Where LaunchDarkly is.').default('https://app.launchdarkly.com'),
    project: name('Key of the project.').default('default'),
    flag: name('Key of the flag.'),
    environment: plainName('Key of the environment.').default('production'),
    apiToken: secretName('an access token that may write flags; no SDK key').default(
      'LAUNCHDARKLY_API_TOKEN',
    ),
  }),
  ({ url, project, flag, environment, apiToken }) => {
    const secret = token(apiToken, '');
    return {
      action: call('PATCH', below(url)`/api/v2/flags/${project}/${flag}`, {
        headers: semanticPatch,
        body: {
          environmentKey: environment,
          comment: '{{reason}}',
          instructions: [{ kind: '{{version}}' }],
        },
        words: { on: 'turnFlagOn', off: 'turnFlagOff' },
        secret,
        idempotent: true,
      }),
      current: look(
        below(url)`/api/v2/flags/${project}/${flag}?env=${environment}`,
        `environments.${environment}.on`,
        { secret, words: { true: 'on', false: 'off' } },
      ),
    };
  },
);
