import type { Duration, Instant } from '../../domain/time.ts';
import type { Turn } from '../../ports/chat.ts';
import type { Taken, Wanted } from '../../ports/rate-limiter.ts';
import { type Buckets, createBuckets } from './buckets.ts';

/**
 * Decides who may call next, where a platform limits how often it is called. Higher severity goes first. At the same
 * severity, incidents take turns. At the same turn, the one that has waited longest goes first. A call without a turn
 * answers a waiting person, or is made once at start: it goes as soon as there is a token.
 */
export interface Turns {
  /**
   * Takes a token out of each bucket; takes none when one bucket has none. Whoever must wait keeps their place, and is
   * expected back after the returned time. Tokens due to those ahead are not free for those behind.
   * @returns 0, or the milliseconds to wait
   */
  take(wanted: Wanted, now: Instant, turn?: Turn): Duration;
  /**
   * What was taken here is not to be had where others take as well: it is given back, and whoever took it keeps their place.
   */
  refused(wanted: Wanted, answer: Extract<Taken, { taken: false }>, now: Instant, turn?: Turn): void;
  /** The rank of the most severe that waits for one of these buckets, beside this turn. */
  mostSevere(wanted: Wanted, now: Instant, turn?: Turn): number | undefined;
  /** The effect has ended, by success or failure, so it loses its place. */
  leave(key: string): void;
  /** Lets nobody take a token from this bucket before `until`. */
  pause(bucket: string, until: Instant): void;
}

/**
 * Milliseconds after which nobody waits for an effect that has not come back. It still finds its place when it comes.
 */
const patience: Duration = 30_000;
/** Milliseconds after which an effect that has not come back is forgotten. */
const forgotten: Duration = 15 * 60_000;

interface Place {
  turn: Turn;
  /** How many places were given before this one. */
  since: number;
  /** The number of its turn in each queue it stood in. Incidents with the same number are equal. */
  numbers: Map<string, number>;
  /** The queue it waits in; empty while its calls go through. */
  queue: string;
  wants: Wanted;
  backAt: Instant;
}

/**
 * Makes a queue in which nobody waits.
 * @param buckets the tokens it gives out
 */
export function createTurns(buckets: Buckets = createBuckets()): Turns {
  const places = new Map<string, Place>();
  let came = 0;
  let sweptAt = 0;

  /**
   * The place of a turn in a queue.
   * @param queue calls that are counted together; the first bucket gives the name
   */
  function placeOf(turn: Turn, queue: string): Place {
    const place = places.get(turn.key) ?? newPlace(turn, queue);
    places.set(turn.key, place);
    place.turn = turn;
    place.queue = queue;
    if (!place.numbers.has(queue)) place.numbers.set(queue, turnNumber(places.values(), queue, turn));
    return place;
  }

  function newPlace(turn: Turn, queue: string): Place {
    came += 1;
    return { turn, since: came, numbers: new Map(), queue, wants: [], backAt: 0 };
  }

  function sweep(now: Instant): void {
    if (now - sweptAt <= patience) return;
    sweptAt = now;
    for (const [key, { backAt }] of places) if (now - backAt > forgotten) places.delete(key);
  }

  return {
    take(wanted, now, turn) {
      const queue = wanted[0]?.[0];
      if (queue === undefined) return 0;
      sweep(now);
      const place = turn && placeOf(turn, queue);
      const ahead = place ? aheadOf({ place, wanted, now }, places.values()) : [];
      const wait = waitBehind(ahead, wanted, (one) => ({
        free: buckets.free(...one, now),
        waitFor: (tokens) => buckets.waitFor(tokens, one, now),
      }));
      if (wait === 0) buckets.spend(wanted, now);
      if (place) {
        place.wants = wait === 0 ? [] : wanted;
        place.backAt = now + wait;
      }
      return wait;
    },
    refused(wanted, answer, now, turn) {
      buckets.giveBack(wanted, now);
      for (const [n, bucket] of wanted.entries()) {
        const state = answer.buckets[n];
        if (state) buckets.learn(bucket, state, now);
      }
      const place = turn && places.get(turn.key);
      if (!place) return;
      place.wants = wanted;
      place.backAt = now + answer.wait;
    },
    mostSevere(wanted, now, turn) {
      const waiting = [...places.values()].filter(
        (place) => place.turn.key !== turn?.key && isExpected(place, now) && wantsAny(place, wanted),
      );
      return waiting.length === 0 ? undefined : Math.min(...waiting.map((place) => place.turn.rank));
    },
    leave: (key) => void places.delete(key),
    pause: buckets.pause,
  };
}

/** True when the place waits and may still claim its tokens; false when it should have been back by now. */
function isExpected({ wants, backAt }: Place, now: Instant): boolean {
  return wants.length > 0 && now - backAt <= patience;
}

/**
 * The number of the turn an effect begins in a queue. A new incident begins at the number now being served; one that
 * has places in the queue goes behind its own. A page never waits behind other effects of its incident.
 */
function turnNumber(places: Iterable<Place>, queue: string, { incident, rank, urgent }: Turn): number {
  let served: number | undefined;
  let own = 0;
  for (const { turn, numbers } of places) {
    const number = numbers.get(queue);
    if (number === undefined) continue;
    if (turn.rank === rank) served = Math.min(served ?? number, number);
    if (turn.incident === incident) own = Math.max(own, number + 1);
  }
  return urgent ? (served ?? 0) : Math.max(served ?? 0, own);
}

/** The places that go before `place` and want some of the same buckets. */
function aheadOf(
  { place, wanted, now }: { place: Place; wanted: Wanted; now: Instant },
  others: Iterable<Place>,
): Place[] {
  const ahead: Place[] = [];
  for (const one of others)
    if (isExpected(one, now) && inOrder(one, place) < 0 && wantsAny(one, wanted)) ahead.push(one);
  return ahead;
}

function wantsAny({ wants }: Place, wanted: Wanted): boolean {
  return wants.some(([name]) => wanted.some(([other]) => other === name));
}

/** Order: severity, then turn, then who came first. */
function inOrder(a: Place, b: Place): number {
  return a.turn.rank - b.turn.rank || numberOf(a) - numberOf(b) || a.since - b.since;
}

/** Another attempt counts as one turn later than a new effect, so that it never takes the turn of a new one. */
function numberOf({ numbers, queue, turn }: Place): number {
  return (numbers.get(queue) ?? 0) + (turn.again ? 1 : 0);
}

/** What a bucket holds: the tokens free now, and how long until it holds a given number. */
type Look = (bucket: Wanted[number]) => { free: number; waitFor(tokens: number): Duration };

/**
 * How long to wait behind those ahead.
 * @returns 0 when each bucket has a token left after those ahead who can go now; else the milliseconds to wait
 */
function waitBehind(ahead: Place[], wanted: Wanted, look: Look): Duration {
  const left = new Map<string, number>();
  const leftIn = (bucket: Wanted[number]) => left.get(bucket[0]) ?? look(bucket).free;
  const canGo = (wants: Wanted) => wants.every((bucket) => leftIn(bucket) >= 1);
  if (canGo(wanted)) {
    for (const { wants } of [...ahead].sort(inOrder))
      if (canGo(wants)) for (const bucket of wants) left.set(bucket[0], leftIn(bucket) - 1);
    if (canGo(wanted)) return 0;
  }
  const aheadIn = (name: string) =>
    ahead.filter(({ wants }) => wants.some(([other]) => other === name)).length;
  return Math.max(...wanted.map((bucket) => look(bucket).waitFor(aheadIn(bucket[0]) + 1)));
}
