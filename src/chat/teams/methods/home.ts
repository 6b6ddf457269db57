import type { Card } from '../../../domain/chat/card.ts';
import type { PersonId } from '../../../domain/people.ts';
import type { Target } from '../directory/target.ts';
import { messageActivity } from '../render/message.ts';
import { type Outbound, redraw, say } from './posts.ts';

const key = 'home';
const memoryKey = (conversation: string) => `teams:home:${conversation}`;

/**
 * Teams has no page that a bot keeps for a person, so the newest message that answered `home` in their 1:1 chat stands for
 * it and is kept current.
 */
export async function postHome(out: Outbound, target: Target, card: Card): Promise<void> {
  const message = await say(out, target, messageActivity(card, key, out.drawing()));
  await out.memory.remember(memoryKey(target.conversation), message);
}

/** @throws DeliveryError */
export async function drawHome(out: Outbound, person: PersonId, card: Card): Promise<void> {
  const { conversation } = await out.places.target({ person });
  const message = await out.memory.recall(memoryKey(conversation));
  if (message !== undefined) await redraw(out, message, { card, key });
}
