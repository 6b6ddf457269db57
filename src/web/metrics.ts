import type { FastifyInstance } from 'fastify';
import type { Metrics } from './gauges.ts';
import type { WebOptions } from './options.ts';

/**
 * `/metrics` in the Prometheus text format. Counts since the start are shown as they are: Prometheus sees resets. The
 * library behind it is loaded by the first scrape: a bot nobody scrapes starts faster and is smaller without it.
 */
export function registerMetrics(app: FastifyInstance, { stats }: WebOptions): void {
  let opened: Promise<Metrics> | undefined;
  app.get('/metrics', async (_request, reply) => {
    opened ??= import('./gauges.ts').then(({ openMetrics }) => openMetrics());
    const { registry, update } = await opened;
    update(await stats());
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
