import type { types } from '@slack/bolt';
import type { Card } from '../../../domain/chat/card.ts';
import { cut, visible } from '../../kit/literal.ts';
import { drawInto, messageRoom, viewRoom } from './fit.ts';
import type { UserOf } from './inline.ts';
import { escaped } from './literal.ts';

/**
 * The longest text, in characters: chat.update refuses more than 4,000, and escaping makes a character up to five long.
 */
const textMax = 3500;

/** A card as one Slack message: `text` is for notifications and screen readers, `blocks` is what people see. */
export function renderMessage(card: Card, userOf: UserOf): { text: string; blocks: types.KnownBlock[] } {
  return { text: notification(card.text), blocks: drawInto(card.nodes, userOf, messageRoom) };
}

/** A card as the App Home. */
export function renderHome(card: Card, userOf: UserOf): types.HomeView {
  return { type: 'home', blocks: drawInto(card.nodes, userOf, viewRoom) };
}

function notification(text: string): string {
  const shown = visible(text).trim() || 'airb';
  for (const max of [textMax, 1500, 600]) {
    const safe = escaped(cut(shown, max));
    if (safe.length <= textMax) return safe;
  }
  return escaped(cut(shown, 500));
}
