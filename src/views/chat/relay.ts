import type { Card, Node } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';

const longest = 2800;

/** A message of another chat's room: who, where, and the words as they are. */
export function relayedCard(event: EventOf<'message.said'>, chat: string): Card {
  const head = `${actorName(event.by)} in ${chatName(chat)}`;
  const text = event.text.length > longest ? `${event.text.slice(0, longest)}…` : event.text;
  const nodes: Node[] = [{ type: 'context', spans: [{ bold: head }] }];
  if (text.trim() !== '') nodes.push({ type: 'quote', text });
  if (event.files.length > 0)
    nodes.push({ type: 'context', spans: [`Attached there: ${event.files.join(', ')}`] });
  return { text: `${head}: ${text || event.files.join(', ')}`, nodes };
}

/** A chat as people call it. */
export function chatName(chat: string): string {
  return names.get(chat) ?? chat;
}

const names = new Map([
  ['slack', 'Slack'],
  ['teams', 'Teams'],
]);
