import * as z from 'zod';
import { changeFlag } from './launchdarkly.ts';
import { base, kindOf, name, plainName, secretName, target } from './target.ts';

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
  (flag) =>
    changeFlag(flag, {
      instruction: { kind: '{{version}}' },
      words: { on: 'turnFlagOn', off: 'turnFlagOff' },
      path: `environments.${flag.environment}.on`,
      seen: { true: 'on', false: 'off' },
    }),
);
