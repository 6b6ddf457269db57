import type { FastifyInstance } from 'fastify';
import { BusyError, ConfigError } from '../errors.ts';
import type { HealthAnswer, ReadyAnswer } from './contract/health.ts';
import type { Check, ReadyState, WebOptions } from './options.ts';

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work; if not, why. The store is checked at each request,
 * because only a write shows that it can write; `state` tells the rest.
 */
export function registerHealth(app: FastifyInstance, { store, state }: WebOptions): void {
  app.get('/healthz', (): HealthAnswer => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const [alive, told] = await Promise.all([pinged(store), toldOf(state)]);
    const checks = [alive, ...told.checks];
    const ready = checks.every((it) => it.ok || !it.required);
    const answer: ReadyAnswer = { ready, reasons: checks.filter((it) => !it.ok), checks };
    return reply.code(ready ? 200 : 503).send(answer);
  });
}

async function pinged(store: WebOptions['store']): Promise<Check> {
  try {
    await store.ping();
    return { name: 'store', ok: true, required: true, detail: `The store takes writes (${store.database}).` };
  } catch (error) {
    return { name: 'store', ok: false, required: true, detail: whyNot(error) };
  }
}

/** Only what was put into words for people is shown; anything else could hold what is nobody's business. */
function whyNot(error: unknown): string {
  const known = error instanceof ConfigError || error instanceof BusyError;
  return known ? `${error.message}.` : 'The store can’t write. See the log for the cause.';
}

/** A store that can't even be read must not keep `/readyz` from saying so. */
async function toldOf(state: WebOptions['state']): Promise<ReadyState> {
  try {
    return await state();
  } catch (error) {
    return { checks: [{ name: 'timers', ok: false, required: true, detail: whyNot(error) }] };
  }
}
