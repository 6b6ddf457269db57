import { pino } from 'pino';
import { type LogSink, stderrSink } from './log-sink.ts';
import type { Log } from './ports/log.ts';
import { sourceStack } from './source-stack.ts';

/** Names of fields whose values never reach the log, at any depth. */
const secret = ['token', 'secret', 'authorization', 'password', 'botToken', 'signingSecret', 'routingKey'];

/**
 * Structured lines on stderr, so that stdout stays for people.
 * @param level debug, info, warn or error
 */
export function createLog(level: string, sink: LogSink = stderrSink()): Log {
  const paths = secret.flatMap((name) => [name, `*.${name}`]);
  const log = pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[hidden]' },
      serializers: { err: located },
    },
    sink,
  );
  sink.onLost((lines, why) => log.warn({ lines, why }, 'lines of the log could not be written and are lost'));
  return log;
}

function located(error: Error) {
  const shown = pino.stdSerializers.err(error);
  return typeof shown.stack === 'string' ? { ...shown, stack: sourceStack(shown.stack) } : shown;
}

/** Logs nothing; for verbs whose output is the result. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
