import { day, type Instant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Memory } from '../../../ports/memory.ts';

/** Whether this workspace draws charts. */
export interface Charts {
  refused(): Promise<boolean>;
  refuse(): Promise<void>;
}

const key = 'slack/charts-refused';

/** A workspace that refused charts is asked again after this long: Slack gives the block to one after the other. */
const askAgain = 7 * day;

/** Remembers that a workspace refuses charts, also over a restart and for every process that serves it. */
export function createCharts({
  memory,
  clock,
  log,
}: {
  memory?: Memory | undefined;
  clock: Clock;
  log: Log;
}): Charts {
  let at: Instant | undefined;
  const failed = (error: unknown) =>
    log.warn({ error: String(error) }, 'what is remembered of charts could not be read or kept');

  return {
    async refused() {
      if (at === undefined) {
        const kept = await memory?.recall(key).catch(failed);
        if (kept) at = Number(kept);
      }
      return at !== undefined && clock.now() - at < askAgain;
    },
    async refuse() {
      at = clock.now();
      await memory?.remember(key, String(at)).catch(failed);
    },
  };
}
