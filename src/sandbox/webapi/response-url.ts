import { randomBytes } from 'node:crypto';
import type { Context } from '../context.ts';
import { addMessage, editMessage, removeMessage } from '../slack/messages.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel, Json, Message, ResponseUrl } from '../state.ts';
import { type Content, readContent } from './content.ts';

/** docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const maxUses = 5;
const lifetimeMs = 30 * 60_000;

/** A fresh address the app may answer to, five times within half an hour. */
export function issueResponseUrl(
  ctx: Context,
  target: Pick<ResponseUrl, 'user' | 'channel' | 'ts' | 'ephemeral'>,
): string {
  const token = randomBytes(12).toString('hex');
  forgetExpired(ctx);
  ctx.state.responseUrls[token] = { ...target, uses: 0, createdAt: ctx.now() };
  return `${ctx.publicUrl}/sandbox/slack/response/${token}`;
}

/**
 * Carries out a POST to a response_url.
 * @throws SlackError expired_url, used_url, and whatever a message can be refused for.
 */
export function useResponseUrl(ctx: Context, token: string, body: Json): void {
  const url = ctx.state.responseUrls[token];
  if (!url || ctx.now() - url.createdAt > lifetimeMs) throw new SlackError('expired_url');
  if (url.uses >= maxUses) throw new SlackError('used_url');
  url.uses += 1;
  respond(ctx, url, body);
}

/** Shows an answer where a command or a click came from: to its person, or to all with `in_channel`. */
export function respond(ctx: Context, target: Omit<ResponseUrl, 'uses' | 'createdAt'>, body: Json): void {
  const channel = ctx.state.channels[target.channel];
  if (!channel) throw new SlackError('channel_not_found');
  const origin = originOf(channel, target);
  if (body.delete_original === true) {
    if (origin) removeMessage(ctx, origin);
    return;
  }
  const content = readContent(ctx, body, 40_000);
  if (body.replace_original === true && origin) {
    editMessage(ctx, origin, content);
    return;
  }
  post(ctx, channel, { content, body, user: target.user });
}

function post(ctx: Context, channel: Channel, answer: { content: Content; body: Json; user: string }): void {
  const { content, body, user } = answer;
  addMessage(ctx, channel, {
    ...content,
    user: ctx.workspace.app.botUser,
    ...(body.response_type === 'in_channel' ? {} : { ephemeralFor: user }),
    ...(typeof body.thread_ts === 'string' ? { threadTs: body.thread_ts } : {}),
  });
}

function originOf(channel: Channel, target: { ts?: string; user: string }): Message | undefined {
  if (!target.ts) return undefined;
  return channel.messages.find(
    (m) => m.ts === target.ts && (!m.ephemeralFor || m.ephemeralFor === target.user),
  );
}

function forgetExpired(ctx: Context): void {
  for (const [token, url] of Object.entries(ctx.state.responseUrls)) {
    if (ctx.now() - url.createdAt > lifetimeMs) delete ctx.state.responseUrls[token];
  }
}
