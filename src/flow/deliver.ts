import type { EffectBody, StoredEffect } from '../domain/incident/effects.ts';
import { wordIn } from '../domain/incident/rooms.ts';
import type { Opened } from '../domain/incident/state.ts';
import { airb } from '../domain/people.ts';
import { type Duration, type Instant, minute, second } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Failure } from '../ports/metrics.ts';
import type { Settlement, Writes } from '../ports.ts';
import { directPage, senders } from './senders.ts';
import { chatName, type DeliverDeps, type Sent } from './sending.ts';

export interface Deliverer {
  /** Sends whatever is due until nothing is; safe to call at any time, overlapping calls join. */
  run(): Promise<void>;
  /** Stops taking new effects and waits for those under way. */
  stop(): Promise<void>;
  /** Effects handed to a port right now. */
  inFlight(): number;
}

/** Side by side, across all lanes. */
const width = 32;

/** Waits between attempts: 1 s, 2 s, 4 s … at most two minutes. */
export function backOff(attempts: number): Duration {
  return Math.min(second * 2 ** Math.min(attempts, 10), 2 * minute);
}

/** A decoration is tried this often; a page, a post or an action goes on until it is through. */
const decorationTries = 5;

/**
 * The one sender: due effects leave by their ports, lane by lane in order, and their outcome comes back as a command in
 * the transaction that settles them.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  const { store, handler, clock, jobs, log, metrics } = deps;
  const sendBy = senders(deps);
  const busy = new Map<string, Promise<void>>();
  let running: Promise<void> | undefined;
  let kick: () => void = () => undefined;
  let stopped = false;
  /** The store failed us: no more is taken until the next wake-up, or the same effects would go round and round. */
  let stumbled = false;
  /** Outcomes the store could not take. Their effects stay `sending`, so nothing of their lanes leaves meanwhile. */
  let owed: { key: string; write: () => Promise<void> }[] = [];

  async function run(): Promise<void> {
    kick();
    running ??= drain()
      .catch((error) => log.error({ error: String(error) }, 'effects can not be taken from the store'))
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  async function drain(): Promise<void> {
    stumbled = false;
    const debts = owed;
    owed = [];
    for (const debt of debts) await settle(debt);
    while (!stopped && !stumbled) {
      // Whoever calls run() meanwhile has new work: look again instead of waiting for what is under way.
      const kicked = new Promise<void>((resolve) => {
        kick = resolve;
      });
      const free = width - busy.size;
      const claimed =
        free > 0 ? await store.claim({ now: clock.now(), busyLanes: [...busy.keys()], limit: free }) : [];
      for (const effect of claimed) start(effect);
      if (busy.size === 0) break;
      await Promise.race([kicked, ...busy.values()]);
    }
    if (stumbled) await Promise.all(busy.values());
    const next = stumbled || stopped ? undefined : await store.nextDue();
    if (next !== undefined) jobs.wakeAt(next);
  }

  function start(effect: StoredEffect): void {
    const lane = laneOf(effect);
    if (effect.attempts === 0) metrics.effectTaken(clock.now() - effect.dueAt);
    const work = deliver(effect)
      .catch((error) => {
        stumbled = true;
        log.error({ effect: effect.key, error: String(error) }, 'an effect could not be taken up');
      })
      .finally(() => busy.delete(lane));
    busy.set(lane, work);
  }

  async function deliver(effect: StoredEffect): Promise<void> {
    if (effect.body.kind === 'timer') {
      const settle: Settlement = { key: effect.key, state: 'done' };
      const result = await handler.handle(effect.incident, effect.body.command, airb, { also: { settle } });
      if (result.ok && result.events.some((event) => event.type === 'update.missed')) metrics.updateMissed();
      return;
    }
    const incident = await handler.incident(effect.incident);
    if (incident === undefined)
      return settled({ key: effect.key, state: 'failed', error: 'no such incident' });
    await settle({ key: effect.key, write: await send(effect.body.kind, effect, incident) });
  }

  /** Hands the effect to its port. What comes back writes the outcome, and may be called again when it fails. */
  async function send(
    kind: Exclude<EffectBody['kind'], 'timer'>,
    effect: StoredEffect,
    incident: Opened,
  ): Promise<() => Promise<void>> {
    try {
      const sent = await sendBy[kind](effect, incident);
      return () => finish(effect, sent);
    } catch (error) {
      return () => failed(effect, incident, asDeliveryError(error));
    }
  }

  /** What was sent was sent: an outcome that can't be written is kept and written later, never sent again. */
  async function settle(debt: { key: string; write: () => Promise<void> }): Promise<void> {
    try {
      await debt.write();
    } catch (error) {
      stumbled = true;
      owed.push(debt);
      log.error({ effect: debt.key, error: String(error) }, 'the outcome of an effect is not written yet');
    }
  }

  async function finish(effect: StoredEffect, sent: Sent): Promise<void> {
    const also = { settle: { key: effect.key, state: 'done' as const }, ...sent.also };
    if (sent.command) await handler.handle(effect.incident, sent.command, airb, { also });
    else await store.write({}, () => ({ writes: also, answer: undefined }));
  }

  async function settled(settle: Settlement): Promise<void> {
    await store.write({}, () => ({ writes: { settle }, answer: undefined }));
  }

  async function failed(effect: StoredEffect, incident: Opened, error: DeliveryError): Promise<void> {
    const { key } = effect;
    const now = clock.now();
    if (!error.throttled) metrics.effectFailed(effect.body.kind, failureOf(error));
    log.warn(
      { effect: key, kind: effect.body.kind, code: error.code, attempts: effect.attempts },
      error.message,
    );
    if (error.throttled) {
      await settled({
        key,
        // Asked to slow down while looking for it: whether it arrived is still in doubt.
        state: effect.state === 'uncertain' ? 'uncertain' : 'pending',
        dueAt: now + (error.afterMs ?? second),
        error: error.message,
        counted: false,
      });
      if ((error.afterMs ?? 0) >= 10 * second) await sayOnce(incident, 'rate_limited', error.message);
      return;
    }
    if (effect.body.kind === 'room.open' && !error.retry) await sayNoRoom(effect.body, incident, error);
    const again = retryAt(effect, error, now);
    if (again !== undefined) {
      const state = error.uncertain || effect.state === 'uncertain' ? 'uncertain' : 'pending';
      await settled({ key, state, dueAt: again, error: error.message, counted: true });
      if (effect.attempts === 2 && !isDecoration(effect))
        await sayOnce(incident, `slow:${error.code}`, `Something was held up for a while: ${error.message}`);
      return;
    }
    await giveUp(effect, incident, error);
  }

  async function giveUp(effect: StoredEffect, incident: Opened, error: DeliveryError): Promise<void> {
    const settle: Settlement = { key: effect.key, state: 'failed', error: error.message };
    const release = releaseOf(effect, incident);
    const by = airb;
    const command = outcomeOfFailure(deps, effect, { incident, error });
    await handler.handle(effect.incident, command, by, { also: release ? { settle, release } : { settle } });
  }

  /** Told at once and not after the wait: somebody may have to grant something, and those paged look for the room. */
  async function sayNoRoom(body: { chat?: string }, incident: Opened, error: DeliveryError): Promise<void> {
    const chat = chatName(body, incident);
    const command = {
      type: 'trouble',
      code: `room:${chat}`,
      text: error.message,
      about: 'room',
      chat,
    } as const;
    await handler.handle(incident.number, command, airb);
  }

  async function sayOnce(incident: Opened, code: string, text: string): Promise<void> {
    if (incident.troubles.includes(code)) return;
    await handler.handle(incident.number, { type: 'trouble', code, text }, airb);
  }

  async function stop(): Promise<void> {
    stopped = true;
    await running;
    await Promise.all(busy.values());
  }

  return { run, stop, inFlight: () => busy.size };
}

/** Lanes belong to an incident. */
function laneOf(effect: StoredEffect): string {
  return `${effect.incident}/${effect.lane}`;
}

/** What waits for this effect must not wait for ever when it can't be had. */
function releaseOf(effect: StoredEffect, { plan }: Opened): Writes['release'] {
  const { body } = effect;
  if (body.kind !== 'draw') return undefined;
  const word = `slot:${body.slot}`;
  return {
    incident: effect.incident,
    words: [body.chat === undefined ? word : wordIn(plan, body.chat, word)],
  };
}

function isDecoration(effect: StoredEffect): boolean {
  const { kind } = effect.body;
  return kind === 'room.topic' || kind === 'room.links' || kind === 'room.pin';
}

/** When to try again; undefined when it is over. A room that can't be opened is tried until an admin has mended it. */
function retryAt(effect: StoredEffect, error: DeliveryError, now: Instant): Instant | undefined {
  if (effect.body.kind === 'room.open' && !error.retry) return now + 5 * minute;
  if (!error.retry && !error.uncertain) return undefined;
  if (isDecoration(effect) && effect.attempts + 1 >= decorationTries) return undefined;
  return now + Math.max(error.afterMs ?? 0, backOff(effect.attempts));
}

function failureOf({ retry, uncertain }: DeliveryError): Failure {
  if (uncertain) return 'uncertain';
  return retry ? 'passing' : 'refused';
}

function outcomeOfFailure(
  { chats }: DeliverDeps,
  effect: StoredEffect,
  { incident, error }: { incident: Opened; error: DeliveryError },
) {
  const { body } = effect;
  if (body.kind === 'page') {
    const people = body.people.map((id) => ({ id, name: incident.plan.people[id]?.name ?? id }));
    return { type: 'page.failed' as const, level: body.level, route: body.route, people, why: error.message };
  }
  const page = body.kind === 'draw' ? directPage(body, incident) : undefined;
  if (page) return { type: 'page.failed' as const, ...page, why: error.message };
  if (body.kind === 'action') {
    const { action, dryRun } = body;
    return {
      type: 'rollback.responded' as const,
      action,
      dryRun,
      ok: false,
      status: 0,
      response: error.message,
    };
  }
  const trouble = { type: 'trouble' as const, code: error.code, text: error.message };
  const meant = chatName('chat' in body ? body : {}, incident);
  const chat = chats.find(({ name, cannot }) => name === meant && cannot.includes(error.message));
  return chat ? { ...trouble, about: 'limit' as const, chat: chat.name } : trouble;
}

function asDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DeliveryError(message, { retry: true, code: 'unexpected', cause: error });
}
