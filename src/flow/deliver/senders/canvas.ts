import type { DeliverDeps } from '../sending.ts';
import { type ChatSender, roomOf } from './in-chat.ts';

/**
 * Puts the postmortem as it stands into the document beside the room. After a redaction only one that is there is drawn
 * anew: what holds nothing has nothing to lose.
 */
export function writeCanvas({ canvas }: DeliverDeps): ChatSender<'canvas'> {
  return async (chat, { unsays, ...body }, { incident }) => {
    const room = roomOf(body, incident);
    const title = `Postmortem INC-${incident.number}`;
    await chat.writeCanvas(room, {
      title,
      markdown: await canvas(incident.number),
      kept: unsays !== undefined,
    });
    return {};
  };
}
