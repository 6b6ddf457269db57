import { minute } from '../../../domain/time.ts';
import type { Chat, ChatPlace } from '../../../ports/chat.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';
import type { DeliverDeps } from '../sending.ts';
import { type ChatSender, placeOf } from './in-chat.ts';

/** Something said once. */
export const say: ChatSender<'say'> = async (chat, body, { effect, incident }) => {
  const place = placeOf(body, incident);
  if (await arrived(chat, effect, place)) return {};
  await chat.post(place, body.card, effect.key);
  return {};
};

/** The postmortem draft as a file. */
export function file(deps: DeliverDeps): ChatSender<'file'> {
  return async (chat, body, { effect, incident }) => {
    const place = placeOf(body, incident);
    const format = body.content === 'postmortem.md' ? 'md' : 'html';
    const name = `inc-${incident.number}-${body.name}`;
    if (!(await arrived(chat, effect, place))) {
      const draft = await deps.draft(incident.number, format);
      await chat.upload(place, { name, title: draft.title, bytes: draft.bytes }, effect.key);
    }
    // The draft is one, in however many rooms it lies.
    return body.chat === undefined ? { command: { type: 'postmortem.drafted', file: name } } : {};
  };
}

/** Where it is in doubt whether an earlier attempt got through, the chat is asked. */
async function arrived(chat: Chat, effect: StoredEffect, place: ChatPlace): Promise<boolean> {
  if (effect.state !== 'uncertain') return false;
  return (await chat.find(place, effect.key, lookFrom(effect))) !== undefined;
}

/** Looking back a little further than the send, for clocks that differ. */
export function lookFrom(effect: StoredEffect): number {
  return (effect.sentAt ?? effect.dueAt) - 2 * minute;
}
