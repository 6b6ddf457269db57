import type { StoredEffect } from '../../ports/outbox.ts';
import { createClaim } from './claim.ts';
import { createFire, isTimer } from './fire.ts';
import { createRetry } from './retry.ts';
import { createSend } from './send.ts';
import type { DeliverDeps } from './sending.ts';
import { createSettle } from './settle.ts';

export interface Deliverer {
  /** Sends whatever is due until nothing is; safe to call at any time, overlapping calls join. */
  run(): Promise<void>;
  /** Stops taking new effects and waits for those under way. */
  stop(): Promise<void>;
  /** Effects handed to a port right now. */
  inFlight(): number;
}

/**
 * The one sender: due effects leave by their ports, lane by lane in order, and their outcome comes back as a command in
 * the transaction that settles them.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  const { store, jobs, clock, log, metrics } = deps;
  const claim = createClaim(deps);
  const fire = createFire(deps);
  const send = createSend(deps);
  const retry = createRetry(deps);
  const settle = createSettle(deps);
  let running: Promise<void> | undefined;
  let kick: () => void = () => undefined;
  let stopped = false;
  /** The store failed us: no more is taken until the next wake-up, or the same effects would go round and round. */
  let stumbled = false;

  /** The way of one effect. @returns false when its outcome could not be written yet */
  async function deliver(effect: StoredEffect): Promise<boolean> {
    if (isTimer(effect)) return fire(effect);
    const outcome = await send(effect);
    return settle.write(effect.key, () => ('error' in outcome ? retry(outcome) : settle.done(outcome)));
  }

  function start(effect: StoredEffect): void {
    if (effect.attempts === 0) metrics.effectTaken(clock.now() - effect.dueAt);
    const work = deliver(effect).then(
      (written) => {
        if (!written) stumbled = true;
      },
      (error) => {
        stumbled = true;
        log.error({ effect: effect.key, error: String(error) }, 'an effect could not be taken up');
      },
    );
    claim.hold(effect, work);
  }

  async function drain(): Promise<void> {
    stumbled = !(await settle.owed());
    while (!stopped && !stumbled) {
      // Whoever calls run() meanwhile has new work: look again instead of waiting for what is under way.
      const kicked = new Promise<void>((resolve) => {
        kick = resolve;
      });
      for (const effect of await claim.next()) start(effect);
      if (claim.held() === 0) break;
      await Promise.race([kicked, ...claim.underWay()]);
    }
    if (stumbled) await Promise.all(claim.underWay());
    const next = stumbled || stopped ? undefined : await store.nextDue();
    if (next !== undefined) jobs.wakeAt(next);
  }

  async function run(): Promise<void> {
    kick();
    running ??= drain()
      .catch((error) => log.error({ error: String(error) }, 'effects can not be taken from the store'))
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  async function stop(): Promise<void> {
    stopped = true;
    await running;
    await Promise.all(claim.underWay());
  }

  return { run, stop, inFlight: claim.held };
}
