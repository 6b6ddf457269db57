import { randomBytes } from 'node:crypto';
import { checkView, elementsOf } from '../blocks/check.ts';
import type { Context } from '../context.ts';
import { mintId } from '../context.ts';
import type { Json, View } from '../state.ts';
import { put, table } from '../table.ts';
import { initialState } from './input-values.ts';
import { withBlockIds } from './messages.ts';
import { SlackError } from './slack-error.ts';

const maxStack = 3;

/** @throws SlackError invalid_arguments with Slack's sentences when the view breaks a rule. */
export function checkedView(view: unknown, type: 'modal' | 'home'): View['body'] {
  const problems = checkView(view);
  if (problems.length > 0)
    throw new SlackError('invalid_arguments', { response_metadata: { messages: problems } });
  const body = view as View['body'];
  if (body.type !== type) {
    throw new SlackError('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] must be a ${type} [json-pointer:/view/type]`] },
    });
  }
  return body;
}

/** Opens a modal in front of someone, closing whatever was open. */
export function openView(ctx: Context, user: string, body: View['body']): View {
  uniqueExternalId(ctx, body);
  const view = newView(ctx, user, body);
  ctx.state.modals[user] = [view];
  ctx.changed({ person: user });
  return view;
}

/** Puts a modal on top of the ones open. At most three. */
export function pushView(ctx: Context, user: string, body: View['body']): View {
  const stack = ctx.state.modals[user] ?? [];
  const top = stack.at(-1);
  if (!top) throw new SlackError('no_view_open');
  if (stack.length >= maxStack) throw new SlackError('push_limit_reached');
  uniqueExternalId(ctx, body);
  const view = { ...newView(ctx, user, body), rootId: top.rootId, previousId: top.id };
  ctx.state.modals[user] = [...stack, view];
  ctx.changed({ person: user });
  return view;
}

/** Replaces a view's body. What was typed stays where block and action keep their ids. */
export function updateView(ctx: Context, view: View, body: View['body']): void {
  uniqueExternalId(ctx, body, view);
  view.body = { ...body, blocks: withBlockIds(body.blocks, view.id) };
  view.hash = newHash(ctx);
  view.values = keptValues(view);
  delete view.errors;
  ctx.changed({ person: view.user });
}

export function publishHome(ctx: Context, user: string, body: View['body']): View {
  const existing = ctx.state.homes[user];
  if (existing) updateView(ctx, existing, body);
  const view = existing ?? newView(ctx, user, body);
  ctx.state.homes[user] = view;
  ctx.changed({ person: user });
  return view;
}

/** Any open modal or Home by id. */
export function viewById(ctx: Context, id: string): View | undefined {
  return allViews(ctx).find((view) => view.id === id);
}

export function allViews(ctx: Context): View[] {
  return [...Object.values(ctx.state.modals).flat(), ...Object.values(ctx.state.homes)];
}

function uniqueExternalId(ctx: Context, body: View['body'], self?: View): void {
  const id = body.external_id;
  if (!id || !allViews(ctx).some((view) => view !== self && view.body.external_id === id)) return;
  throw new SlackError('duplicate_external_id');
}

function newView(ctx: Context, user: string, body: View['body']): View {
  const id = mintId(ctx, 'V');
  const blocks = withBlockIds(body.blocks, id);
  const values = initialValues(blocks);
  return { id, hash: newHash(ctx), user, body: { ...body, blocks }, rootId: id, previousId: null, values };
}

function newHash(ctx: Context): string {
  return `${Math.floor(ctx.now() / 1000)}.${randomBytes(4).toString('hex')}`;
}

function keptValues(view: View): View['values'] {
  const fresh = initialValues(view.body.blocks);
  for (const [blockId, actions] of Object.entries(fresh)) {
    for (const actionId of Object.keys(actions)) {
      const typed = view.values[blockId]?.[actionId];
      if (typed && typed.type === actions[actionId]?.type) actions[actionId] = typed;
    }
  }
  return fresh;
}

function initialValues(blocks: Json[]): View['values'] {
  const values: View['values'] = table();
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const initial = initialState(element);
      if (initial) put(values, [String(block.block_id), String(element.action_id)], initial);
    }
  }
  return values;
}
