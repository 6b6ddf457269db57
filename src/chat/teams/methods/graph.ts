import type { Instant } from '../../../domain/time.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { Caller, Json } from '../api/client.ts';
import { lacking } from '../api/errors.ts';
import type { Places } from '../directory/places.ts';
import { channelOf, rootOf } from '../directory/refs.ts';
import type { Target } from '../directory/target.ts';
import { keyOf } from '../render/message.ts';

/** A message as Graph returns it. */
export interface Told {
  id: string;
  at: Instant;
  author: string;
  /** Entra object id; undefined for bots. */
  authorId?: string;
  /** The app that posted it. */
  appId?: string;
  /** HTML or plain text, as `html` says. */
  body: string;
  html: boolean;
  summary?: string;
  /** The contents of cards and other attachments, as JSON. */
  contents: string[];
}

/** Reads a conversation back, where Graph allows it. */
export interface History {
  /**
   * Finds the newest message that carries a key.
   * @throws DeliveryError with `missing_permission:…` when airb may not read there
   */
  find(target: Target, key: string, since: Instant): Promise<Told | undefined>;
  one(conversation: string, message: string): Promise<Told>;
}

const pageSize = 50;
const mostPages = 5;
export const readChannels = 'ChannelMessage.Read.Group';
export const readChats = 'ChatMessage.Read.Chat';

/** Source: learn.microsoft.com/graph/api: channel-list-messages, chatmessage-list-replies, chat-list-messages. */
export function createHistory(call: Caller, places: Places, appId?: string): History {
  async function groupOf(channel: string): Promise<string> {
    const team = await places.teamOf(channel);
    if (!team?.groupId) throw lacking(readChannels, 'reading the channel');
    return team.groupId;
  }

  async function messagesOf(conversation: string): Promise<Messages> {
    const channel = channelOf(conversation);
    if (!channel.includes('@thread.tacv2') && !channel.includes('@thread.skype')) {
      return { path: `/chats/${encodeURIComponent(conversation)}/messages`, permission: readChats };
    }
    const team = await groupOf(channel);
    const path = `/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(channel)}/messages`;
    return { path, permission: readChannels, team };
  }

  async function read({ path, permission, team }: Messages, query?: Record<string, string>): Promise<Json> {
    return call({
      service: 'graph',
      method: 'GET',
      path,
      kind: 'graph',
      what: 'reading the conversation',
      permission,
      ...(team ? { conversation: team } : {}),
      ...(query ? { query } : {}),
    });
  }

  async function find(target: Target, key: string, since: Instant): Promise<Told | undefined> {
    // Graph does not know a bot's 1:1 chats by the ids the connector gives them.
    if (target.kind === 'direct') throw lacking(readChats, 'reading a 1:1 chat');
    const messages = await messagesOf(target.conversation);
    const root = rootOf(target.conversation);
    const list = root ? below(messages, root, 'replies') : messages;
    let query: Record<string, string> | undefined = { $top: String(pageSize) };
    for (let page = 0; query && page < mostPages; page += 1) {
      const answer = await read(list, query);
      const told = listOf(answer.value).map(toldIn);
      const hit = told.find((message) => message.appId === appId && carries(message, key));
      if (hit) return hit;
      // Graph sorts a channel by last activity, so an old thread may come before a new one. Only a page of old messages
      // ends the search.
      if (told.every((message) => message.at < since)) return undefined;
      query = nextOf(answer);
    }
    return undefined;
  }

  async function one(conversation: string, message: string): Promise<Told> {
    const messages = await messagesOf(conversation);
    const root = rootOf(conversation);
    const reply = root !== undefined && root !== message;
    return toldIn(await read(reply ? below(messages, root, 'replies', message) : below(messages, message)));
  }

  return { find, one };
}

/**
 * Where the messages of a conversation are, which permission reading them needs, and the team by which the budget
 * counts.
 */
interface Messages {
  path: string;
  permission: string;
  team?: string;
}

function below(messages: Messages, ...parts: string[]): Messages {
  return { ...messages, path: [messages.path, ...parts.map(encodeURIComponent)].join('/') };
}

/** True when airb posted the message and it carries the key. A key in somebody else's message means nothing. */
function carries({ contents }: Told, key: string): boolean {
  return contents.some((content) => keyOf(content) === key);
}

/** The query of the next page. The rest of its address is not used, because we know it already. */
function nextOf(answer: Json): Record<string, string> | undefined {
  const link = textOf(answer['@odata.nextLink']);
  const at = link?.indexOf('?') ?? -1;
  return link && at >= 0 ? Object.fromEntries(new URLSearchParams(link.slice(at + 1))) : undefined;
}

function toldIn(raw: Json): Told {
  const from = recordOf(raw.from);
  const user = recordOf(from.user);
  const application = recordOf(from.application);
  const body = recordOf(raw.body);
  const authorId = textOf(user.id);
  const summary = textOf(raw.summary);
  const appId = textOf(application.id);
  return {
    id: textOf(raw.id) ?? '',
    at: Date.parse(textOf(raw.createdDateTime) ?? '') || 0,
    author: textOf(user.displayName) ?? textOf(application.displayName) ?? 'somebody',
    body: textOf(body.content) ?? '',
    html: body.contentType === 'html',
    contents: listOf(raw.attachments).flatMap((one) => textOf(one.content) ?? []),
    ...(authorId ? { authorId } : {}),
    ...(appId ? { appId } : {}),
    ...(summary ? { summary } : {}),
  };
}

/** The objects of a JSON list. */
export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
