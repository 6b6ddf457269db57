import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Rate } from '../../kit/buckets.ts';
import { createTurns } from '../../kit/turns.ts';
import { throttled } from './errors.ts';

/**
 * What a bot may do in one conversation: 7 sends in 1 s, 8 in 2 s, 60 in 30 s, 1800 in an hour, the same for creating
 * conversations; twice that for reading members; and 30 calls a second in a tenant. Each pair of buckets stays inside
 * all four windows at once, since no stretch of time lets more through than a bucket's size plus what flows in.
 * Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
 */
const sending: Rate[] = [rate(5, 1.5), rate(300, 0.4)];
const reading: Rate[] = [rate(10, 3), rate(600, 0.8)];
const tenant = rate(15, 15);

/**
 * Graph allows 20 calls a second that read messages, 30 of others, and 4 on one team. Looking back through a thread is up
 * to five calls that must fit into one go; they follow one another, which takes longer than a second.
 * Source: learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits.
 */
const graph = rate(10, 10);
const graphInTeam = rate(5, 2);

/** What is counted together. Edits are not in Microsoft's table; they are held to the pace of sends. */
export type Kind = 'send' | 'create' | 'update' | 'read' | 'graph';

const conversationRates: Record<Kind, Rate[]> = {
  send: sending,
  create: sending,
  update: sending,
  read: reading,
  graph: [graphInTeam],
};

/** A call as the budget sees it. */
export interface Spent {
  kind: Kind;
  /** The conversation; for a new one the channel or person it is made with, for Graph the team. Empty for none. */
  conversation: string;
}

export interface Budget {
  /**
   * @param turn whose call it is; nobody's goes at once when there is room
   * @throws DeliveryError with `throttled` and the wait in `afterMs`: waiting is the caller's, so that it can coalesce
   */
  take(call: Spent, turn?: Turn): void;
  /** The effect has ended: nobody waits for it any more. */
  leave(key: string): void;
  /**
   * Teams asked for a pause. Where it does not say how long, the wait doubles from 2 to 20 s with each refusal in a row.
   * @returns the milliseconds nothing of this kind is sent to this conversation
   */
  pause(call: Spent, afterMs: number | undefined): number;
  /** It was taken: the next refusal begins small again. */
  passed(call: Spent): void;
}

/** @param jitter a number between 0 and 1, so that several processes do not come back at the same instant */
export function createBudget(clock: Clock, jitter: () => number = Math.random): Budget {
  const turns = createTurns();
  const refusals = new Map<string, number>();

  return {
    take(call, turn) {
      const rates = call.conversation === '' ? [] : conversationRates[call.kind];
      const own = rates.map((one, n) => [`${nameOf(call)} ${n}`, one] as const);
      const wait = turns.take([[nameOf(call), unlimited], ...own, whole(call)], clock.now(), turn);
      if (wait > 0) throw throttled(wait);
    },
    leave: turns.leave,
    pause(call, afterMs) {
      const name = nameOf(call);
      const before = refusals.get(name) ?? 0;
      refusals.set(name, before + 1);
      const wait = afterMs ?? backOff(before) + Math.floor(jitter() * leastWait);
      turns.pause(name, clock.now() + wait);
      return wait;
    },
    passed: (call) => void refusals.delete(nameOf(call)),
  };
}

const leastWait = 2000;
const mostWait = 20_000;
/** Holds a pause and nothing else. */
const unlimited = rate(1000, 1000);

function whole({ kind }: Spent): readonly [string, Rate] {
  return kind === 'graph' ? ['graph', graph] : ['tenant', tenant];
}

function nameOf({ kind, conversation }: Spent): string {
  return `${kind} ${conversation}`;
}

function backOff(refused: number): number {
  return Math.min(mostWait, leastWait * 2 ** Math.min(refused, 10));
}

function rate(burst: number, perSecond: number): Rate {
  return { burst, perMs: perSecond / 1000 };
}
