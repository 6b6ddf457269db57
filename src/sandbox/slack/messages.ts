import type { Context } from '../context.ts';
import { mintTs } from '../context.ts';
import { emit } from '../deliver/events.ts';
import type { Channel, Json, Message } from '../state.ts';
import { messageObject, repliesTo } from './payloads.ts';

export type Draft = Pick<Message, 'user' | 'text'> &
  Partial<
    Pick<Message, 'blocks' | 'attachments' | 'metadata' | 'subtype' | 'threadTs' | 'ephemeralFor' | 'files'>
  >;

const channelTypes = { channel: 'channel', private: 'group', dm: 'im' } as const;

/** Stores a message, shows it, and tells the bot. */
export function addMessage(ctx: Context, channel: Channel, draft: Draft): Message {
  const message: Message = {
    blocks: [],
    files: [],
    reactions: [],
    ...draft,
    ts: mintTs(ctx),
    channel: channel.id,
  };
  message.blocks = withBlockIds(message.blocks, message.ts);
  channel.messages.push(message);
  ctx.changed({ channel: channel.id });
  noticed(ctx, message);
  if (message.ephemeralFor) return message;
  emitMessage(ctx, channel, messageObject(ctx, message));
  const mention = `<@${ctx.workspace.app.botUser}>`;
  if (channel.kind !== 'dm' && draft.text.includes(mention) && draft.user !== ctx.workspace.app.botUser) {
    emit(
      ctx,
      { ...place(channel, message.ts), ...messageObject(ctx, message), type: 'app_mention' },
      channel,
    );
  }
  return message;
}

/** Replaces what a message says. Absent blocks are removed, absent metadata is kept, as chat.update does. */
export function editMessage(ctx: Context, message: Message, change: Partial<Draft>): void {
  const channel = ctx.state.channels[message.channel];
  if (!channel) return;
  const before = messageObject(ctx, message);
  if (change.text !== undefined && change.text !== message.text) message.editedTs = mintTs(ctx);
  message.text = change.text ?? message.text;
  message.blocks = withBlockIds(change.blocks ?? [], message.ts);
  if (change.metadata) message.metadata = change.metadata;
  if (change.files) message.files = change.files;
  ctx.changed({ channel: channel.id });
  noticed(ctx, message);
  if (message.ephemeralFor) return;
  emitMessage(ctx, channel, {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    ts: mintTs(ctx),
    message: messageObject(ctx, message),
    previous_message: before,
  });
}

export function removeMessage(ctx: Context, message: Message): void {
  const channel = ctx.state.channels[message.channel];
  if (!channel) return;
  channel.messages = channel.messages.filter((m) => m !== message);
  channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
  ctx.changed({ channel: channel.id });
  if (message.ephemeralFor) return;
  emitMessage(ctx, channel, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    ts: mintTs(ctx),
    deleted_ts: message.ts,
    previous_message: messageObject(ctx, message),
  });
}

/** A message that everybody can see, or undefined. */
export function findMessage(channel: Channel, ts: string): Message | undefined {
  return channel.messages.findLast((m) => m.ts === ts && !m.ephemeralFor);
}

/** Puts someone into a channel and says so, as joining by oneself, by invitation or by creating it does. */
export function joinChannel(ctx: Context, channel: Channel, user: string, inviter?: string): void {
  if (channel.members.includes(user)) return;
  channel.members.push(user);
  addMessage(ctx, channel, {
    user,
    text: `<@${user}> has joined the channel`,
    subtype: channel.kind === 'private' ? 'group_join' : 'channel_join',
  });
  emit(
    ctx,
    {
      type: 'member_joined_channel',
      user,
      channel: channel.id,
      channel_type: channel.kind === 'private' ? 'G' : 'C',
      team: ctx.workspace.team.id,
      ...(inviter ? { inviter } : {}),
      event_ts: mintTs(ctx),
    },
    channel,
  );
}

/** The thread of a message: itself first. */
export function thread(ctx: Context, root: Message): Message[] {
  return [root, ...repliesTo(ctx, root)];
}

/** Blocks without an id get one, as Slack does before it stores them. */
export function withBlockIds(blocks: Json[], salt: string): Json[] {
  return blocks.map((block, i) => ({ ...block, block_id: block.block_id ?? `b${salt.slice(-6)}${i}` }));
}

/** Every word a message shows, for searching: its text and all texts in its blocks. */
export function wordsOf(message: Message): string {
  return `${message.text}\n${JSON.stringify(message.blocks)}`;
}

function noticed(ctx: Context, message: Message): void {
  if (message.user === ctx.workspace.app.botUser) ctx.observe({ type: 'said', text: wordsOf(message) });
}

function emitMessage(ctx: Context, channel: Channel, message: Json): void {
  emit(ctx, { ...message, ...place(channel, String(message.ts)), type: 'message' }, channel);
}

function place(channel: Channel, ts: string): Json {
  return { channel: channel.id, channel_type: channelTypes[channel.kind], event_ts: ts };
}
