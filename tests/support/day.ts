import type { MovableClock } from '../../src/clock.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Story } from './story.ts';

/** A word in a channel at the moment it was said: a new message, or one that reads otherwise since then. */
export interface Word {
  at: Instant;
  /** The incident it is about; undefined where it is about none alone. */
  incident: number | undefined;
  text: string;
  /** Until when the next one was promised; undefined where nothing more was. */
  promised: Instant | undefined;
  /** True where a message that stood there was changed. */
  changed: boolean;
  /** What the platform shows, as JSON. */
  shown: string;
}

/** A clock that stands between two moves, so that a day has the same times however slow the machine is. */
export function standingClock(start: Instant): MovableClock {
  let now = start;
  let listener: () => Promise<void> = async () => undefined;
  return {
    now: () => now,
    async advance(ms) {
      now += Math.max(0, ms);
      await listener();
    },
    onJump(next) {
      listener = next;
    },
  };
}

/**
 * Somebody who reads a channel all day. `listen` is to be called after every move of the clock, because a message that
 * is kept current shows only its last words afterwards.
 */
export function reader(
  story: Story,
  clock: Clock,
  channel: string,
): { words: Word[]; listen(): Promise<void> } {
  const words: Word[] = [];
  const stood = new Map<string, string>();
  return {
    words,
    async listen() {
      const { channels } = await story.dump('channels');
      const messages = channels.find(({ name }) => name === channel)?.messages ?? [];
      for (const { ts, user, text, blocks, metadata } of messages) {
        const shown = JSON.stringify(blocks);
        const before = stood.get(ts);
        if (user !== 'UAIRB' || before === shown) continue;
        stood.set(ts, shown);
        const incident = /^(\d+)[:.]/.exec(metadata?.event_payload.key ?? '')?.[1];
        words.push({
          ...{ at: clock.now(), text, shown, changed: before !== undefined },
          ...{
            incident: incident === undefined ? undefined : Number(incident),
            promised: promisedIn(blocks),
          },
        });
      }
    },
  };
}

/** The time after “Next update”. */
function promisedIn(blocks: unknown): Instant | undefined {
  const spans = spansOf(blocks);
  const label = spans.findLastIndex(({ text }) => text?.trimEnd().endsWith('Next update:') ?? false);
  const after = label < 0 ? undefined : spans[label + 1];
  return after?.timestamp === undefined ? undefined : after.timestamp * 1000;
}

interface Span {
  type?: string;
  text?: string;
  timestamp?: number;
}

/** What a message consists of, in reading order. */
function spansOf(node: unknown): Span[] {
  if (Array.isArray(node)) return node.flatMap(spansOf);
  if (typeof node !== 'object' || node === null) return [];
  const own = node as Span;
  return typeof own.text === 'string' || own.timestamp !== undefined
    ? [own]
    : Object.values(node).flatMap(spansOf);
}
