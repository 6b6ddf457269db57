import type { FastifyInstance } from 'fastify';
import { accessOf } from './access.ts';
import { registerApi } from './api.ts';
import { registerCalendar } from './calendar.ts';
import { registerEvalRuns } from './eval-runs-api.ts';
import { registerEvidence } from './evidence-api.ts';
import { guard } from './headers.ts';
import { registerHealth } from './health.ts';
import { registerMetrics } from './metrics.ts';
import { registerOpenApi } from './openapi.ts';
import type { WebOptions } from './options.ts';
import { registerPages } from './pages.ts';

/**
 * Adds health, metrics, the contract, the read API and the pages for people to an app. Its hooks and parsers stay its own.
 * @param options see WebOptions; nothing is readable without `apiToken` unless `openPages` is set
 */
export async function registerWeb(app: FastifyInstance, options: WebOptions): Promise<void> {
  const { apiToken: token, evidenceToken, publicUrl, clock, doors, store } = options;
  const access = accessOf({
    token,
    evidenceToken,
    secure: publicUrl.startsWith('https:'),
    clock,
    doors,
    store,
  });
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => guard(reply));
    registerHealth(scope, options);
    registerMetrics(scope, options);
    registerOpenApi(scope, options);
    await scope.register((api) => registerEvidence(api, { ...options, access }));
    await scope.register((api) => registerEvalRuns(api, { ...options, access }));
    registerCalendar(scope, options);
    await scope.register((api) => registerApi(api, { ...options, access }));
    await scope.register((pages) => registerPages(pages, { ...options, access }));
  });
}
