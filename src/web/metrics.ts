import type { FastifyInstance } from 'fastify';
import type { WebOptions } from './options.ts';

/** `/metrics` in the Prometheus text format. */
export function registerMetrics(app: FastifyInstance, { scrape }: WebOptions): void {
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await scrape();
    return reply.type(contentType).send(text);
  });
}
