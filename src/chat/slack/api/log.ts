import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';

/** Bolt's and the SDK's words in our log. Their debug lines print whole payloads, so they are left out. */
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
