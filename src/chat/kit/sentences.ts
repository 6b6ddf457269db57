import type { Card } from '../../domain/chat/card.ts';

export const notStored: Card = sentence('airb could not store that; nothing was changed. Try again.');
export const stillWorking: Card = sentence(
  'airb is slow right now and has not stored that yet. The answer follows here.',
);

/** A card with one sentence. */
export function sentence(text: string): Card {
  return listOf([text]);
}

/** A card with several sentences, one below the other. */
export function listOf(sentences: string[]): Card {
  return { text: sentences.join(' '), nodes: sentences.map((text) => ({ type: 'text', spans: [text] })) };
}
