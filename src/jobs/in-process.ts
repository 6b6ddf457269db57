import { type Duration, second } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { type Alarm, alarm } from './alarm.ts';
import { oneAtATime, type Runner } from './one-at-a-time.ts';
import { type Repeating, repeating, type Shared } from './repeating.ts';

export interface LocalJobs extends Jobs {
  /** Does the repeated work of this name now; false when there is none. */
  repeat(name: string): boolean;
}

/**
 * Wake-ups by timers of this process. They are not stored, because the due times are in the store.
 * @param options.sweepEvery milliseconds of real time between wake-ups that nobody asked for
 * @param options.shared whether a turn of repeated work was given to some process already
 * @param options.log gets the error of a `wake` that throws
 */
export function inProcessJobs({
  clock,
  sweepEvery = second,
  shared,
  log,
}: {
  clock: Clock;
  sweepEvery?: Duration;
  shared?: Shared;
  log?: Log;
}): LocalJobs {
  let running: { runner: Runner; alarm: Alarm; works: Repeating } | undefined;

  return {
    async start(wake, repeated = []) {
      if (running) throw new Error('The jobs are started already');
      const runner = oneAtATime(wake, log);
      const sweep = { name: 'sweep', every: sweepEvery, run: () => runner.ask() };
      const works = repeating([sweep, ...repeated], { shared, log });
      running = { runner, alarm: alarm(clock, () => void runner.ask()), works };
      void runner.ask();
    },
    wakeAt(at) {
      running?.alarm.set(at);
    },
    repeat: (name) => running?.works.run(name) ?? false,
    standing: () => ({ by: 'process' }),
    async stop() {
      const stopping = running;
      running = undefined;
      if (!stopping) return;
      stopping.alarm.clear();
      await Promise.all([stopping.runner.stop(), stopping.works.stop()]);
    },
  };
}
