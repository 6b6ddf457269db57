import * as z from 'zod';
import { line } from '../fields/fields.ts';
import { changeFlag } from './launchdarkly.ts';
import { base, kindOf, name, plainName, secretName, target } from './target.ts';

/** Serves another variation of a LaunchDarkly flag to everybody no rule names. Source: launchdarkly-api-typescript 17.2.0. */
export const launchdarklyVariation = target(
  z.strictObject({
    kind: kindOf(
      'launchdarkly-variation',
      'What a LaunchDarkly flag serves; versions are the names of `variations`.',
    ),
    url: base('Where LaunchDarkly is.').default('https://app.launchdarkly.com'),
    project: name('Key of the project.').default('default'),
    flag: name('Key of the flag.'),
    environment: plainName('Key of the environment.').default('production'),
    variations: z
      .record(line, line.describe('Id of the variation.'))
      .refine((all) => Object.keys(all).length > 1, 'at least two variations')
      .describe('The versions by name, each with the id of its variation.'),
    apiToken: secretName('an access token that may write flags; no SDK key').default(
      'LAUNCHDARKLY_API_TOKEN',
    ),
  }),
  ({ variations, ...flag }) =>
    changeFlag(flag, {
      instruction: { kind: 'updateFallthroughVariationOrRollout', variationId: '{{version}}' },
      words: variations,
      // The environment tells the place of the variation in the list of the flag.
      path: `variations[environments.${flag.environment}.fallthrough.variation]._id`,
      seen: Object.fromEntries(Object.entries(variations).map(([named, id]) => [id, named])),
    }),
);
