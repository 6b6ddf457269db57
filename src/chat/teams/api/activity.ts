/** What airb reads of a Bot Framework activity. Source: github.com/microsoft/botframework-sdk, specs/botframework-activity. */
export interface Activity {
  type: string;
  /** The name of an invoke: `adaptiveCard/action`, `task/fetch`. */
  name?: string;
  id?: string;
  timestamp?: string;
  /** `msteams`. */
  channelId: string;
  serviceUrl: string;
  from: Account;
  /** airb itself. `targeted` means that only the sender sees the message, as with a slash command. */
  recipient: Account & { targeted: boolean };
  conversation: { id: string; kind: ConversationKind };
  /** Every tenant that the activity names; an honest one names one. */
  tenants: string[];
  team?: { id: string; groupId?: string; name?: string };
  /** The event of a conversationUpdate: `teamDeleted`, `teamRenamed`. */
  event?: string;
  text: string;
  replyToId?: string;
  attachments: Attachment[];
  mentions: Mention[];
  reactionsAdded: string[];
  reactionsRemoved: string[];
  membersAdded: Account[];
  /** The action of an installationUpdate: `add` or `remove`, also with `-upgrade`. */
  action?: string;
  value: unknown;
}

/** An account in Teams: `29:…` is a user, `28:…` a bot; the object id comes from Entra. */
export interface Account {
  id: string;
  name?: string;
  aadObjectId?: string;
}

/** Something attached to a message. The address at which anybody could download it is not read. */
export interface Attachment {
  contentType: string;
  name?: string;
  /** `contentUrl`: where a file lies in SharePoint, which asks for an account. */
  url?: string;
}

export interface Mention {
  /** The mention as it stands in the text: `<at>Ana</at>`. */
  text: string;
  mentioned: Account;
}

export type ConversationKind = 'personal' | 'group' | 'channel';

const botPrefix = '28:';

/** True for a bot. airb ignores what bots do, itself included. */
export function isBot(account: Account): boolean {
  return account.id.startsWith(botPrefix);
}

/**
 * Reads an activity from the JSON of a request.
 * @returns undefined when it lacks a type, a service URL, a sender or a conversation, which every activity has
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

/** The value as an object whose properties can be read; empty when it is not an object. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A JSON text as such an object; empty when the text is empty or is the page of a proxy. */
export function recordIn(text: string): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The value when it is a string with content; else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

/** What is attached to a message, here or in the payload of a message extension. */
export function attachmentsOf(value: unknown): Attachment[] {
  return listOf(value).flatMap((one) => {
    const contentType = textOf(one.contentType);
    const name = textOf(one.name);
    const url = textOf(one.contentUrl);
    return contentType ? [{ contentType, ...(name && { name }), ...(url && { url }) }] : [];
  });
}

/** The optional strings of an activity; each is present only when it has content. */
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

/** The conversation; undefined when its id holds a character that separates the parts of a ref. */
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
    attachments: attachmentsOf(raw.attachments),
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
