import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { type Duration, hour, type Instant, minute, second } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AddressOf } from './address.ts';
import { Problem } from './problem.ts';

type Asking = Pick<IncomingMessage, 'headers' | 'socket'>;

/** Where secrets are asked for. Wrong ones are logged without the secret, counted, and slowed down by door and address. */
export interface Doors {
  /**
   * Looks at a secret that was shown at a door.
   * @throws Problem 429 when too many wrong ones came from there; a guessable one is then not even looked at
   */
  shown(req: Asking, shown: Shown): boolean;
}

export interface Shown {
  /** A word of airb's own: `alertmanager`, `api`, `pages`. */
  door: string;
  /** True when trying many could find it. */
  guessable: boolean;
  /** Compares the secret, in constant time. */
  isRight(): boolean;
}

/** Whoever tries a million a second takes longer than anybody lives for so many random characters of any alphabet. */
const longEnough = 16;

/** True for a secret so short that the number of tries has to be limited. */
export function isGuessable(secret: string): boolean {
  return secret.length < longEnough;
}

/** So many wrong secrets of one address at one door, within so long, and it has to wait. */
const most = 10;
const within: Duration = minute;
/** An address that showed the right secret is let in for so long, also by one that could be guessed. */
const trusted: Duration = hour;
/** Addresses remembered at once; the one that was quiet longest is forgotten first. */
const remembered = 10_000;

/**
 * @param options.counted called for each wrong secret
 */
export function createDoors(options: {
  clock: Clock;
  log: Log;
  addressOf: AddressOf;
  counted(door: string): void;
}): Doors {
  const { clock, log, addressOf, counted } = options;
  const wrong = new LRUCache<string, Instant[]>({ max: remembered });
  const right = new LRUCache<string, Instant>({ max: remembered });

  /** Milliseconds until it may try again; 0 when it may now. */
  function waitOf(key: string): Duration {
    const oldest = (wrong.get(key) ?? []).at(-most);
    return oldest === undefined ? 0 : Math.max(0, oldest + within - clock.now());
  }

  function note(door: string, address: string): void {
    const key = `${door} ${address}`;
    const now = clock.now();
    const recent = (wrong.get(key) ?? []).filter((at) => at > now - within).slice(-most);
    counted(door);
    wrong.set(key, [...recent, now]);
    if (recent.length === 0) log.info({ door, address }, 'a wrong secret was shown');
    if (recent.length === most - 1)
      log.warn({ door, address }, `${most} wrong secrets within a minute; this address has to wait`);
  }

  return {
    shown(req, { door, guessable, isRight }) {
      const address = addressOf(req);
      const key = `${door} ${address}`;
      const wait = waitOf(key);
      const known = clock.now() - (right.get(key) ?? Number.NEGATIVE_INFINITY) < trusted;
      if (wait > 0 && guessable && !known) throw tooMany(wait);
      if (isRight()) {
        right.set(key, clock.now());
        return true;
      }
      if (wait > 0) throw tooMany(wait);
      note(door, address);
      return false;
    },
  };
}

function tooMany(wait: Duration): Problem {
  const seconds = Math.ceil(wait / second);
  return new Problem(429, `Too many wrong secrets came from this address. Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
