import { type Duration, minute, second } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

/** A smaller step is the ordinary correction of a clock, and moves no timer by anything a person notices. */
const noticed: Duration = minute;
const every: Duration = 5 * second;

interface Watched {
  clock: Clock;
  /** Milliseconds since some moment, by a clock nobody can set. */
  elapsed(): number;
  store: Pick<Store, 'replan'>;
  log: Log;
  /** Looks for what is due. */
  wake(): Promise<void>;
}

/**
 * Notices when the machine's clock was set back. Due times are instants, so what was planned by a clock that ran ahead
 * would otherwise wait until the right one gets there: a page in thirty hours.
 */
export function clockWatch({ clock, elapsed, store, log, wake }: Watched): { check(): Promise<void> } {
  const offset = () => clock.now() - elapsed();
  let known = offset();
  return {
    async check() {
      const back = known - offset();
      known -= back;
      if (back < noticed) return;
      const moved = await store.replan(clock.now(), back);
      log.warn(
        { minutes: Math.round(back / minute), effects: moved },
        'the clock was set back; planned anew',
      );
      await wake();
    },
  };
}

/** Looks every five seconds, until stopped. */
export function startClockWatch(watched: Watched): () => void {
  const watch = clockWatch(watched);
  const look = () =>
    watch
      .check()
      .catch((error: unknown) =>
        watched.log.error({ error: String(error) }, 'what is due could not be planned anew'),
      );
  const timer = setInterval(() => void look(), every);
  timer.unref();
  return () => clearInterval(timer);
}
