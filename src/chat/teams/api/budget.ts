import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Rate, RateLimiter } from '../../../ports/rate-limiter.ts';
import { createPacing } from '../../kit/pacing.ts';
import { throttled } from './errors.ts';

/**
 * What a bot may do in one conversation: 7 sends in 1 s, 8 in 2 s, 60 in 30 s, 1800 in an hour; the same for creating
 * conversations; twice that for reading members; and 30 calls a second in a tenant. A bucket lets through at most its
 * size plus what flows in, so each pair of buckets keeps all four limits at once. Source:
 * learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
 */
const sending: Rate[] = [rate(5, 1.5), rate(300, 0.4)];
const reading: Rate[] = [rate(10, 3), rate(600, 0.8)];
const tenant = rate(15, 15);

/**
 * Graph allows 20 calls a second that read messages, 30 others, and 4 on one team. To look back through a thread takes
 * up to five calls that must fit into one attempt. They follow one another, which takes longer than a second. Source:
 * learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits.
 */
const graph = rate(10, 10);
const graphInTeam = rate(5, 2);

/** Calls that are counted together. Microsoft's table does not list edits, so they keep the limit of sends. */
export type Kind = 'send' | 'create' | 'update' | 'read' | 'graph';

const conversationRates: Record<Kind, Rate[]> = {
  send: sending,
  create: sending,
  update: sending,
  read: reading,
  graph: [graphInTeam],
};

/** What the budget needs to know of a call. */
export interface Spent {
  kind: Kind;
  /** The conversation. For a new one, the channel or person it is made with; for Graph, the team; empty for none. */
  conversation: string;
}

export interface Budget {
  /**
   * Takes one call out of the budget.
   * @param turn the turn the call counts as; without one it goes as soon as there is room
   * @throws DeliveryError with `throttled` and the wait in `afterMs`. The caller waits, not the budget, so that it can
   * merge redraws.
   */
  take(call: Spent, turn?: Turn): Promise<void>;
  /** The effect has ended and loses its place. */
  leave(key: string): void;
  /**
   * Teams asked for a pause. When it does not say how long, the wait doubles with each refusal in a row, from 2 to 20
   * s.
   * @returns the milliseconds during which nothing of this kind is sent to this conversation
   */
  pause(call: Spent, afterMs: number | undefined): number;
  /** A call was accepted, so the next refusal starts again with the short wait. */
  passed(call: Spent): void;
}

/**
 * @param limiter keeps account of the limits
 * @param jitter gives a number between 0 and 1, so that several processes do not all come back at the same moment
 */
export function createBudget(clock: Clock, limiter: RateLimiter, jitter: () => number = Math.random): Budget {
  const pacing = createPacing(clock, limiter);
  const refusals = new Map<string, number>();

  return {
    async take(call, turn) {
      const rates = call.conversation === '' ? [] : conversationRates[call.kind];
      const limits = [...rates.map((one, n) => [`${nameOf(call)} ${n}`, one] as const), whole(call)];
      const wait = await pacing.take([[nameOf(call), unlimited], ...limits], turn);
      if (wait > 0) throw throttled(wait);
    },
    leave: pacing.leave,
    pause(call, afterMs) {
      const name = nameOf(call);
      const before = refusals.get(name) ?? 0;
      refusals.set(name, before + 1);
      const wait = afterMs ?? backOff(before) + Math.floor(jitter() * leastWait);
      pacing.pause(name, wait);
      return wait;
    },
    passed: (call) => void refusals.delete(nameOf(call)),
  };
}

const leastWait = 2000;
const mostWait = 20_000;
/** A bucket that only serves to hold a pause. */
const unlimited = rate(1000, 1000);

function whole({ kind }: Spent): readonly [string, Rate] {
  return kind === 'graph' ? ['teams graph', graph] : ['teams tenant', tenant];
}

function nameOf({ kind, conversation }: Spent): string {
  return `teams ${kind} ${conversation}`;
}

function backOff(refused: number): number {
  return Math.min(mostWait, leastWait * 2 ** Math.min(refused, 10));
}

function rate(burst: number, perSecond: number): Rate {
  return { burst, perMs: perSecond / 1000 };
}
