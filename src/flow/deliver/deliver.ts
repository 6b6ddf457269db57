import { LeaseLostError } from '../../errors.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import type { Span } from '../../ports/spans.ts';
import { wakeFor } from '../due.ts';
import { noteOutages } from './chat-outage.ts';
import { createClaim } from './claim.ts';
import { createFire, isTimer } from './fire.ts';
import type { Lease } from './leases.ts';
import { createRetry } from './retry.ts';
import { createSend } from './send.ts';
import type { DeliverDeps } from './sending.ts';
import { createSettle } from './settle.ts';
import { noteOutcome, work } from './traced.ts';

/** The first priority of what nobody waits for: sentences, readings, topic, links. */
const decorates = 30;

export interface Deliverer {
  /** Sends everything that is due, until nothing is. Safe to call at any time: a call during a run joins that run. */
  run(): Promise<void>;
  /** Stops taking new effects and waits for those under way. */
  stop(): Promise<void>;
  /** Effects handed to a port right now. */
  inFlight(): number;
}

/**
 * The one sender. It sends due effects through their ports, lane by lane and in order. The outcome comes back as a
 * command, in the transaction that settles the effect.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  const { clock, log, metrics, spans } = deps;
  const claim = createClaim(deps);
  const fire = createFire(deps);
  const send = createSend(deps);
  const retry = createRetry(deps);
  const settle = createSettle(deps);
  const noteChat = noteOutages(deps);
  let running: Promise<void> | undefined;
  let kick: () => void = () => undefined;
  /** True while somebody has asked for a look that did not begin yet. */
  let asked = false;
  let stopped = false;
  /**
   * True after the store failed: nothing more is taken until the next wake-up, because the same effects would come
   * again and again.
   */
  let stumbled = false;

  /**
   * Sends one effect.
   * @returns false when its outcome could not be written yet
   */
  function deliver(effect: StoredEffect, lease: Lease): Promise<boolean> {
    if (isTimer(effect)) return spans.later(work(effect), () => fire(effect));
    return spans.later(work(effect), (span) => sent(effect, lease, span));
  }

  /** Room, page, card and action are called at once; what decorates them begins when those calls are on their way. */
  async function begun(effect: StoredEffect, lease: Lease): Promise<boolean> {
    if (effect.priority >= decorates) for (let turn = 0; turn < 2; turn++) await deps.nextTurn();
    return deliver(effect, lease);
  }

  async function sent(effect: StoredEffect, lease: Lease, span: Span): Promise<boolean> {
    const outcome = await send(effect, lease);
    noteOutcome(span, outcome);
    await noteChat(outcome);
    return settle.write(effect.key, () => ('error' in outcome ? retry(outcome) : settle.done(outcome)));
  }

  function start(effect: StoredEffect, lease: Lease): void {
    if (effect.attempts === 0) metrics.effectTaken(clock.now() - effect.dueAt);
    const delivery = begun(effect, lease).then(
      (written) => {
        if (!written) stumbled = true;
      },
      async (error) => {
        if (error instanceof LeaseLostError) return log.info({ effect: effect.key }, error.message);
        stumbled = true;
        log.error({ effect: effect.key, error: String(error) }, 'an effect could not be taken up');
        if (!isTimer(effect)) await settle.write(effect.key, () => settle.notTaken(effect, String(error)));
      },
    );
    claim.hold(effect, delivery);
  }

  /** Sends what is due, and what falls due meanwhile, until nothing is. */
  async function sendDue(): Promise<void> {
    while (!stopped && !stumbled) {
      asked = false;
      // A caller of run() has new work, so look again instead of waiting for the effects under way.
      const kicked = new Promise<void>((resolve) => {
        kick = resolve;
      });
      const taken = await claim.next();
      if (taken) for (const effect of taken.effects) start(effect, taken.lease);
      // Nothing may be taken: the sweep asks again.
      if (!taken && claim.held() === 0) stumbled = true;
      if (claim.held() === 0) break;
      await Promise.race([kicked, ...claim.underWay()]);
    }
    if (stumbled) await Promise.all(claim.underWay());
  }

  async function drain(): Promise<void> {
    stumbled = !(await settle.owed());
    do {
      await sendDue();
      const next = stumbled || stopped ? undefined : await claim.nextDue();
      if (next !== undefined) await wakeFor(next, deps);
      // Whoever asked after the last look, as a wake-up for this very moment does, has joined a run that is about to end.
    } while (asked && !stumbled && !stopped);
  }

  async function run(): Promise<void> {
    asked = true;
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
