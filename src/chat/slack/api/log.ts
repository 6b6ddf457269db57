import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';

/**
 * Writes the log lines of Bolt and the SDK to our log. Their debug lines are left out, because they print whole
 * payloads.
 */
export function boltLogger(log: Log): Logger {
  const level = LogLevel.INFO;
  return {
    debug: () => undefined,
    info: (...words) => log.debug({ from: 'slack-sdk' }, sentence(words)),
    warn: (...words) => log.warn({ from: 'slack-sdk' }, sentence(words)),
    error: (...words) => log.warn({ from: 'slack-sdk' }, sentence(words)),
    setLevel: () => undefined,
    getLevel: () => level,
    setName: () => undefined,
  };
}

function sentence(words: unknown[]): string {
  return words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ');
}
