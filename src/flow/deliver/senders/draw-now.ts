import { sealedCard } from '../../../domain/chat/seal.ts';
import { withPhones } from '../../../domain/incident/paging-reach.ts';
import { keptSlot, seenFrom } from '../../../domain/incident/rooms.ts';
import { DeliveryError } from '../../../errors.ts';
import { nowTurn, overCard } from '../../../views/chat/now.ts';
import { chatName, type DeliverDeps } from '../sending.ts';
import { type ChatSender, placeOf } from './in-chat.ts';
import { accountBefore } from './late.ts';
import { lookFrom } from './look-from.ts';

/**
 * Says what is due where the channel ends. While it is the same, its message is kept current; when something else is due,
 * the older message loses its buttons first and a new one is posted. So at most one message of the channel asks for it,
 * and a try that is repeated half-way leaves no second one.
 */
export const drawNow =
  (deps: DeliverDeps): ChatSender<'draw'> =>
  async (chat, body, { effect, incident }) => {
    const name = chatName(body, incident);
    const slot = keptSlot(incident, name, body);
    const turn = nowTurn(withPhones(seenFrom(incident, name), deps.people()));
    const row = await deps.store.slot(incident.number, slot);
    const before = row && { message: row.message, ...readDrawn(row.drawn) };
    const card = turn && sealedCard(deps.seal, turn.card);
    const drawn = turn && card ? drawnOf(turn.title, deps.hash(JSON.stringify(card))) : '';
    if (before === undefined && turn === undefined) return {};
    if (before && row.drawn === drawn) return {};
    const place = placeOf(body, incident);
    await accountBefore(deps, { chat, at: place, place: body.place, effect, incident });
    const kept = (message: string) => ({
      also: { slot: { incident: incident.number, slot, message, drawn } },
    });
    const redraw = async (message: string, next: Parameters<typeof chat.redraw>[1]) => {
      try {
        await chat.redraw(message, next, `${incident.number}:${body.slot}`);
        return true;
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.code !== 'message_gone') throw error;
        return false;
      }
    };
    if (before && card && before.title === turn?.title && (await redraw(before.message, card)))
      return kept(before.message);
    if (before && before.title !== '' && before.title !== turn?.title)
      await redraw(before.message, sealedCard(deps.seal, overCard(before.title, turn !== undefined)));
    if (card === undefined) return before ? kept(before.message) : {};
    // Each is a message of its own, so the key of the slot alone would find an older one.
    const key = `${incident.number}:${body.slot}:${effect.key}`;
    const found =
      effect.state === 'uncertain' ? await chat.find(place, { key, since: lookFrom(effect) }) : undefined;
    return kept(found ?? (await chat.post(place, card, key)));
  };

/** What is kept of the message: which step it asks for, in words, and what it looked like. */
function drawnOf(title: string, look: string): string {
  return `${look} ${title}`;
}

function readDrawn(drawn: string): { title: string } {
  const blank = drawn.indexOf(' ');
  return { title: blank < 0 ? '' : drawn.slice(blank + 1) };
}
