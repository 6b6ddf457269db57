import type { Instant } from '../../domain/time.ts';
import type { DeliveryError } from '../../errors.ts';
import type { Memory } from '../../ports/memory.ts';
import type { Outcome } from './send.ts';
import { chatName, type DeliverDeps } from './sending.ts';

/** Since when a chat takes nothing, and what it or the way to it said last. */
export interface Outage {
  since: Instant;
  why: string;
}

/** So many failures with no success between them are no accident any more. */
const failuresOfOutage = 2;

const key = (chat: string) => `chat-down:${chat}`;

/** Whether a chat takes what airb sends, as whoever sent last kept it; undefined while it does. */
export async function outageOf(memory: Pick<Memory, 'recall'>, chat: string): Promise<Outage | undefined> {
  const kept = await memory.recall(key(chat));
  return kept ? (JSON.parse(kept) as Outage) : undefined;
}

/**
 * Notes from what becomes of effects whether each chat takes them, in the records: the doctor looks from a process of its
 * own, and a replica that has nothing to send knows as well.
 */
export function noteOutages({
  store,
  clock,
  log,
}: Pick<DeliverDeps, 'store' | 'clock' | 'log'>): (outcome: Outcome) => Promise<void> {
  const failing = new Map<string, Outage & { failures: number }>();
  /** What the records hold, as far as this process knows. */
  const noted = new Map<string, boolean>();

  async function keep(chat: string, outage: Outage | undefined): Promise<void> {
    if (noted.get(chat) === (outage !== undefined)) return;
    if (outage === undefined && (await outageOf(store, chat)) === undefined) {
      noted.set(chat, false);
      return;
    }
    await store.remember(key(chat), outage === undefined ? '' : JSON.stringify(outage));
    noted.set(chat, outage !== undefined);
  }

  async function note(outcome: Outcome): Promise<void> {
    const chat = chatOf(outcome);
    if (chat === undefined) return;
    if (!('error' in outcome)) {
      failing.delete(chat);
      return keep(chat, undefined);
    }
    const { error } = outcome;
    if (!isOutage(error)) return;
    const before = failing.get(chat);
    const outage = {
      since: before?.since ?? clock.now(),
      why: error.message,
      failures: (before?.failures ?? 0) + 1,
    };
    failing.set(chat, outage);
    if (outage.failures >= failuresOfOutage) await keep(chat, { since: outage.since, why: outage.why });
  }

  return (outcome) =>
    note(outcome).catch((error: unknown) =>
      log.info({ error: String(error) }, 'whether the chat answers could not be kept'),
    );
}

/** A chat that asks to slow down, or refuses one thing, is there. */
function isOutage({ retry, throttled }: DeliveryError): boolean {
  return retry && !throttled;
}

function chatOf(outcome: Outcome): string | undefined {
  const { body } = outcome.effect;
  const inChat =
    body.kind.startsWith('room.') || ['draw', 'say', 'file', 'canvas', 'remove'].includes(body.kind);
  if (!inChat) return undefined;
  if ('error' in outcome) return outcome.incident && chatName(body as { chat?: string }, outcome.incident);
  return chatName(body as { chat?: string }, outcome.incident);
}
