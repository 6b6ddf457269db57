import type { Card } from '../../../domain/chat/card.ts';
import type { Outgoing } from '../../../domain/chat/outgoing.ts';
import { sealedCard } from '../../../domain/chat/seal.ts';
import { seqOf } from '../../../domain/incident/effects.ts';
import { keptSlot } from '../../../domain/incident/rooms.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Chat } from '../../../ports/chat.ts';
import type { SlotRow, StoredEffect } from '../../../ports/outbox.ts';
import { choicesOf, isUsedUp, withoutUsed } from '../../../views/chat/used.ts';
import { type BodyOf, chatName, type DeliverDeps } from '../sending.ts';
import type { ChatSender } from './in-chat.ts';

type Say = Outgoing & { body: BodyOf<'say'> };

/**
 * The row of a message that is said once and has a button which is used up one day, so that it is found again then.
 * @returns undefined where it has none
 */
export function toldRow(say: Say, message: MessageRef, incident: Opened): SlotRow | undefined {
  if (!isUsedUp(say.body.card)) return undefined;
  return { incident: incident.number, slot: slotOf(say, incident), message, drawn: '' };
}

/**
 * Takes used buttons off the messages that were said in this chat, in the room and to people directly. How many buttons
 * each has left is kept, so that none is drawn twice; one that can't be changed any more keeps them, and a press answers.
 */
export const drawTold =
  (deps: Pick<DeliverDeps, 'store' | 'seal'>): ChatSender<'draw'> =>
  async (chat, body, { incident }) => {
    const { store, seal } = deps;
    const said = saidIn(body.chat, await store.effects(incident.number));
    if (said.length === 0) return {};
    const own = keptSlot(incident, chatName(body, incident), body);
    const before = await store.slot(incident.number, own);
    const left = JSON.parse(before?.drawn ?? '{}') as Record<string, number>;
    const log = await store.events(incident.number);
    const newer = new Set<string>();
    for (const say of said.toReversed()) {
      const at = log[seqOf(say.key) - 1]?.event.at ?? say.dueAt;
      const card = withoutUsed(say.body.card, incident, { at, newer });
      for (const choice of choicesOf(say.body.card)) newer.add(choice);
      const count = choicesOf(card).length;
      if (card === say.body.card || left[say.key] === count) continue;
      const row = await store.slot(incident.number, slotOf(say, incident));
      if (row === undefined) continue;
      await redrawn(chat, row.message, { card: sealedCard(seal, card), key: say.key });
      left[say.key] = count;
    }
    const drawn = JSON.stringify(left);
    return before?.drawn === drawn
      ? {}
      : { also: { slot: { incident: incident.number, slot: own, message: own, drawn } } };
  };

/** What was said in this chat with such a button, oldest first; as it reads now, where something was taken out of it. */
function saidIn(chat: string | undefined, effects: StoredEffect[]): Say[] {
  const says = effects.filter(
    (one): one is StoredEffect & Say => one.body.kind === 'say' && one.body.chat === chat,
  );
  const retold = new Map<string, Card>();
  for (const { body } of says) if (body.replaces) retold.set(body.replaces.key, body.card);
  return says
    .filter(({ body, state }) => state === 'done' && !body.replaces && isUsedUp(body.card))
    .map((say) => ({ ...say, body: { ...say.body, card: retold.get(say.key) ?? say.body.card } }));
}

function slotOf({ key, body: { place, chat } }: Say, incident: Opened): string {
  return keptSlot(incident, chat ?? chatName({}, incident), { slot: `told:${key}`, place });
}

async function redrawn(
  chat: Chat,
  message: MessageRef,
  { card, key }: { card: Card; key: string },
): Promise<void> {
  try {
    await chat.redraw(message, card, key);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain) throw error;
  }
}
