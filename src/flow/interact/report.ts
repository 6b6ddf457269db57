import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { reportCard } from '../../views/report/card.ts';
import { refuse, type Talk } from './context.ts';

/**
 * Answers with the report, to the asker alone unless they share it. Private incidents have no names in it, because nobody
 * knows who else reads along, and a card may be forwarded.
 */
export async function howItWent(
  talk: Talk,
  { since, by, share }: Extract<Intent, { command: 'report' }>,
): Promise<ChatAnswer> {
  const made = await talk.report({ since, by, trusted: false });
  if ('rejected' in made) return refuse(made.rejected, made.next);
  const asked = new URLSearchParams({ ...(since && { since }), ...(by && { by }) }).toString();
  const card = reportCard(made, `${talk.context().publicUrl}/report${asked === '' ? '' : `?${asked}`}`);
  return { type: share ? 'shared' : 'private', card };
}
