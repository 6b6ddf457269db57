import * as z from 'zod';
import { base, below, call, kindOf, look, name, secretName, target, token } from './target.ts';

/**
 * Rolls an Argo CD application back to a revision of its history; Argo CD names that by an id, which is looked up right before. It refuses
 * while automated sync is on. Source: Argo CD, application service.
 */
export const argocdRollback = target(
  z.strictObject({
    kind: kindOf('argocd-rollback', 'An Argo CD application; versions are revisions of its history.'),
    url: base('Where Argo CD is.'),
    application: name('Name of the application.'),
    namespace: name('Namespace of the application, where it is not that of Argo CD.').optional(),
    prune: z.boolean().default(false).describe('Whether what the older revision does not have is deleted.'),
    token: secretName('a token').default('ARGOCD_TOKEN'),
  }),
  ({ url, application, namespace, prune, token: env }) => {
    const secret = token(env);
    const where = namespace === undefined ? '' : below('')`?appNamespace=${namespace}`;
    const app = below(url)`/api/v1/applications/${application}`;
    const scope = namespace === undefined ? {} : { appNamespace: namespace };
    return {
      action: call('POST', `${app}/rollback`, {
        body: { id: '{{found}}', prune, dryRun: false, ...scope },
        dryRun: { dryRun: true },
        lookUp: look(`${app}${where}`, 'status.history[revision={{version}}].-1.id', { secret }),
        secret,
      }),
      // What was deployed last; `status.sync` speaks of what Git says instead.
      current: look(`${app}${where}`, 'status.history.-1.revision', { secret }),
    };
  },
);
