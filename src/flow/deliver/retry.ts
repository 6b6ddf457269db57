import type { Opened } from '../../domain/incident/state.ts';
import { airb } from '../../domain/people.ts';
import { type Duration, type Instant, minute, second } from '../../domain/time.ts';
import type { DeliveryError } from '../../errors.ts';
import type { Failure } from '../../ports/metrics.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import { outcomeOfFailure, releaseOf } from './give-up.ts';
import type { Undelivered } from './send.ts';
import { chatName, type DeliverDeps } from './sending.ts';

/** The wait before the next attempt, in milliseconds: 1 s, 2 s, 4 s … at most two minutes. */
export function backOff(attempts: number): Duration {
  return Math.min(second * 2 ** Math.min(attempts, 10), 2 * minute);
}

/** A decoration gets this many attempts. A page, a message or an action is tried until it succeeds. */
const decorationTries = 5;
/** The room is told of a wait this long. */
const longWait = 10 * second;

type Undone = Undelivered & { incident: Opened };

/**
 * Decides what follows a failure, and writes it: try later, try again, or give up. Being throttled does not count as an
 * attempt.
 */
export function createRetry(deps: DeliverDeps): (failure: Undelivered) => Promise<void> {
  const { store, writer, clock, log, metrics } = deps;

  async function later({ effect, incident, error }: Undone): Promise<void> {
    await putBack(effect, error, {
      // Throttled while it looked for an earlier send: whether that one arrived is still unknown.
      state: effect.state === 'uncertain' ? 'uncertain' : 'pending',
      dueAt: clock.now() + (error.afterMs ?? second),
      counted: false,
    });
    if ((error.afterMs ?? 0) >= longWait) await sayOnce(incident, 'rate_limited', error.message);
  }

  async function again({ effect, incident, error }: Undone, dueAt: Instant): Promise<void> {
    const state = error.uncertain || effect.state === 'uncertain' ? 'uncertain' : 'pending';
    await putBack(effect, error, { state, dueAt, counted: true });
    if (effect.attempts === 2 && !isDecoration(effect))
      await sayOnce(incident, `slow:${error.code}`, `Something was held up for a while: ${error.message}`);
  }

  async function giveUp({ effect, incident, error }: Undone): Promise<void> {
    const settle = { key: effect.key, state: 'failed' as const, error: error.message };
    const release = releaseOf(effect, incident);
    const command = outcomeOfFailure(deps, effect, { incident, error });
    await writer.handle(effect.incident, command, airb, {
      also: release ? { settle, release } : { settle },
    });
  }

  async function putBack(
    { key }: StoredEffect,
    { message: error }: DeliveryError,
    to: { state: 'pending' | 'uncertain'; dueAt: Instant; counted: boolean },
  ): Promise<void> {
    await store.write({}, () => ({ writes: { settle: { key, error, ...to } }, answer: undefined }));
  }

  /**
   * Tells the other rooms at once, not after the wait: somebody may have to grant a permission, and paged people look
   * for the room.
   */
  async function sayNoRoom(body: { chat?: string }, incident: Opened, error: DeliveryError): Promise<void> {
    const chat = chatName(body, incident);
    const trouble = { type: 'trouble', code: `room:${chat}`, text: error.message, about: 'room' } as const;
    await writer.handle(incident.number, { ...trouble, chat }, airb);
  }

  async function sayOnce(incident: Opened, code: string, text: string): Promise<void> {
    if (incident.troubles.includes(code)) return;
    await writer.handle(incident.number, { type: 'trouble', code, text }, airb);
  }

  return async ({ effect, incident, error }) => {
    if (incident === undefined) {
      const settle = { key: effect.key, state: 'failed' as const, error: error.message };
      return store.write({}, () => ({ writes: { settle }, answer: undefined }));
    }
    const now = clock.now();
    const { key, body, attempts } = effect;
    if (!error.throttled) metrics.effectFailed(effect.body.kind, failureOf(error));
    log.warn({ effect: key, kind: body.kind, code: error.code, attempts }, error.message);
    const failure = { effect, incident, error };
    if (error.throttled) return later(failure);
    if (body.kind === 'room.open' && !error.retry) await sayNoRoom(body, incident, error);
    const dueAt = retryAt(effect, error, now);
    return dueAt === undefined ? giveUp(failure) : again(failure, dueAt);
  };
}

function isDecoration({ body: { kind } }: StoredEffect): boolean {
  return kind === 'room.topic' || kind === 'room.links' || kind === 'room.pin';
}

/**
 * When to try again; undefined when no attempt is left. A room that can't be opened is tried until an admin has
 * repaired it.
 */
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
