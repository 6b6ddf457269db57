import { digest } from '../../kit/digest.ts';
import type { Activity } from '../api/activity.ts';

/** A message, or what became of one. Ids are moments, so two conversations may have the same one. */
export function messageKey({ conversation, id, timestamp }: Activity): string {
  return `teams:${conversation.id}/${id ?? timestamp ?? ''}`;
}

/**
 * A press or a sent form: who, where, on which card, what and when tell a redelivery from a second click.
 * @param what the verb and its value, or the form and its answers
 */
export function invokeKey(activity: Activity, what: unknown): string {
  const { conversation, replyToId, from, id, timestamp } = activity;
  return ['teams', conversation.id, replyToId ?? '', from.id, digest(what), id ?? timestamp ?? ''].join(':');
}
