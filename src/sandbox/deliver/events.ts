import { randomBytes } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Channel, Json, PendingEvent } from '../state.ts';
import { table } from '../table.ts';
import { send } from './send.ts';

/** Waits before the first, second and third retry; docs.slack.dev/apis/events-api#retries. */
const retryAfterMs = [0, 60_000, 300_000];

/** The event that a bot subscribes to for messages, by kind of channel. */
const messageEvents = { channel: 'message.channels', private: 'message.groups', dm: 'message.im' } as const;

const scopeOf = table({
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  pin_added: 'pins:read',
  pin_removed: 'pins:read',
  member_joined_channel: 'channels:read',
});

/**
 * Tells the bot that something happened, when its manifest asked for it and it is in the channel.
 * Returns at once; a delivery that fails is offered three times more.
 */
export function emit(ctx: Context, event: Json & { type: string }, channel?: Channel): void {
  const bot = ctx.workspace.app.botUser;
  if (channel && !channel.members.includes(bot)) return;
  const name = event.type === 'message' && channel ? messageEvents[channel.kind] : event.type;
  const scope = scopeOf[name];
  if (!ctx.app.events.has(name) || (scope && !ctx.app.scopes.includes(scope))) return;
  void offer(ctx, { dueAt: ctx.now(), body: envelope(ctx, event), retry: 0, reason: '' });
}

/** Sends every event again whose retry is due. */
export function offerDueEvents(ctx: Context): void {
  const due = ctx.state.pendingEvents.filter((event) => event.dueAt <= ctx.now());
  if (due.length === 0) return;
  ctx.state.pendingEvents = ctx.state.pendingEvents.filter((event) => !due.includes(event));
  for (const event of due) void offer(ctx, event);
}

function envelope(ctx: Context, event: Json): Json {
  const { team, app } = ctx.workspace;
  return {
    token: 'sandbox',
    team_id: team.id,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: Math.floor(ctx.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}

async function offer(ctx: Context, event: PendingEvent): Promise<void> {
  const result = await send(ctx, {
    kind: 'event',
    contentType: 'application/json',
    body: JSON.stringify(event.body),
    content: event.body,
    ...(event.retry > 0 ? { retry: { num: event.retry, reason: event.reason } } : {}),
  });
  if (result.outcome === 'answered' && (result.status < 300 || result.noRetry)) return;
  const wait = retryAfterMs[event.retry];
  if (wait === undefined) return;
  const reason = result.outcome === 'answered' ? 'http_error' : result.outcome;
  ctx.state.pendingEvents.push({ body: event.body, dueAt: ctx.now() + wait, retry: event.retry + 1, reason });
  ctx.changed({});
  if (wait === 0) offerDueEvents(ctx);
}
