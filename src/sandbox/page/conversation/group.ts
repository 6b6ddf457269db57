import type { SandboxMessage } from '../../protocol.ts';
import { isoDay, momentOf } from '../text/date.ts';

const TOGETHER_SECONDS = 300;

export interface Row {
  message: SandboxMessage;
  /** Same author shortly after: no name and picture again. */
  follows: boolean;
  /** First message of a day: the day is written above it. */
  newDay: boolean;
}

/** Puts messages in rows as a reader in that zone sees them. */
export function rows(messages: SandboxMessage[], tz: string): Row[] {
  return messages.map((message, i) => {
    const before = messages[i - 1];
    const newDay = !before || isoDay(momentOf(before.ts), tz) !== isoDay(momentOf(message.ts), tz);
    return { message, newDay, follows: !newDay && before !== undefined && together(before, message) };
  });
}

function together(before: SandboxMessage, message: SandboxMessage): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    !isNotice(before) &&
    Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS
  );
}

/** Joins, topics and the like: one quiet line instead of a message. */
export function isNotice(message: SandboxMessage): boolean {
  return /^(channel|group)_|^pinned_item$|^bookmark/.test(message.subtype ?? '');
}
