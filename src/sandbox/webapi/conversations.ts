import type { Context } from '../context.ts';
import { mintId } from '../context.ts';
import { emit } from '../deliver/events.ts';
import { addMessage, joinChannel } from '../slack/messages.ts';
import { channelObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel } from '../state.ts';
import { table } from '../table.ts';
import type { Answer, Method } from './access.ts';
import {
  channelOf,
  directChannel,
  isMember,
  manageScopes,
  mustBeMember,
  mustBeOpen,
  needScope,
  personExists,
  readScopes,
} from './access.ts';
import { type Args, flag, list, page, required, text } from './args.ts';

const maxName = 80;
const maxTopic = 250;

function create(ctx: Context, args: Args): Answer {
  const isPrivate = flag(args, 'is_private');
  needScope(ctx, ...((isPrivate ? manageScopes('').private : manageScopes('').channel) ?? []));
  const name = checkedName(ctx, text(args, 'name') ?? '');
  const bot = ctx.workspace.app.botUser;
  const channel: Channel = {
    id: mintId(ctx, 'C'),
    name,
    kind: isPrivate ? 'private' : 'channel',
    topic: '',
    purpose: '',
    archived: false,
    creator: bot,
    created: Math.floor(ctx.now() / 1000),
    members: [],
    bookmarks: [],
    pins: [],
    messages: [],
    read: table(),
  };
  ctx.state.channels[channel.id] = channel;
  joinChannel(ctx, channel, bot);
  return { channel: channelObject(ctx, channel) };
}

/** docs.slack.dev/reference/methods/conversations.create#naming; an archived channel keeps its name. */
function checkedName(ctx: Context, name: string): string {
  if (name === '') throw new SlackError('invalid_name_required');
  if (name.length > maxName) throw new SlackError('invalid_name_maxlength');
  if (/^[-_.]+$/.test(name)) throw new SlackError('invalid_name_punctuation');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new SlackError('invalid_name_specials');
  if (Object.values(ctx.state.channels).some((c) => c.name === name)) throw new SlackError('name_taken');
  return name;
}

function invite(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, manageScopes('write.invites'));
  mustBeOpen(channel);
  mustBeMember(ctx, channel);
  const users = list(args, 'users');
  if (users.length === 0) throw new SlackError('no_user');
  if (users.length > 100) throw new SlackError('too_many_users');
  const bot = ctx.workspace.app.botUser;
  const errors = users.flatMap((user) => {
    const error = inviteError(ctx, channel, user);
    return error ? [{ user, ok: false, error }] : [];
  });
  const welcome = users.filter((user) => !errors.some((e) => e.user === user));
  const first = errors[0];
  if (first && (!flag(args, 'force') || welcome.length === 0)) throw new SlackError(first.error, { errors });
  for (const user of welcome) joinChannel(ctx, channel, user, bot);
  return { channel: channelObject(ctx, channel), ...(errors.length > 0 ? { errors } : {}) };
}

function inviteError(ctx: Context, channel: Channel, user: string): string | undefined {
  if (user === ctx.workspace.app.botUser) return 'cant_invite_self';
  if (!personExists(ctx, user)) return 'user_not_found';
  return channel.members.includes(user) ? 'already_in_channel' : undefined;
}

function join(ctx: Context, args: Args): Answer {
  needScope(ctx, 'channels:join');
  const channel = channelOf(ctx, args, {});
  if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type');
  mustBeOpen(channel);
  const already = isMember(ctx, channel);
  joinChannel(ctx, channel, ctx.workspace.app.botUser);
  return { channel: channelObject(ctx, channel), ...(already ? { warning: 'already_in_channel' } : {}) };
}

function info(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, readScopes);
  const members = flag(args, 'include_num_members') ? { num_members: channel.members.length } : {};
  return { channel: { ...channelObject(ctx, channel), ...members } };
}

const kindOf = table<Channel['kind']>({
  public_channel: 'channel',
  private_channel: 'private',
  im: 'dm',
});

/** Channels of the types asked for that the bot may see; each type needs its own scope. */
export function listed(ctx: Context, args: Args): Channel[] {
  const types = list(args, 'types');
  const kinds = (types.length > 0 ? types : ['public_channel']).map((type) => {
    const kind = kindOf[type];
    if (!kind) throw new SlackError('invalid_types');
    needScope(ctx, ...(readScopes[kind] ?? []));
    return kind;
  });
  return Object.values(ctx.state.channels).filter(
    (c) =>
      kinds.includes(c.kind) &&
      (c.kind === 'channel' || isMember(ctx, c)) &&
      !(flag(args, 'exclude_archived') && c.archived),
  );
}

function listChannels(ctx: Context, args: Args): Answer {
  const { items, next } = page(args, listed(ctx, args), { usual: 100, max: 1000 });
  return { channels: items.map((c) => channelObject(ctx, c)), response_metadata: { next_cursor: next } };
}

function members(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, readScopes);
  const { items, next } = page(args, channel.members, { usual: 100, max: 1000 });
  return { members: items, response_metadata: { next_cursor: next } };
}

function open(ctx: Context, args: Args): Answer {
  needScope(ctx, 'im:write');
  const known = text(args, 'channel');
  if (known) return { channel: { id: channelOf(ctx, args, {}).id }, no_op: true, already_open: true };
  const users = list(args, 'users');
  const user = users[0];
  if (!user) throw new SlackError('users_list_not_supplied');
  if (users.length > 1) needScope(ctx, 'mpim:write');
  const person = ctx.workspace.people.find((p) => p.id === user);
  if (!person) throw new SlackError('user_not_found');
  if (person.account === 'deactivated') throw new SlackError('user_disabled');
  const { channel, isNew } = directChannel(ctx, ctx.workspace.app.botUser, user);
  return { channel: { id: channel.id }, ...(isNew ? {} : { no_op: true, already_open: true }) };
}

function describe(field: 'topic' | 'purpose') {
  return (ctx: Context, args: Args): Answer => {
    const channel = channelOf(ctx, args, manageScopes('write.topic'));
    mustBeOpen(channel);
    mustBeMember(ctx, channel);
    const value = text(args, field) ?? '';
    if (value.length > maxTopic) throw new SlackError('too_long');
    channel[field] = value;
    const bot = ctx.workspace.app.botUser;
    const group = channel.kind === 'private' ? 'group' : 'channel';
    addMessage(ctx, channel, {
      user: bot,
      text: `set the channel ${field}: ${value}`,
      subtype: `${group}_${field}`,
    });
    return { channel: channelObject(ctx, channel), [field]: value };
  };
}

function archive(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, manageScopes(''));
  if (channel.archived) throw new SlackError('already_archived');
  if (channel.name === 'general') throw new SlackError('cant_archive_general');
  mustBeMember(ctx, channel);
  const type = channel.kind === 'private' ? 'group_archive' : 'channel_archive';
  addMessage(ctx, channel, { user: ctx.workspace.app.botUser, text: 'archived the channel', subtype: type });
  channel.archived = true;
  emit(ctx, { type, channel: channel.id, user: ctx.workspace.app.botUser }, channel);
  return {};
}

/** Only who is in the channel may, and Slack has put apps out of what is archived. */
function unarchive(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, manageScopes(''));
  if (!channel.archived) throw new SlackError('not_archived');
  mustBeMember(ctx, channel);
  channel.archived = false;
  ctx.changed({ channel: channel.id });
  return {};
}

/**
 * docs.slack.dev/reference/methods/conversations.rename: only whoever made a channel may. Slack's own page does not say whether a channel
 * may be given the name it has; here it is taken, which asks more of the bot.
 */
function rename(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, manageScopes(''));
  if (channel.kind === 'dm') throw new SlackError('method_not_supported_for_channel_type');
  mustBeOpen(channel);
  mustBeMember(ctx, channel);
  const bot = ctx.workspace.app.botUser;
  if (channel.creator !== bot) throw new SlackError('not_authorized');
  const before = channel.name;
  channel.name = checkedName(ctx, required(args, 'name'));
  addMessage(ctx, channel, {
    user: bot,
    text: `has renamed the channel from "${before}" to "${channel.name}"`,
    subtype: channel.kind === 'private' ? 'group_name' : 'channel_name',
  });
  const renamed = { id: channel.id, name: channel.name, created: channel.created };
  emit(
    ctx,
    { type: channel.kind === 'private' ? 'group_rename' : 'channel_rename', channel: renamed },
    channel,
  );
  ctx.changed({ channel: channel.id });
  return { channel: channelObject(ctx, channel) };
}

export const conversations: Record<string, Method> = {
  'conversations.create': { tier: 20, run: create },
  'conversations.invite': { tier: 50, run: invite },
  'conversations.join': { tier: 50, run: join },
  'conversations.info': { tier: 50, run: info },
  'conversations.list': { tier: 20, run: listChannels },
  'conversations.members': { tier: 100, run: members },
  'conversations.open': { tier: 50, run: open },
  'conversations.setTopic': { tier: 20, run: describe('topic') },
  'conversations.setPurpose': { tier: 20, run: describe('purpose') },
  'conversations.archive': { tier: 20, run: archive },
  'conversations.unarchive': { tier: 20, run: unarchive },
  'conversations.rename': { tier: 20, run: rename },
};
