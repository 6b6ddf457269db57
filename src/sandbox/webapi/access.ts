import type { Context } from '../context.ts';
import { mintId } from '../context.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel, Json } from '../state.ts';
import { table } from '../table.ts';
import { type Args, text } from './args.ts';

export type Answer = Json;
export interface Method {
  /** Calls a minute, or the name of a special rule; metadata/web-api/rate_limit_tiers.json of slackapi/java-slack-sdk. */
  tier: 20 | 50 | 100 | 600 | 'post';
  run(ctx: Context, args: Args): Answer;
}

/** Refuses unless the manifest grants one of these scopes; without scopes nothing is needed. */
export function needScope(ctx: Context, ...anyOf: string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => ctx.app.scopes.includes(scope))) return;
  throw new SlackError('missing_scope', { needed: anyOf[0], provided: ctx.app.scopes.join(',') });
}

type Kinds = Partial<Record<Channel['kind'], string[]>>;

export const readScopes: Kinds = { channel: ['channels:read'], private: ['groups:read'], dm: ['im:read'] };
export const historyScopes: Kinds = {
  channel: ['channels:history'],
  private: ['groups:history'],
  dm: ['im:history'],
};
export const manageScopes = (extra: string): Kinds => ({
  channel: ['channels:manage', ...(extra ? [`channels:${extra}`] : [])],
  private: ['groups:write', ...(extra ? [`groups:${extra}`] : [])],
  dm: ['im:write'],
});

/** The channel as the bot may see it, with the scope its kind asks for. Private ones are invisible to outsiders. */
export function channelOf(ctx: Context, args: Args, scopes: Kinds, key = 'channel'): Channel {
  const wanted = text(args, key) ?? '';
  const byName = wanted.startsWith('#') ? wanted.slice(1) : undefined;
  const channel = byName
    ? Object.values(ctx.state.channels).find((c) => c.name === byName)
    : ctx.state.channels[wanted];
  if (!channel || (channel.kind !== 'channel' && !isMember(ctx, channel)))
    throw new SlackError('channel_not_found');
  needScope(ctx, ...(scopes[channel.kind] ?? []));
  return channel;
}

export function isMember(ctx: Context, channel: Channel): boolean {
  return channel.members.includes(ctx.workspace.app.botUser);
}

export function mustBeMember(ctx: Context, channel: Channel): void {
  if (!isMember(ctx, channel)) throw new SlackError('not_in_channel');
}

export function mustBeOpen(channel: Channel): void {
  if (channel.archived) throw new SlackError('is_archived');
}

export function personExists(ctx: Context, id: string): boolean {
  return id === ctx.workspace.app.botUser || ctx.workspace.people.some((p) => p.id === id);
}

/** The direct conversation of two people, opened when there is none. */
export function directChannel(ctx: Context, a: string, b: string): { channel: Channel; isNew: boolean } {
  const existing = Object.values(ctx.state.channels).find(
    (c) => c.kind === 'dm' && c.members.includes(a) && c.members.includes(b),
  );
  if (existing) return { channel: existing, isNew: false };
  const channel: Channel = {
    id: mintId(ctx, 'D'),
    name: '',
    kind: 'dm',
    topic: '',
    purpose: '',
    archived: false,
    creator: a,
    created: Math.floor(ctx.now() / 1000),
    members: [a, b],
    bookmarks: [],
    pins: [],
    messages: [],
    read: table(),
  };
  ctx.state.channels[channel.id] = channel;
  ctx.changed({ channel: channel.id });
  return { channel, isNew: true };
}
