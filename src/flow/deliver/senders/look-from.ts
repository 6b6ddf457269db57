import { minute } from '../../../domain/time.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';

/** The start of the search, in milliseconds since 1970: a little before the send, because clocks differ. */
export function lookFrom(effect: StoredEffect): number {
  return (effect.sentAt ?? effect.dueAt) - 2 * minute;
}
