import type { Log } from '../ports/log.ts';
import type { OnStop } from './app.ts';

/** Milliseconds all of it may take before patience ends; Docker and the like end a process themselves after ten seconds. */
const together = 4000;
/** What is closed after that still gets this long: the records close in a moment, and come near the end. */
const atLeast = 500;

interface Part {
  name: string;
  close(): Promise<void> | void;
}

/**
 * What is open, closed in the reverse order of opening, each thing once. A part that hangs is left behind, and one that
 * fails keeps no other from closing: what was under way is in the store as being sent, and is looked at after the next
 * start.
 */
export function createClosing(log: Log): {
  onStop: OnStop;
  /** @returns the names of the parts that did not close in time, or failed to */
  stop(): Promise<string[]>;
} {
  const open: Part[] = [];
  async function closeAll(): Promise<string[]> {
    const until = performance.now() + together;
    const unclosed: string[] = [];
    for (let part = open.pop(); part; part = open.pop()) {
      const closed = await closedWithin(part, Math.max(atLeast, until - performance.now()), log);
      if (!closed) unclosed.push(part.name);
    }
    if (unclosed.length > 0)
      log.warn({ parts: unclosed }, `stopped without waiting for ${unclosed.join(', ')}`);
    return unclosed;
  }
  return {
    onStop: (name, close) => void open.push({ name, close }),
    stop: closeAll,
  };
}

/** @returns false when the time is over, or closing failed */
async function closedWithin({ name, close }: Part, ms: number, log: Log): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const work = Promise.resolve()
    .then(close)
    .then(
      () => true,
      (error: unknown) => {
        log.error({ part: name, error: String(error) }, 'a part of airb failed while it stopped');
        return false;
      },
    );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
