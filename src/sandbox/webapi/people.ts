import type { Context } from '../context.ts';
import { channelObject, handle, userObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Answer, Method } from './access.ts';
import { needScope, personExists } from './access.ts';
import { type Args, page, required, text } from './args.ts';
import { listed } from './conversations.ts';

function info(ctx: Context, args: Args): Answer {
  needScope(ctx, 'users:read');
  const user = required(args, 'user');
  if (!personExists(ctx, user)) throw new SlackError('user_not_found');
  return { user: userObject(ctx, user) };
}

function list(ctx: Context, args: Args): Answer {
  needScope(ctx, 'users:read');
  const everyone = [...ctx.workspace.people.map((p) => p.id), ctx.workspace.app.botUser];
  const { items, next } = page(args, everyone, { usual: 1000, max: 1000 });
  return { members: items.map((user) => userObject(ctx, user)), response_metadata: { next_cursor: next } };
}

function lookupByEmail(ctx: Context, args: Args): Answer {
  needScope(ctx, 'users:read.email');
  const email = required(args, 'email').toLowerCase();
  const person = ctx.workspace.people.find((p) => p.email.toLowerCase() === email);
  if (!person) throw new SlackError('users_not_found');
  return { user: userObject(ctx, person.id) };
}

function conversations(ctx: Context, args: Args): Answer {
  const user = text(args, 'user') ?? ctx.workspace.app.botUser;
  if (!personExists(ctx, user)) throw new SlackError('user_not_found');
  const theirs = listed(ctx, args).filter((channel) => channel.members.includes(user));
  const { items, next } = page(args, theirs, { usual: 100, max: 999 });
  return { channels: items.map((c) => channelObject(ctx, c)), response_metadata: { next_cursor: next } };
}

function authTest(ctx: Context): Answer {
  const { app, team } = ctx.workspace;
  return {
    url: `${ctx.publicUrl}/sandbox/`,
    team: team.name,
    user: handle(app.name),
    team_id: team.id,
    user_id: app.botUser,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

export const people: Record<string, Method> = {
  'auth.test': { tier: 600, run: authTest },
  'users.info': { tier: 100, run: info },
  'users.list': { tier: 20, run: list },
  'users.lookupByEmail': { tier: 50, run: lookupByEmail },
  'users.conversations': { tier: 20, run: conversations },
};
