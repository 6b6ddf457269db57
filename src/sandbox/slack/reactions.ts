import type { Context } from '../context.ts';
import { mintTs } from '../context.ts';
import { emit } from '../deliver/events.ts';
import type { Channel, Message } from '../state.ts';
import { SlackError } from './slack-error.ts';

export interface Reaction {
  channel: Channel;
  message: Message;
  user: string;
  /** Without colons: `eyes`. */
  name: string;
}

/** @throws SlackError already_reacted, invalid_name */
export function addReaction(ctx: Context, { channel, message, user, name }: Reaction): void {
  if (!/^[a-z0-9_+'-]+(::[a-z0-9-]+)?$/.test(name)) throw new SlackError('invalid_name');
  const existing = message.reactions.find((r) => r.name === name);
  if (existing?.users.includes(user)) throw new SlackError('already_reacted');
  if (existing) existing.users.push(user);
  else message.reactions.push({ name, users: [user] });
  tell(ctx, 'reaction_added', { channel, message, user, name });
}

/** @throws SlackError no_reaction */
export function dropReaction(ctx: Context, { channel, message, user, name }: Reaction): void {
  const existing = message.reactions.find((r) => r.name === name && r.users.includes(user));
  if (!existing) throw new SlackError('no_reaction');
  existing.users = existing.users.filter((u) => u !== user);
  message.reactions = message.reactions.filter((r) => r.users.length > 0);
  tell(ctx, 'reaction_removed', { channel, message, user, name });
}

function tell(
  ctx: Context,
  type: 'reaction_added' | 'reaction_removed',
  { channel, message, user, name }: Reaction,
): void {
  ctx.changed({ channel: channel.id });
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  emit(ctx, { type, user, reaction: name, item, item_user: message.user, event_ts: mintTs(ctx) }, channel);
}
