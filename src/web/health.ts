import type { FastifyInstance } from 'fastify';
import type { HealthAnswer, ReadyAnswer } from './contract/health.ts';
import type { Check, WebOptions } from './options.ts';

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work; if not, why. The store is checked at each request,
 * because only a write shows that it can write; `state` tells the rest.
 */
export function registerHealth(app: FastifyInstance, { store, state }: WebOptions): void {
  app.get('/healthz', (): HealthAnswer => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const [alive, told] = await Promise.all([pinged(store), state()]);
    const checks = [alive, ...told.checks];
    const ready = checks.every((it) => it.ok || !it.required);
    const answer: ReadyAnswer = { ready, reasons: checks.filter((it) => !it.ok), checks };
    return reply.code(ready ? 200 : 503).send(answer);
  });
}

async function pinged(store: WebOptions['store']): Promise<Check> {
  try {
    await store.ping();
    return { name: 'store', ok: true, required: true, detail: 'The store takes writes.' };
  } catch {
    return {
      name: 'store',
      ok: false,
      required: true,
      detail: 'The store can’t write. See the log for the cause.',
    };
  }
}
