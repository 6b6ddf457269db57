import { digest } from '../../kit/digest.ts';
import type { Activity } from '../api/activity.ts';

/** The key of a message or of a change to it. Message ids are times, so two conversations may have the same one. */
export function messageKey({ conversation, id, timestamp }: Activity): string {
  return `teams:${conversation.id}/${id ?? timestamp ?? ''}`;
}

/**
 * The key of a press or a sent form. Who, where, on which card, what and when tell a redelivery from a second click.
 * @param what the verb and its value, or the form and its answers
 */
export function invokeKey(activity: Activity, what: unknown): string {
  const { conversation, replyToId, from, id, timestamp } = activity;
  return ['teams', conversation.id, replyToId ?? '', from.id, digest(what), id ?? timestamp ?? ''].join(':');
}
