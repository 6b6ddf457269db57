import * as z from 'zod';
import { base, below, call, kindOf, look, name, secretName, target, token } from './target.ts';

/** Turns an Unleash feature on or off in one environment. Where change requests are on, Unleash refuses. Source: Unleash, project features controller. */
export const unleashToggle = target(
  z.strictObject({
    kind: kindOf('unleash-toggle', 'An Unleash feature; versions are `on` and `off`.'),
    url: base('Where Unleash is.'),
    project: name('Id of the project.').default('default'),
    feature: name('Name of the feature.'),
    environment: name('Name of the environment.').default('production'),
    apiToken: secretName('a token of an admin or a service account').default('UNLEASH_API_TOKEN'),
  }),
  ({ url, project, feature, environment, apiToken }) => {
    const secret = token(apiToken, '');
    const here = below(url)`/api/admin/projects/${project}/features/${feature}/environments/${environment}`;
    return {
      action: call('POST', `${here}/{{version}}`, {
        words: { on: 'on', off: 'off' },
        secret,
        idempotent: true,
      }),
      current: look(here, 'enabled', { secret, words: { true: 'on', false: 'off' } }),
    };
  },
);
