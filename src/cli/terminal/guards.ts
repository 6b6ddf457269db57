import type { LogSink } from '../../log-sink.ts';
import type { Log } from '../../ports/log.ts';
import { leave } from './until-told.ts';

/**
 * A reader of the result that goes away, or a full disk below it, costs the rest of the output and ends nothing.
 * Without a listener Node ends the process for it.
 */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * What nobody caught is a fault of airb: it is logged with its stack, and the process ends with 1, because nobody knows
 * what it left half done. The next start looks at what was being sent. Nothing foreign may lead here: every socket,
 * stream and callback of a library has a guard of its own.
 */
export function endOnFault(log: Log, sink: Pick<LogSink, 'settled'>): void {
  const end = (error: unknown) => {
    log.error({ err: error }, 'airb has a fault and ends; start it again');
    process.exitCode = 1;
    void leave(sink);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
