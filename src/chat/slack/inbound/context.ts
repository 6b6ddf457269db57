import type { Instant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { People } from '../directory/people.ts';

/** What the translation of payloads needs from outside. */
export interface InputContext {
  people: People;
  clock: Clock;
  /** Our own Slack user, once it is known. */
  botUser(): string | undefined;
}

/** When a message was written. Slack's clock may be ahead of ours; nothing happens later than now. */
export function momentOf(ts: string, clock: Clock): Instant {
  const at = Math.round(Number(ts) * 1000);
  const now = clock.now();
  return Number.isFinite(at) ? Math.min(at, now) : now;
}
