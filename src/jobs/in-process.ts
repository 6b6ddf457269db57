import { type Duration, second } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { type Alarm, alarm } from './alarm.ts';
import { oneAtATime, type Runner } from './one-at-a-time.ts';

/**
 * Wake-ups by timers of this process. They are not stored, because the due times are in the store.
 * @param options.sweepEvery milliseconds of real time between wake-ups that nobody asked for
 * @param options.log gets the error of a `wake` that throws
 */
export function inProcessJobs({
  clock,
  sweepEvery = second,
  log,
}: {
  clock: Clock;
  sweepEvery?: Duration;
  log?: Log;
}): Jobs {
  let running: { runner: Runner; alarm: Alarm; sweep: NodeJS.Timeout } | undefined;

  return {
    async start(wake) {
      if (running) throw new Error('The jobs are started already');
      const runner = oneAtATime(wake, log);
      const sweep = setInterval(() => void runner.ask(), sweepEvery);
      running = { runner, alarm: alarm(clock, () => void runner.ask()), sweep };
      void runner.ask();
    },
    wakeAt(at) {
      running?.alarm.set(at);
    },
    async stop() {
      const stopping = running;
      running = undefined;
      if (!stopping) return;
      clearInterval(stopping.sweep);
      stopping.alarm.clear();
      await stopping.runner.stop();
    },
  };
}
