import { type Duration, hour, type Instant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Problem } from '../../kit/connection.ts';

/** Slack counts an hour at a time; after this long without a word the limit is no longer in force. */
const lasting: Duration = hour;

/** Remembers when Slack said that it holds events back, because the app was sent more than 30,000 in an hour. */
export function createHeldBack(options: { clock: Clock; onHeldBack?(): void }): {
  note(): void;
  problems(): Problem[];
} {
  let at: Instant | undefined;
  return {
    note() {
      at = options.clock.now();
      options.onHeldBack?.();
    },
    problems: () => heldBackProblems(at, options.clock.now()),
  };
}

/** @param at when Slack last said so, if it ever did */
export function heldBackProblems(at: Instant | undefined, now: Instant): Problem[] {
  if (at === undefined || now - at >= lasting) return [];
  const since = new Date(at).toISOString().slice(11, 16);
  const text =
    `Slack holds events back since ${since} UTC (app_rate_limited): what is written or reacted to in channels may not reach ` +
    'airb. Commands and buttons still do. Take airb out of busy channels that are not about incidents.';
  return [{ code: 'app_rate_limited', text }];
}
