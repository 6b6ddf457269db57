import type { Card } from '../../../domain/chat/card.ts';
import type { AdaptiveCard } from './adaptive.ts';
import { adaptiveCard, spoken } from './card.ts';
import type { Drawing } from './drawing.ts';

export const cardType = 'application/vnd.microsoft.card.adaptive';

/** Stands before the key in the id of a card's first element. */
const keyMark = 'airb-key:';

/** An activity as the connector takes it, without conversation, sender and recipient. */
export interface MessageActivity {
  type: 'message';
  /** What a notification shows. */
  summary: string;
  attachments: { contentType: typeof cardType; content: AdaptiveCard }[];
}

/** A card as one message. `key` is carried inside the card, where Teams keeps it and shows it nobody: see `keyOf`. */
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
 * The key a message was posted with; undefined when the content is no card of ours.
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
