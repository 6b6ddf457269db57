import { roomIn } from '../../domain/incident/rooms.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { airb } from '../../domain/people.ts';
import type { RoomRef } from '../../domain/refs.ts';
import { type Duration, hour, type Instant, minute, second } from '../../domain/time.ts';
import type { DeliveryError } from '../../errors.ts';
import type { Failure } from '../../ports/metrics.ts';
import type { PutBack, StoredEffect } from '../../ports/outbox.ts';
import { trackerWords } from '../../views/follow-up/item-words.ts';
import { dueWork } from '../due.ts';
import { outcomeOfFailure, releaseOf } from './give-up.ts';
import { leaseOver } from './leases.ts';
import type { Undelivered } from './send.ts';
import { chatName, type DeliverDeps } from './sending.ts';

/** Waits between attempts: 1 s, 2 s, 4 s … at most two minutes. */
export function backOff(attempts: number): Duration {
  return Math.min(second * 2 ** Math.min(attempts, 10), 2 * minute);
}

/** A decoration is tried this often; a page, a post or an action goes on until it is through. */
const decorationTries = 5;
/** A wait this long is told in the room and in the log. */
const longWait = 10 * second;
/** The same for what is there and only shows an older state, and for decoration. */
const longWaitForLooks = minute;
/** No platform's wish puts anything off for longer: `Retry-After` is text from outside. */
const longestWait = hour;

/**
 * How long after its time an effect that was put off is left to the one who knows where it stopped. One whose lease is over
 * leaves it to anybody, who looks first.
 */
const comesBack = 10 * second;

type Undone = Undelivered & { incident: Opened };

/** Decides what comes after a failure, and writes it: later, again, or given up. Being throttled is no attempt. */
export function createRetry(deps: DeliverDeps): (failure: Undelivered) => Promise<void> {
  const { store, writer, clock, jobs, log, metrics } = deps;

  async function later({ effect, incident, error }: Undone): Promise<void> {
    const wait = Math.min(error.afterMs ?? second, longestWait);
    await putBack(effect, error, {
      // Asked to slow down while looking for it: whether it arrived is still in doubt.
      state: effect.state === 'uncertain' ? 'uncertain' : 'pending',
      dueAt: clock.now() + wait,
      counted: false,
      ...(goesOn(effect) && { keptFor: error.code === leaseOver ? 1 : wait + comesBack }),
    });
    if (!isPacing(effect, error) && !isDecoration(effect))
      await sayOnce(incident, 'rate_limited', error.message);
  }

  async function again({ effect, incident, error }: Undone, dueAt: Instant): Promise<void> {
    const state = error.uncertain || effect.state === 'uncertain' ? 'uncertain' : 'pending';
    await putBack(effect, error, { state, dueAt, counted: true });
    jobs.wakeAt(dueAt, dueWork(effect, incident));
    const refused = effect.body.kind === 'issue' && !error.retry;
    if (refused || (effect.attempts === 2 && !isDecoration(effect)))
      await sayHeldUp({ effect, incident, error });
  }

  async function giveUp({ effect, incident, error }: Undone): Promise<void> {
    const settle = { key: effect.key, state: 'failed' as const, error: error.message };
    const release = releaseOf(effect, incident);
    const command = outcomeOfFailure(deps, effect, { incident, error });
    await writer.handle(effect.incident, command, airb, {
      also: release ? { settle, release } : { settle },
    });
  }

  /** The effect waits for the room that takes its place; where none does any more, it is given up. */
  async function roomLost(failure: Undone, room: RoomRef): Promise<void> {
    const { effect, error } = failure;
    const told = await writer.handle(effect.incident, { type: 'room.lost', room, why: error.message }, airb);
    if (told.ok && !told.incident.rooms.some(({ ref }) => ref === room))
      return putBack(effect, error, { state: 'pending', dueAt: clock.now() + second, counted: false });
    return giveUp(failure);
  }

  async function putBack(
    { key }: StoredEffect,
    { message: error }: DeliveryError,
    to: Omit<PutBack, 'key' | 'error'>,
  ): Promise<void> {
    await store.write({}, () => ({ writes: { settle: { key, error, ...to } }, answer: undefined }));
  }

  /** Told at once and not after the wait: somebody may have to grant something, and those paged look for the room. */
  async function sayNoRoom(body: { chat?: string }, incident: Opened, error: DeliveryError): Promise<void> {
    const chat = chatName(body, incident);
    const trouble = { type: 'trouble', code: `room:${chat}`, text: error.message, about: 'room' } as const;
    await writer.handle(incident.number, { ...trouble, chat }, airb);
  }

  /** A delay of the chat is over once the chat takes the sentence about it; a target or a pager may still be away. */
  async function sayHeldUp({ effect: { body }, incident, error }: Undone): Promise<void> {
    if (body.kind === 'action' && !body.dryRun) {
      const text = `The rollback of ${body.part} to ${body.to} is held up: ${error.message}`;
      return sayOnce(incident, `trying:${body.action}`, text);
    }
    if (body.kind === 'issue') {
      const text = `Action item ${body.item} is not in ${trackerWords[body.tracker]} yet, and airb goes on trying: ${error.message}`;
      return sayOnce(incident, `issue:${body.item}`, text);
    }
    if (body.kind === 'page') {
      const [code, what] =
        body.action === 'trigger' ? ['paging', 'A page'] : ['calling-off', 'The end of a page'];
      return sayOnce(incident, `${code}:${error.code}`, `${what} is held up: ${error.message}`);
    }
    await sayOnce(incident, `slow:${error.code}`, `Something was held up for a while: ${error.message}`);
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
    log[isPacing(effect, error) ? 'info' : 'warn'](
      { effect: key, kind: body.kind, code: error.code, attempts },
      error.message,
    );
    const failure = { effect, incident, error };
    const lost = error.gone && isOpen(incident) ? roomMeant(effect, incident) : undefined;
    if (lost !== undefined) return roomLost(failure, lost);
    if (error.throttled) return later(failure);
    if (body.kind === 'room.open' && !error.retry) await sayNoRoom(body, incident, error);
    const dueAt = retryAt(effect, error, now);
    return dueAt === undefined ? giveUp(failure) : again(failure, dueAt);
  };
}

/** The room that an effect was sent to; undefined where it goes to a person or a channel, or opens a room. */
function roomMeant({ body }: StoredEffect, incident: Opened): RoomRef | undefined {
  const inRoom =
    ('place' in body && body.place.to === 'room') ||
    ['room.invite', 'room.rename', 'room.topic', 'room.links', 'room.pin', 'canvas'].includes(body.kind);
  return inRoom ? roomIn(incident, chatName(body as { chat?: string }, incident))?.ref : undefined;
}

function isDecoration({ body }: StoredEffect): boolean {
  if (body.kind === 'file') return body.content === 'chart.png';
  if (body.kind === 'canvas') return body.unsays === undefined;
  return ['room.rename', 'room.topic', 'room.links', 'room.pin'].includes(body.kind);
}

/** What a chat carries out may be half done when it is put off, and only this process knows which half. */
function goesOn({ body: { kind } }: StoredEffect): boolean {
  return ![
    'timer',
    'page',
    'publish',
    'subscribers',
    'action',
    'look',
    'read',
    'share',
    'letter',
    'issue',
    'examples',
  ].includes(kind);
}

/** A platform's rate limit at work: an ordinary pause, and no trouble until it is long enough to be felt. */
function isPacing(effect: StoredEffect, { throttled, afterMs = 0 }: DeliveryError): boolean {
  const onlyLooks = effect.body.kind === 'draw' || isDecoration(effect);
  return throttled && afterMs < (onlyLooks ? longWaitForLooks : longWait);
}

/** When to try again; undefined when it is over. A room that can't be opened is tried until an admin has mended it. */
function retryAt(effect: StoredEffect, error: DeliveryError, now: Instant): Instant | undefined {
  if (effect.body.kind === 'room.open' && !error.retry) return now + 5 * minute;
  // A token or a project that the tracker refuses is put right some day; the item is owed until then.
  if (effect.body.kind === 'issue' && !error.retry) return now + hour;
  if (!error.retry && !error.uncertain) return undefined;
  if (isDecoration(effect) && effect.attempts + 1 >= decorationTries) return undefined;
  return now + Math.min(Math.max(error.afterMs ?? 0, backOff(effect.attempts)), longestWait);
}

/** What a failed delivery means, in one of a few words. */
export function failureOf({ retry, uncertain }: DeliveryError): Failure {
  if (uncertain) return 'uncertain';
  return retry ? 'passing' : 'refused';
}
