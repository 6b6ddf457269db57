import type { Card } from '../../../domain/chat/card.ts';
import type { Caller } from '../api/client.ts';
import type { UserOf } from '../render/inline.ts';
import { renderHome } from '../render/message.ts';

/**
 * Puts a card on the Home tab of a person. Nobody without an account has one.
 * @throws DeliveryError
 */
export async function drawHome(
  call: Caller,
  { user, card, userOf }: { user: string | undefined; card: Card; userOf: UserOf },
): Promise<void> {
  if (user === undefined) return;
  const view = renderHome(card, userOf);
  await call({ method: 'views.publish' }, (client) => client.views.publish({ user_id: user, view }));
}
