import type { Card } from '../../../domain/chat/card.ts';
import type { Earlier } from '../../../domain/chat/outgoing.ts';
import { sealedCard } from '../../../domain/chat/seal.ts';
import { minute } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Chat, ChatPlace, Posted } from '../../../ports/chat.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';
import type { BodyOf, DeliverDeps, Sent } from '../sending.ts';
import { type ChatSender, placeOf } from './in-chat.ts';

/** A chat's clock differs from ours, and an attempt may take this long until its message stands there. */
const around = { before: 2 * minute, after: 10 * minute };

/** Takes out a file that holds what was redacted since. */
export const remove: ChatSender<'remove'> = async (chat, body, { effect, incident }) => {
  const posted = { ...postedOf(body.earlier), file: body.name };
  const found = await chat.remove(placeOf(body, incident), posted);
  // Where the chat draws charts itself, no picture was ever posted.
  return body.name.endsWith('chart.png') ? {} : missed(found, body.earlier, effect);
};

/** Draws a message anew that was said once; where it can't be changed any more, it is taken out. */
export async function redrawn(
  chat: Chat,
  place: ChatPlace,
  { card, earlier, effect }: { card: Card; earlier: Earlier; effect: StoredEffect },
): Promise<Sent> {
  const posted = postedOf(earlier);
  const message = await chat.find(place, posted);
  if (message === undefined) return missed(false, earlier, effect);
  try {
    await chat.redraw(message, card, earlier.key);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain) throw error;
    if (error.code !== 'message_gone') await chat.remove(place, posted);
  }
  return {};
}

/**
 * Draws what was said at an earlier time anew, under its own key.
 * @returns false where that message is not there any more, or can't be changed
 */
export async function corrected(
  chat: Chat,
  { store, seal }: Pick<DeliverDeps, 'store' | 'seal'>,
  { effect, body, place }: { effect: StoredEffect; body: BodyOf<'say'>; place: ChatPlace },
): Promise<boolean> {
  const sent = await store.effects(effect.incident);
  const earlier = sent.find((one) => one.dueAt === body.corrects && isSaidAt(one, body));
  if (earlier === undefined) return false;
  const message = await chat.find(place, postedOf({ key: earlier.key, since: earlier.dueAt }));
  if (message === undefined) return false;
  try {
    await chat.redraw(message, sealedCard(seal, body.card), earlier.key);
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain) throw error;
    return false;
  }
}

/** True for what was said as a message of its own in the same place. */
function isSaidAt({ body }: StoredEffect, { place, chat }: BodyOf<'say'>): boolean {
  if (body.kind !== 'say' || body.replaces || body.corrects !== undefined || body.chat !== chat) return false;
  return body.place.to === 'channel' && place.to === 'channel' && body.place.channel === place.channel;
}

function postedOf({ key, since, sentAt }: Pick<Earlier, 'key' | 'since' | 'sentAt'>): Posted {
  const until = sentAt === undefined ? {} : { until: sentAt + around.after };
  return { key, since: since - around.before, ...until };
}

/** Nothing is wrong with what never arrived. An earlier attempt may have taken it out and not heard the answer. */
function missed(found: boolean, { sentAt }: Earlier, { attempts, state }: StoredEffect): Sent {
  if (found || sentAt === undefined || attempts > 0 || state === 'uncertain') return {};
  throw new DeliveryError('airb did not find it there; somebody may have deleted it.', {
    retry: false,
    code: 'not_found',
  });
}
