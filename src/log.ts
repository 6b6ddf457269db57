import { pino } from 'pino';
import { prettyLine } from './log-pretty.ts';
import { type LogSink, stderrSink } from './log-sink.ts';
import type { Log } from './ports/log.ts';
import { sourceStack } from './source-stack.ts';

/** Names of fields whose values never reach the log, at any depth. */
const secret = ['token', 'secret', 'authorization', 'password', 'botToken', 'signingSecret', 'routingKey'];

/** How the lines look. */
export interface LogStyle {
  /** debug, info, warn or error */
  level: string;
  /** Where it is left out, a terminal gets lines for people and anything else gets JSON. */
  format?: 'json' | 'pretty' | undefined;
  /** False where somebody wants none; only a terminal ever gets them. */
  colours: boolean;
}

/** Lines on stderr, so that stdout stays for results. */
export function createLog({ level, format, colours }: LogStyle, sink: LogSink = stderrSink()): Log {
  const pretty = (format ?? (sink.terminal ? 'pretty' : 'json')) === 'pretty';
  const coloured = colours && sink.terminal;
  const paths = secret.flatMap((name) => [name, `*.${name}`]);
  const log = pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[hidden]' },
      serializers: { err: located },
    },
    pretty ? { write: (line: string) => sink.write(prettyLine(line, coloured)) } : sink,
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
