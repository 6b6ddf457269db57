import type { FastifyInstance } from 'fastify';
import { onlySystem } from '../readiness/assess.ts';
import { findSystem } from '../readiness/find-system.ts';
import { type Asked, type Exchange, type PageOptions, page, withReader } from './entry.ts';
import { noSystemPage, readinessPage } from './pages/readiness.ts';

type Named = { system: string };

/** How ready all systems are, or one. Without the token private incidents are not counted. */
export function registerReadinessPages(app: FastifyInstance, options: PageOptions): void {
  app.get('/readiness', (request: Asked, reply) =>
    withReader(options, { request, reply }, async (trusted) =>
      page(reply, readinessPage(await options.readiness({ trusted }))),
    ),
  );
  app.get('/readiness/:system', (request: Asked<Named>, reply) => one(options, { request, reply }));
}

async function one(options: PageOptions, { request, reply }: Exchange<Named>) {
  return withReader(options, { request, reply }, async (trusted) => {
    const all = await options.readiness({ trusted });
    const ids = all.systems.map(({ system }) => system);
    const found = findSystem(request.params.system, ids);
    return 'rejected' in found
      ? page(reply.code(404), noSystemPage(found))
      : page(reply, readinessPage(onlySystem(all, found.id)));
  });
}
