import type { Duration, Instant } from '../../domain/time.ts';
import type { Turn } from '../../ports/chat.ts';
import { type Buckets, createBuckets, type Wanted } from './buckets.ts';

/**
 * Who may call next, where a platform limits how often it is called. First the more severe; at the same severity incidents
 * take turns; at the same turn the one that has waited longest goes first. A call of nobody's turn answers a person who
 * is waiting, or is asked once at start: it goes at once when there is a token.
 */
export interface Turns {
  /**
   * Takes a token out of each bucket, or none when one lacks. Whoever has to wait keeps its place and is expected back
   * after the time it was told; a token that is due to somebody further ahead is not there for those behind.
   * @returns 0, or the milliseconds to wait
   */
  take(wanted: Wanted, now: Instant, turn?: Turn): Duration;
  /** The effect has ended, one way or the other: nobody waits for it any more. */
  leave(key: string): void;
  /** Nothing is taken out of this bucket before `until`. */
  pause(bucket: string, until: Instant): void;
}

/** Whoever comes back later than this is not waited for; their place is kept for when they do. */
const patience: Duration = 30_000;
/** Whoever has not come back by then will not come. */
const forgotten: Duration = 15 * 60_000;

interface Place {
  turn: Turn;
  /** How many came before it, ever. */
  since: number;
  /** Which turn of its incident this is, in each queue it stood in. Incidents with the same number are even. */
  numbers: Map<string, number>;
  /** What it waits for; nothing while its calls go through. */
  queue: string;
  wants: Wanted;
  backAt: Instant;
}

export function createTurns(buckets: Buckets = createBuckets()): Turns {
  const places = new Map<string, Place>();
  let came = 0;
  let sweptAt = 0;

  /** @param queue calls that count together; the first bucket names it */
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
    leave: (key) => void places.delete(key),
    pause: buckets.pause,
  };
}

/** It waits, and its time has come or comes; it is not one that should have been back and is not. */
function isExpected({ wants, backAt }: Place, now: Instant): boolean {
  return wants.length > 0 && now - backAt <= patience;
}

/**
 * The number of a turn somebody begins in a queue. A new incident begins with those who are served now, one that stands
 * there already behind its own. A page does not wait behind what else its incident says.
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

/** Whoever of these goes before `place` and wants some of the same. */
function aheadOf(
  { place, wanted, now }: { place: Place; wanted: Wanted; now: Instant },
  others: Iterable<Place>,
): Place[] {
  const names = new Set(wanted.map(([name]) => name));
  const ahead: Place[] = [];
  for (const one of others)
    if (isExpected(one, now) && inOrder(one, place) < 0 && one.wants.some(([name]) => names.has(name)))
      ahead.push(one);
  return ahead;
}

/** Severity, then turns, then who came first. */
function inOrder(a: Place, b: Place): number {
  return a.turn.rank - b.turn.rank || numberOf(a) - numberOf(b) || a.since - b.since;
}

/** Another attempt goes one turn later than something new, and so takes no turn from it. */
function numberOf({ numbers, queue, turn }: Place): number {
  return (numbers.get(queue) ?? 0) + (turn.again ? 1 : 0);
}

/** What a bucket has: tokens that can be taken now, and how long until so many will have come. */
type Look = (bucket: Wanted[number]) => { free: number; waitFor(tokens: number): Duration };

/** @returns 0 when a token is left in each bucket after those ahead who can go now have gone; else how long to wait */
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
