import type { Card } from '../../../domain/chat/card.ts';
import { sealedCard } from '../../../domain/chat/seal.ts';
import { withPhones } from '../../../domain/incident/paging-reach.ts';
import { keptSlot, seenFrom, wordIn } from '../../../domain/incident/rooms.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { DeliveryError } from '../../../errors.ts';
import { revisionCard } from '../../../views/chat/revision.ts';
import { drawSlot } from '../../../views/chat/slots.ts';
import { stormCard } from '../../../views/chat/storm.ts';
import { type BodyOf, chatName, type DeliverDeps, type Sent } from '../sending.ts';
import { directPage } from './direct-page.ts';
import { drawNow } from './draw-now.ts';
import { drawTold } from './draw-told.ts';
import { type ChatSender, placeOf } from './in-chat.ts';
import { lookFrom } from './look-from.ts';

/** So many incidents after its first are looked at. */
const largestStorm = 5000;

/** Draws a slot: posts the message the first time, updates it later, and sends nothing when it would look the same. */
export function draw(deps: DeliverDeps): ChatSender<'draw'> {
  const now = drawNow(deps);
  const told = drawTold(deps);
  return async (chat, body, on) => {
    if (body.slot === 'now') return now(chat, body, on);
    if (body.slot === 'told') return told(chat, body, on);
    const { effect, incident } = on;
    const { plan } = incident;
    const name = chatName(body, incident);
    const slot = keptSlot(incident, name, body);
    const open =
      body.slot === 'storm'
        ? await drawStorm(deps, incident)
        : body.slot === 'revision'
          ? await drawRevision(deps, incident)
          : drawSlot(body.slot, withPhones(seenFrom(incident, name), deps.people()));
    const release = { incident: incident.number, words: [wordIn(plan, name, `slot:${body.slot}`)] };
    if (open === undefined) return { also: { release } };
    const card = sealedCard(deps.seal, open);
    const drawn = deps.hash(JSON.stringify(card));
    const before = await deps.store.slot(incident.number, slot);
    if (before?.drawn === drawn) return { also: { release } };
    const key = `${incident.number}:${body.slot}`;
    const row = (message: string) => ({ incident: incident.number, slot, message, drawn });
    if (before) {
      try {
        await chat.redraw(before.message, card, key);
        return { also: { slot: row(before.message), release } };
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.code !== 'message_gone') throw error;
      }
    }
    if (body.kept && !before) return { also: { release } };
    const place = placeOf(body, incident);
    // When the answer to the first post was lost, look for the message by the slot's key before posting again.
    const found =
      effect.state === 'uncertain' && !before
        ? await chat.find(place, { key, since: lookFrom(effect) })
        : undefined;
    const message = found ?? (await chat.post(place, card, key));
    return {
      also: { slot: found ? { ...row(message), drawn: '' } : row(message), release },
      command: pageSent(body, incident),
    };
  };
}

/** The storm an incident leads, as it stands now. */
async function drawStorm({ store }: DeliverDeps, { number, plan }: Opened): Promise<Card> {
  const heads = (
    await store.heads({ private: false, after: number - 1, before: number + largestStorm })
  ).filter(({ storm }) => storm === number);
  return stormCard(heads, plan.links.page?.replace(/\/\d+$/, ''));
}

/** What the incident would change in its runbook; nothing where it asks for nothing. */
async function drawRevision({ revision }: DeliverDeps, { number }: Opened): Promise<Card | undefined> {
  const proposal = await revision(number);
  return proposal && revisionCard(proposal);
}

/** The command for a sent page: the first drawing of a page in a direct message is the page itself. */
function pageSent(body: BodyOf<'draw'>, incident: Opened): Sent['command'] {
  const page = directPage(body, incident);
  return page && { type: 'page.sent', ...page, summary: incident.title };
}
