import type { Context } from '../context.ts';
import { viewObject } from '../slack/payloads.ts';
import { badArgument, SlackError } from '../slack/slack-error.ts';
import { allViews, checkedView, openView, publishHome, pushView, updateView } from '../slack/views.ts';
import type { View } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { type Args, json, required, text } from './args.ts';

function body(args: Args, type: 'modal' | 'home'): View['body'] {
  const view = json(args, 'view', 'invalid_arguments');
  if (!view) throw badArgument('missing required field: view');
  return checkedView(view, type);
}

function open(ctx: Context, args: Args): Answer {
  const view = body(args, 'modal');
  const user = ctx.triggers.exchange(required(args, 'trigger_id'));
  return { view: viewObject(ctx, openView(ctx, user, view)) };
}

function push(ctx: Context, args: Args): Answer {
  const view = body(args, 'modal');
  const user = ctx.triggers.exchange(required(args, 'trigger_id'));
  return { view: viewObject(ctx, pushView(ctx, user, view)) };
}

function update(ctx: Context, args: Args): Answer {
  const id = text(args, 'view_id');
  const externalId = text(args, 'external_id');
  if (!id && !externalId) throw badArgument('missing required field: view_id or external_id');
  const view = allViews(ctx).find((v) => (id ? v.id === id : v.body.external_id === externalId));
  if (!view) throw new SlackError('not_found');
  const next = body(args, view.body.type);
  const hash = text(args, 'hash');
  if (hash && hash !== view.hash) throw new SlackError('hash_conflict');
  updateView(ctx, view, next);
  return { view: viewObject(ctx, view) };
}

function publish(ctx: Context, args: Args): Answer {
  const user = required(args, 'user_id');
  if (!ctx.workspace.people.some((p) => p.id === user))
    throw badArgument('user_not_found [json-pointer:/user_id]');
  const view = body(args, 'home');
  const hash = text(args, 'hash');
  if (hash && ctx.state.homes[user] && hash !== ctx.state.homes[user].hash)
    throw new SlackError('hash_conflict');
  return { view: viewObject(ctx, publishHome(ctx, user, view)) };
}

export const views: Record<string, Method> = {
  'views.open': { tier: 100, run: open },
  'views.push': { tier: 100, run: push },
  'views.update': { tier: 100, run: update },
  'views.publish': { tier: 100, run: publish },
};
