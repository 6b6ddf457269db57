import type { Card, Node } from '../../domain/chat/card.ts';
import { actSuggested } from '../../domain/chat/command-acts.ts';
import type { Act } from '../../domain/response/authority.ts';
import { withCode } from './spans.ts';

/** What a card offers its reader, by the rows of the authority table: the commands it names, and its way to declare. */
export function offeredIn(card: Card): Act[] {
  return [...new Set(actsIn(card.nodes))];
}

function actsIn(value: unknown): Act[] {
  if (Array.isArray(value)) return value.flatMap(actsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('code' in value && typeof value.code === 'string') {
    const act = actSuggested(value.code);
    return act === undefined ? [] : [act];
  }
  const own: Act[] = 'verb' in value && value.verb === 'declare.open' ? ['declare'] : [];
  return [...own, ...Object.values(value).flatMap(actsIn)];
}

/** The card with sentences in small print at its end. */
export function withSentences(card: Card, sentences: string[]): Card {
  if (sentences.length === 0) return card;
  const nodes: Node[] = [...card.nodes, { type: 'context', spans: withCode(sentences.join(' ')) }];
  return { text: `${card.text} ${sentences.join(' ')}`, nodes };
}
