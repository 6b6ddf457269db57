import type { Context } from '../context.ts';
import { mintId, mintTs } from '../context.ts';
import { emit } from '../deliver/events.ts';
import { findMessage } from '../slack/messages.ts';
import { messageObject } from '../slack/payloads.ts';
import { addReaction, dropReaction } from '../slack/reactions.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Bookmark, Channel, Json, Message } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { channelOf, mustBeMember, mustBeOpen, needScope } from './access.ts';
import { type Args, required, text } from './args.ts';

/** Pins, bookmarks and reactions: what hangs on a channel or a message. */

const maxPins = 100;
const maxBookmarks = 100;

function marked(ctx: Context, args: Args, key: string): { channel: Channel; message: Message } {
  const channel = channelOf(ctx, args, {});
  mustBeMember(ctx, channel);
  const message = findMessage(channel, required(args, key));
  if (!message) throw new SlackError('message_not_found');
  return { channel, message };
}

function pinObject(ctx: Context, channel: Channel, pin: Channel['pins'][number]): Json {
  const message = findMessage(channel, pin.ts);
  return {
    type: 'message',
    channel: channel.id,
    created: pin.created,
    created_by: pin.by,
    ...(message ? { message: messageObject(ctx, message) } : {}),
  };
}

function pinEvent(
  ctx: Context,
  type: 'pin_added' | 'pin_removed',
  channel: Channel,
  pin: Channel['pins'][number],
): void {
  const item = pinObject(ctx, channel, pin);
  emit(
    ctx,
    { type, user: ctx.workspace.app.botUser, channel_id: channel.id, item, event_ts: mintTs(ctx) },
    channel,
  );
}

function addPin(ctx: Context, args: Args): Answer {
  needScope(ctx, 'pins:write');
  const { channel, message } = marked(ctx, args, 'timestamp');
  mustBeOpen(channel);
  if (message.subtype) throw new SlackError('not_pinnable');
  if (channel.pins.some((pin) => pin.ts === message.ts)) throw new SlackError('already_pinned');
  if (channel.pins.length >= maxPins) throw new SlackError('too_many_pins');
  const pin = { ts: message.ts, by: ctx.workspace.app.botUser, created: Math.floor(ctx.now() / 1000) };
  channel.pins.push(pin);
  ctx.changed({ channel: channel.id });
  pinEvent(ctx, 'pin_added', channel, pin);
  return {};
}

function listPins(ctx: Context, args: Args): Answer {
  needScope(ctx, 'pins:read');
  const channel = channelOf(ctx, args, {});
  mustBeMember(ctx, channel);
  return { items: channel.pins.map((pin) => pinObject(ctx, channel, pin)) };
}

function removePin(ctx: Context, args: Args): Answer {
  needScope(ctx, 'pins:write');
  const { channel, message } = marked(ctx, args, 'timestamp');
  const pin = channel.pins.find((p) => p.ts === message.ts);
  if (!pin) throw new SlackError('no_pin');
  channel.pins = channel.pins.filter((p) => p !== pin);
  ctx.changed({ channel: channel.id });
  pinEvent(ctx, 'pin_removed', channel, pin);
  return {};
}

function bookmarkObject(channel: Channel, bookmark: Bookmark): Json {
  return {
    id: bookmark.id,
    channel_id: channel.id,
    title: bookmark.title,
    link: bookmark.link,
    emoji: bookmark.emoji ?? '',
    type: 'link',
    date_created: bookmark.created,
  };
}

function checkedLink(link: string): string {
  if (!/^https?:\/\//.test(link)) throw new SlackError('invalid_link');
  return link;
}

function bookmarksOf(ctx: Context, args: Args, scope: string): Channel {
  needScope(ctx, scope);
  const channel = channelOf(ctx, args, {}, 'channel_id');
  mustBeMember(ctx, channel);
  return channel;
}

function addBookmark(ctx: Context, args: Args): Answer {
  const channel = bookmarksOf(ctx, args, 'bookmarks:write');
  if (required(args, 'type') !== 'link') throw new SlackError('invalid_bookmark_type');
  if (channel.bookmarks.length >= maxBookmarks) throw new SlackError('too_many_bookmarks');
  const emoji = text(args, 'emoji');
  const bookmark: Bookmark = {
    id: mintId(ctx, 'Bk'),
    title: required(args, 'title'),
    link: checkedLink(required(args, 'link')),
    created: Math.floor(ctx.now() / 1000),
    ...(emoji ? { emoji } : {}),
  };
  channel.bookmarks.push(bookmark);
  ctx.changed({ channel: channel.id });
  return { bookmark: bookmarkObject(channel, bookmark) };
}

function foundBookmark(channel: Channel, args: Args): Bookmark {
  const bookmark = channel.bookmarks.find((b) => b.id === text(args, 'bookmark_id'));
  if (!bookmark) throw new SlackError('not_found');
  return bookmark;
}

function editBookmark(ctx: Context, args: Args): Answer {
  const channel = bookmarksOf(ctx, args, 'bookmarks:write');
  const bookmark = foundBookmark(channel, args);
  bookmark.title = text(args, 'title') ?? bookmark.title;
  bookmark.link = checkedLink(text(args, 'link') ?? bookmark.link);
  ctx.changed({ channel: channel.id });
  return { bookmark: bookmarkObject(channel, bookmark) };
}

function removeBookmark(ctx: Context, args: Args): Answer {
  const channel = bookmarksOf(ctx, args, 'bookmarks:write');
  const bookmark = foundBookmark(channel, args);
  channel.bookmarks = channel.bookmarks.filter((b) => b !== bookmark);
  ctx.changed({ channel: channel.id });
  return {};
}

function listBookmarks(ctx: Context, args: Args): Answer {
  const channel = bookmarksOf(ctx, args, 'bookmarks:read');
  return { bookmarks: channel.bookmarks.map((bookmark) => bookmarkObject(channel, bookmark)) };
}

function react(ctx: Context, args: Args): Answer {
  needScope(ctx, 'reactions:write');
  const { channel, message } = marked(ctx, args, 'timestamp');
  mustBeOpen(channel);
  addReaction(ctx, { channel, message, user: ctx.workspace.app.botUser, name: required(args, 'name') });
  return {};
}

function unreact(ctx: Context, args: Args): Answer {
  needScope(ctx, 'reactions:write');
  const { channel, message } = marked(ctx, args, 'timestamp');
  dropReaction(ctx, { channel, message, user: ctx.workspace.app.botUser, name: required(args, 'name') });
  return {};
}

function getReactions(ctx: Context, args: Args): Answer {
  needScope(ctx, 'reactions:read');
  const { channel, message } = marked(ctx, args, 'timestamp');
  return { type: 'message', channel: channel.id, message: messageObject(ctx, message) };
}

export const marks: Record<string, Method> = {
  'pins.add': { tier: 20, run: addPin },
  'pins.list': { tier: 20, run: listPins },
  'pins.remove': { tier: 20, run: removePin },
  'bookmarks.add': { tier: 20, run: addBookmark },
  'bookmarks.edit': { tier: 20, run: editBookmark },
  'bookmarks.remove': { tier: 20, run: removeBookmark },
  'bookmarks.list': { tier: 50, run: listBookmarks },
  'reactions.add': { tier: 50, run: react },
  'reactions.get': { tier: 50, run: getReactions },
  'reactions.remove': { tier: 20, run: unreact },
};
