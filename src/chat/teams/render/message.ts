import type { Card } from '../../../domain/chat/card.ts';
import type { AdaptiveCard } from './adaptive.ts';
import { adaptiveCard, spoken } from './card.ts';
import type { Drawing } from './drawing.ts';

export const cardType = 'application/vnd.microsoft.card.adaptive';

/** The prefix of the key in the id of a card's first element. */
const keyMark = 'airb-key:';

/** An activity for the connector, without conversation, sender and recipient. */
export interface MessageActivity {
  type: 'message';
  /** The text of the notification. */
  summary: string;
  attachments: { contentType: typeof cardType; content: AdaptiveCard }[];
}

/** A card as one message. It carries `key` inside, where Teams keeps it and nobody sees it; `keyOf` reads it back. */
export function messageActivity(card: Card, key: string, drawing: Drawing): MessageActivity {
  const content = adaptiveCard(card, drawing);
  const [first, ...rest] = content.body;
  const body = first ? [{ ...first, id: `${keyMark}${key}` }, ...rest] : [];
  return {
    type: 'message',
    summary: spoken(card.text),
    attachments: [{ contentType: cardType, content: { ...content, body } }],
  };
}

/**
 * The key with which a message was posted; undefined when the content is not one of airb's cards.
 * @param content of the attachment: an object, or its JSON as Graph reports it
 */
export function keyOf(content: unknown): string | undefined {
  const card = typeof content === 'string' ? parsed(content) : content;
  if (typeof card !== 'object' || card === null || !('body' in card) || !Array.isArray(card.body))
    return undefined;
  const [first]: unknown[] = card.body;
  if (typeof first !== 'object' || first === null || !('id' in first)) return undefined;
  return typeof first.id === 'string' && first.id.startsWith(keyMark)
    ? first.id.slice(keyMark.length)
    : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
