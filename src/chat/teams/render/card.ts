import type { Card, Node } from '../../../domain/chat/card.ts';
import { fitted } from '../../kit/fit.ts';
import { cut } from '../../kit/literal.ts';
import type { AdaptiveCard, Element } from './adaptive.ts';
import type { Drawing, Pen } from './drawing.ts';
import { plainLine } from './inline.ts';
import { asMention, runLiteral } from './literal.ts';
import { elementsOf } from './nodes.ts';

/** Maximum bytes of a card as JSON. Some places in Teams take more, none takes less. */
export const cardRoom = 25_000;

const spokenMax = 300;

/** A card as Teams draws it, at most 25 KB. */
export function adaptiveCard(card: Card, drawing: Drawing): AdaptiveCard {
  return drawCard(card, drawing, { dialog: false, room: cardRoom });
}

/** A card inside a dialog, where every control is a plain submit. */
export function cardInDialog(card: Card, drawing: Drawing, room: number = cardRoom): AdaptiveCard {
  return drawCard(card, drawing, { dialog: true, room });
}

/** The sentence of a card, for notifications and screen readers. */
export function spoken(text: string, max: number = spokenMax): string {
  return cut(runLiteral(asMention(text)).trim() || 'airb', max);
}

function drawCard(
  card: Card,
  drawing: Drawing,
  { dialog, room }: { dialog: boolean; room: number },
): AdaptiveCard {
  return fitted(card.nodes, {
    draw: (nodes) => {
      const pen: Pen = { ...drawing, dialog, mentions: new Map() };
      const body = elementsOf(nodes, pen);
      return around(card, body.length > 0 ? body : [plainLine(spoken(card.text, 3000))], pen);
    },
    holds: (drawn) => Buffer.byteLength(JSON.stringify(drawn)) <= room,
    note: (missing) => more(missing, drawing.moreAt),
  });
}

function around(card: Card, body: Element[], { dialog, mentions }: Pen): AdaptiveCard {
  const entities = [...mentions.values()];
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    speak: spoken(card.text),
    fallbackText: spoken(card.text),
    body,
    ...(dialog ? {} : { msteams: { width: 'Full', ...(entities.length > 0 ? { entities } : {}) } }),
  };
}

function more(missing: number, page: string | undefined): Node {
  const count = `… and ${missing} more`;
  return {
    type: 'context',
    spans: page ? [`${count} on `, { link: page, text: 'the incident page' }] : [count],
  };
}
