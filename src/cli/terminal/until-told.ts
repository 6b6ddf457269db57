import { constants } from 'node:os';
import type { App } from '../../app/app.ts';
import type { LogSink } from '../../log-sink.ts';

/** Milliseconds that what was left behind, such as a call nobody answers, may keep the process after the stop. */
const farewell = 1000;
/** Milliseconds the last lines of the log get. */
const lastWords = 500;

/**
 * Resolves after SIGINT or SIGTERM, when everything under way is finished or left behind. The process ends soon after,
 * whatever still holds it: with 0 when all of it had stopped, else with 1. A second signal ends it at once.
 */
export function untilTold(app: Pick<App, 'stop'>, sink: Pick<LogSink, 'settled'>): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const end = (signal: 'SIGINT' | 'SIGTERM') => {
      if (asked) return process.exit(128 + constants.signals[signal]);
      asked = true;
      void app.stop().then((unclosed) => {
        process.exitCode = unclosed.length === 0 ? 0 : 1;
        setTimeout(() => void leave(sink), farewell).unref();
        resolve();
      });
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}

/**
 * Ends the process with the code that is set. Node waits for a thread that writes into something nobody reads, so then
 * only the signal that nothing withstands is left.
 */
export async function leave(sink: Pick<LogSink, 'settled'>): Promise<never> {
  if (!(await sink.settled(lastWords))) process.kill(process.pid, 'SIGKILL');
  process.exit();
}
