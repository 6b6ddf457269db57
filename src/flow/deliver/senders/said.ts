import { sealedCard } from '../../../domain/chat/seal.ts';
import { fileName } from '../../../domain/incident/record.ts';
import { wordIn } from '../../../domain/incident/rooms.ts';
import { slotName } from '../../../domain/incident/slots.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import type { Chat, ChatPlace } from '../../../ports/chat.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';
import type { Store } from '../../../ports/store.ts';
import { exerciseFile } from '../../../views/chat/exercise.ts';
import { withoutUsed } from '../../../views/chat/used.ts';
import { type BodyOf, chatName, type DeliverDeps, type On, type Sent } from '../sending.ts';
import { toldRow } from './draw-told.ts';
import { corrected, redrawn } from './earlier.ts';
import { type ChatSender, placeOf } from './in-chat.ts';
import { sayInTime } from './late.ts';
import { lookFrom } from './look-from.ts';

/** Sends a message that is said once; one that came too late to be true is left out. */
export function say(deps: DeliverDeps): ChatSender<'say'> {
  const { store, seal } = deps;
  return async (chat, body, { effect, incident }) => {
    const place = (await threadOf(store, body, incident)) ?? placeOf(body, incident);
    if (body.replaces) {
      const card = withoutUsed(body.card, incident, { at: body.replaces.since, newer: new Set() });
      return redrawn(chat, place, { card: sealedCard(seal, card), earlier: body.replaces, effect });
    }
    const there = await arrived(chat, effect, place);
    if (there !== undefined) return kept({ ...effect, body }, there, incident);
    if (body.corrects !== undefined && (await corrected(chat, { store, seal }, { effect, body, place })))
      return {};
    const card = await sayInTime(deps, body.card, { chat, at: place, place: body.place, effect, incident });
    if (card === undefined) return { leftOut: 'it was no longer so when the chat took messages again' };
    const message = await chat.post(place, sealedCard(seal, card), effect.key);
    return kept({ ...effect, body }, message, incident);
  };
}

function kept(...said: Parameters<typeof toldRow>): Sent {
  const slot = toldRow(...said);
  return slot === undefined ? {} : { also: { slot } };
}

/** The thread below the incident's message in an audience's channel; undefined where there is none. */
async function threadOf(store: Store, body: BodyOf<'say'>, incident: Opened): Promise<ChatPlace | undefined> {
  const { place } = body;
  if (place.to !== 'channel' || !place.thread) return undefined;
  const slot = wordIn(
    incident.plan,
    chatName(body, incident),
    slotName({ of: 'announcement', channel: place.channel }),
  );
  const row = await store.slot(incident.number, slot);
  return row && { thread: row.message };
}

/** Sends the postmortem draft, or a picture of the chart, as a file. */
export function file(deps: DeliverDeps): ChatSender<'file'> {
  return async (chat, body, on) => {
    const { effect, incident } = on;
    const place = placeOf(body, incident);
    if (body.content === 'chart.png') return sendPicture(deps, chat, { place, on });
    const format = body.content === 'postmortem.md' ? 'md' : 'html';
    const name = fileName(incident.number, body.name);
    if ((await arrived(chat, effect, place)) === undefined) {
      const draft = await deps.draft(incident.number, format);
      await chat.upload(place, { name, title: draft.title, bytes: draft.bytes }, effect.key);
    }
    // There is one draft, in however many rooms it is posted, so only the home chat reports it.
    return body.chat === undefined
      ? { command: { type: 'postmortem.drafted', file: incident.drill ? exerciseFile(name) : name } }
      : {};
  };
}

/** Uploads the chart that a chat did not draw. Without a picture the words of the message stand. */
async function sendPicture(
  deps: DeliverDeps,
  chat: Chat,
  { place, on: { effect, incident } }: { place: ChatPlace; on: On },
): Promise<Sent> {
  if ((await chat.drawsCharts()) || (await arrived(chat, effect, place)) !== undefined) return {};
  const picture = await deps.picture(incident);
  if (picture === undefined) return {};
  await chat.upload(place, { name: `inc-${incident.number}-chart.png`, ...picture }, effect.key);
  return {};
}

/** Asks the chat for the message when it is unknown whether an earlier attempt arrived. */
async function arrived(chat: Chat, effect: StoredEffect, place: ChatPlace): Promise<string | undefined> {
  if (effect.state !== 'uncertain') return undefined;
  return chat.find(place, { key: effect.key, since: lookFrom(effect) });
}
