/** What airb reads of a Bot Framework activity. Source: github.com/microsoft/botframework-sdk, specs/botframework-activity. */
export interface Activity {
  type: string;
  /** Of an invoke: `adaptiveCard/action`, `task/fetch`. */
  name?: string;
  id?: string;
  timestamp?: string;
  /** `msteams`. */
  channelId: string;
  serviceUrl: string;
  from: Account;
  /** Us. Targeted when only its sender sees the message: a slash command. */
  recipient: Account & { targeted: boolean };
  conversation: { id: string; kind: ConversationKind };
  /** Every tenant it names; one, when it is honest. */
  tenants: string[];
  team?: { id: string; groupId?: string; name?: string };
  /** Of a conversationUpdate: `teamDeleted`, `teamRenamed`. */
  event?: string;
  text: string;
  replyToId?: string;
  attachments: { contentType: string; name?: string }[];
  mentions: Mention[];
  reactionsAdded: string[];
  reactionsRemoved: string[];
  membersAdded: Account[];
  /** Of an installationUpdate: `add`, `remove`, with `-upgrade`. */
  action?: string;
  value: unknown;
}

/** Somebody in Teams: `29:…` is a user, `28:…` a bot; the object id is Entra's. */
export interface Account {
  id: string;
  name?: string;
  aadObjectId?: string;
}

export interface Mention {
  /** As it stands in the text: `<at>Ana</at>`. */
  text: string;
  mentioned: Account;
}

export type ConversationKind = 'personal' | 'group' | 'channel';

const botPrefix = '28:';

/** Bots, airb among them, are never somebody who did something. */
export function isBot(account: Account): boolean {
  return account.id.startsWith(botPrefix);
}

/**
 * Reads an activity out of a request's JSON.
 * @returns undefined when it lacks what every activity has: a type, a service URL, a sender, a conversation
 */
export function parseActivity(json: unknown): Activity | undefined {
  const raw = recordOf(json);
  const type = textOf(raw.type);
  const serviceUrl = textOf(raw.serviceUrl);
  const from = accountOf(raw.from);
  const conversation = conversationOf(recordOf(raw.conversation));
  if (!type || !serviceUrl || !from || !conversation) return undefined;
  const recipient = recordOf(raw.recipient);
  return {
    type,
    channelId: textOf(raw.channelId) ?? '',
    serviceUrl,
    from,
    conversation,
    recipient: { ...(accountOf(recipient) ?? { id: '' }), targeted: recipient.isTargeted === true },
    text: textOf(raw.text) ?? '',
    value: raw.value,
    ...named(raw),
    ...placeOf(recordOf(raw.channelData), recordOf(raw.conversation)),
    ...contentsOf(raw),
  };
}

/** Anything as an object whose properties can be asked for. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** JSON as such an object. Where there is nothing, or the page of a proxy, it has no properties. */
export function recordIn(text: string): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A string that says something, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

/** The optional strings of an activity, each only when it is there. */
function named(raw: Record<string, unknown>): Partial<Activity> {
  const words: Partial<Activity> = {};
  for (const key of ['name', 'id', 'timestamp', 'replyToId', 'action'] as const) {
    const word = textOf(raw[key]);
    if (word) words[key] = word;
  }
  return words;
}

function accountOf(value: unknown): Account | undefined {
  const raw = recordOf(value);
  const id = textOf(raw.id);
  if (!id) return undefined;
  const name = textOf(raw.name);
  const aadObjectId = textOf(raw.aadObjectId) ?? textOf(raw.objectId);
  return { id, ...(name ? { name } : {}), ...(aadObjectId ? { aadObjectId } : {}) };
}

/** An id that could not be told from a reference's other parts is none. */
function conversationOf(raw: Record<string, unknown>): Activity['conversation'] | undefined {
  const id = textOf(raw.id);
  if (!id || !/^[^\s/]{1,500}$/.test(id)) return undefined;
  return { id, kind: kindOf(raw, id) };
}

function kindOf(raw: Record<string, unknown>, id: string): ConversationKind {
  switch (raw.conversationType) {
    case 'channel':
      return 'channel';
    case 'groupChat':
      return 'group';
    case 'personal':
      return 'personal';
    default:
      if (id.includes('@thread.tacv2')) return 'channel';
      return raw.isGroup === true ? 'group' : 'personal';
  }
}

function placeOf(
  data: Record<string, unknown>,
  conversation: Record<string, unknown>,
): Pick<Activity, 'tenants' | 'team' | 'event'> {
  const tenants = [recordOf(data.tenant).id, conversation.tenantId].flatMap((id) => textOf(id) ?? []);
  const event = textOf(data.eventType);
  const team = recordOf(data.team);
  const id = textOf(team.id);
  const groupId = textOf(team.aadGroupId);
  const name = textOf(team.name);
  return {
    tenants: [...new Set(tenants)],
    ...(event ? { event } : {}),
    ...(id ? { team: { id, ...(groupId ? { groupId } : {}), ...(name ? { name } : {}) } } : {}),
  };
}

function contentsOf(
  raw: Record<string, unknown>,
): Pick<Activity, 'attachments' | 'mentions' | 'reactionsAdded' | 'reactionsRemoved' | 'membersAdded'> {
  return {
    attachments: listOf(raw.attachments).flatMap((one) => {
      const contentType = textOf(one.contentType);
      const name = textOf(one.name);
      return contentType ? [{ contentType, ...(name ? { name } : {}) }] : [];
    }),
    mentions: listOf(raw.entities).flatMap((entity) => {
      const mentioned = accountOf(entity.mentioned);
      const text = textOf(entity.text);
      return entity.type === 'mention' && mentioned && text ? [{ text, mentioned }] : [];
    }),
    reactionsAdded: listOf(raw.reactionsAdded).flatMap((one) => textOf(one.type) ?? []),
    reactionsRemoved: listOf(raw.reactionsRemoved).flatMap((one) => textOf(one.type) ?? []),
    membersAdded: listOf(raw.membersAdded).flatMap((one) => accountOf(one) ?? []),
  };
}
