import type { Button, Card } from '../../../domain/chat/card.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { webAddress } from '../../kit/literal.ts';
import { recordOf, textOf } from '../api/activity.ts';
import { conversationOf, rootOf } from '../directory/refs.ts';
import { messageActivity } from '../render/message.ts';
import { change, type Outbound } from './posts.ts';

/**
 * The one message at the head of every room, with what Slack keeps in topic and bookmarks. It is the root of a thread,
 * or the first message of a channel or a chat. airb draws it again from the memory when one of them changes.
 */
export interface Head {
  name: string;
  /** The marker `airb:42`, which the message carries as its key. */
  marker: string;
  /** `teams:…/…` */
  message: string;
}

export interface Link {
  title: string;
  url: string;
}

const headKey = (conversation: string) => `teams:head:${conversation}`;
const topicKey = (conversation: string) => `teams:topic:${conversation}`;
const linksKey = (conversation: string) => `teams:links:${conversation}`;

/** The head before anything else was said. */
export function headCard(name: string, shown: { topic?: string; links: Link[] } = { links: [] }): Card {
  const { topic, links } = shown;
  const buttons = links.map(({ title, url }): Button => ({ verb: 'open', value: '', label: title, url }));
  return {
    text: topic ? `${name}: ${topic}` : `${name}: an incident is open.`,
    nodes: [
      { type: 'heading', text: name },
      ...(topic ? [{ type: 'text' as const, spans: [topic] }] : []),
      { type: 'context', spans: ['Everything about this incident is said here below.'] },
      ...(buttons.length > 0 ? [{ type: 'actions' as const, controls: buttons }] : []),
    ],
  };
}

/** Stores which message is the head of a conversation. */
export async function keepHead(out: Outbound, conversation: string, head: Head): Promise<void> {
  await out.memory.remember(headKey(conversation), JSON.stringify(head));
}

/** The head of a conversation, from the memory; undefined when it has none. */
export async function headOf(out: Outbound, conversation: string): Promise<Head | undefined> {
  const { name, marker, message } = recordOf(parsed(await out.memory.recall(headKey(conversation))));
  const [title, mark, ref] = [textOf(name), textOf(marker), textOf(message)];
  return title && mark && ref ? { name: title, marker: mark, message: ref } : undefined;
}

/** Sets the topic. Topic and links may change at the same time, so each stores its own entry and then draws both. */
export async function setTopic(out: Outbound, room: RoomRef, topic: string): Promise<void> {
  const conversation = conversationOf(room);
  await out.memory.remember(topicKey(conversation), topic);
  await drawHead(out, conversation);
}

/** Gives the head another name. */
export async function renameHead(out: Outbound, conversation: string, name: string): Promise<void> {
  const head = await headOf(out, conversation);
  if (!head) throw headless(conversation);
  await keepHead(out, conversation, { ...head, name });
  await drawHead(out, conversation);
}

/** Adds the links that are missing; leaves out what is not a web address. */
export async function addLinks(out: Outbound, room: RoomRef, links: Link[]): Promise<void> {
  const conversation = conversationOf(room);
  const wanted = links.flatMap(({ title, url }) => {
    const address = webAddress(url);
    return address ? [{ title: title || address, url: address }] : [];
  });
  const there = await linksOf(out, conversation);
  const fresh = wanted.filter((link) => !there.some((one) => one.url === link.url));
  if (fresh.length > 0) {
    await out.memory.remember(linksKey(conversation), JSON.stringify([...there, ...fresh]));
  }
  if (wanted.length > 0) await drawHead(out, conversation);
}

/** The links at the head of a conversation, from the memory. */
export async function linksOf(out: Outbound, conversation: string): Promise<Link[]> {
  const held = parsed(await out.memory.recall(linksKey(conversation)));
  return (Array.isArray(held) ? held : []).flatMap((one) => {
    const { title, url } = recordOf(one);
    return textOf(title) && textOf(url) ? [{ title: String(title), url: String(url) }] : [];
  });
}

async function drawHead(out: Outbound, conversation: string): Promise<void> {
  const head = await headOf(out, conversation);
  if (!head) throw headless(conversation);
  const topic = await out.memory.recall(topicKey(conversation));
  const links = await linksOf(out, conversation);
  const card = headCard(head.name, { links, ...(topic ? { topic } : {}) });
  await change(out, head.message, messageActivity(card, head.marker, out.drawing()));
}

function headless(conversation: string): DeliveryError {
  const kind = rootOf(conversation) ? 'thread' : 'conversation';
  const message = `airb did not open this ${kind}, so it has no headline to keep current.`;
  return new DeliveryError(message, { retry: false, code: 'teams_no_head' });
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
