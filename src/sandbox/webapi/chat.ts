import type { Context } from '../context.ts';
import { addMessage, editMessage, findMessage, removeMessage } from '../slack/messages.ts';
import { messageObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel, Message } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { channelOf, directChannel, isMember, mustBeOpen, needScope } from './access.ts';
import { type Args, flag, required, text } from './args.ts';
import { readContent } from './content.ts';

const postText = 40_000;
const updateText = 4_000;

/** A channel id, a `#name`, or a person, whose direct conversation is then meant. */
function destination(ctx: Context, args: Args): Channel {
  const to = required(args, 'channel');
  if (ctx.workspace.people.some((p) => p.id === to))
    return directChannel(ctx, ctx.workspace.app.botUser, to).channel;
  return channelOf(ctx, args, {});
}

function postMessage(ctx: Context, args: Args): Answer {
  needScope(ctx, 'chat:write');
  const channel = destination(ctx, args);
  mustBeOpen(channel);
  if (!isMember(ctx, channel) && !ctx.app.scopes.includes('chat:write.public'))
    throw new SlackError('not_in_channel');
  const content = readContent(ctx, args, postText);
  const threadTs = text(args, 'thread_ts');
  if (threadTs && !findMessage(channel, threadTs)) throw new SlackError('thread_not_found');
  const message = addMessage(ctx, channel, {
    ...content,
    user: ctx.workspace.app.botUser,
    ...(threadTs ? { threadTs } : {}),
    ...(threadTs && flag(args, 'reply_broadcast') ? { subtype: 'thread_broadcast' as const } : {}),
  });
  return { channel: channel.id, ts: message.ts, message: messageObject(ctx, message, true) };
}

function postEphemeral(ctx: Context, args: Args): Answer {
  needScope(ctx, 'chat:write');
  const channel = channelOf(ctx, args, {});
  mustBeOpen(channel);
  if (!isMember(ctx, channel)) throw new SlackError('not_in_channel');
  const user = required(args, 'user');
  if (!channel.members.includes(user)) throw new SlackError('user_not_in_channel');
  const content = readContent(ctx, args, postText);
  const threadTs = text(args, 'thread_ts');
  const message = addMessage(ctx, channel, {
    text: content.text,
    ...(content.blocks ? { blocks: content.blocks } : {}),
    ...(threadTs ? { threadTs } : {}),
    user: ctx.workspace.app.botUser,
    ephemeralFor: user,
  });
  return { message_ts: message.ts };
}

function ownMessage(
  ctx: Context,
  args: Args,
  { notOwn, files = false }: { notOwn: string; files?: boolean },
): { channel: Channel; message: Message } {
  needScope(ctx, 'chat:write');
  const channel = channelOf(ctx, args, {});
  const message = findMessage(channel, required(args, 'ts'));
  if (!message) throw new SlackError('message_not_found');
  if (
    message.user !== ctx.workspace.app.botUser ||
    (message.subtype &&
      message.subtype !== 'thread_broadcast' &&
      !(files && message.subtype === 'file_share'))
  )
    throw new SlackError(notOwn);
  return { channel, message };
}

function update(ctx: Context, args: Args): Answer {
  const { channel, message } = ownMessage(ctx, args, { notOwn: 'cant_update_message' });
  mustBeOpen(channel);
  editMessage(ctx, message, {
    ...readContent(ctx, { ...args, text: args.text ?? keptText(args, message) }, updateText),
  });
  return { channel: channel.id, ts: message.ts, text: message.text, message: messageObject(ctx, message) };
}

/** Blocks given without text leave the text as it was. */
function keptText(args: Args, message: Message): string | undefined {
  return args.blocks === undefined ? undefined : message.text;
}

function remove(ctx: Context, args: Args): Answer {
  const { channel, message } = ownMessage(ctx, args, { notOwn: 'cant_delete_message', files: true });
  removeMessage(ctx, message);
  return { channel: channel.id, ts: message.ts };
}

function getPermalink(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, {});
  const message = findMessage(channel, required(args, 'message_ts'));
  if (!message) throw new SlackError('message_not_found');
  return { channel: channel.id, permalink: permalink(ctx, channel.id, message.ts) };
}

/** A link that opens the sandbox page at that message. */
export function permalink(ctx: Context, channel: string, ts: string): string {
  return `${ctx.publicUrl}/sandbox/?channel=${channel}&ts=${ts}`;
}

export const chat: Record<string, Method> = {
  'chat.postMessage': { tier: 'post', run: postMessage },
  'chat.postEphemeral': { tier: 100, run: postEphemeral },
  'chat.update': { tier: 50, run: update },
  'chat.delete': { tier: 50, run: remove },
  'chat.getPermalink': { tier: 600, run: getPermalink },
};
