import type { Context } from '../context.ts';
import type { Delivered } from '../deliver/send.ts';
import type { Act, ActAnswer } from '../protocol.ts';
import { viewObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import { checkedView, pushView, updateView } from '../slack/views.ts';
import type { Json, View } from '../state.ts';
import { fieldErrors, takeValues } from './fields.ts';
import { envelope, failure, no, ok, sendPayload } from './interaction.ts';

const trouble = 'We had some trouble connecting. Try again?';

function openModal(ctx: Context, user: string, id: string): View | undefined {
  return ctx.state.modals[user]?.find((view) => view.id === id);
}

/** Submits a modal: Slack's own field checks first, then the app's answer is carried out. */
export async function submit(ctx: Context, act: Act & { type: 'submit' }): Promise<ActAnswer> {
  const view = openModal(ctx, act.as, act.viewId);
  if (!view) return no('That dialog is no longer open.');
  takeValues(view, act.values);
  const wrong = fieldErrors(view);
  if (Object.keys(wrong).length > 0) return refused(ctx, view, wrong);
  const result = await sendPayload(ctx, {
    ...envelope(ctx, 'view_submission', act.as),
    trigger_id: ctx.triggers.issue(act.as),
    view: viewObject(ctx, view),
    response_urls: [],
  });
  if (failure(ctx, result, '') || result.outcome !== 'answered') return no(trouble);
  return carryOut(ctx, view, result);
}

function refused(ctx: Context, view: View, errors: Record<string, string>): ActAnswer {
  view.errors = errors;
  ctx.changed({ person: view.user });
  return { ok: false, error: 'Something in the form needs another look.', errors };
}

/** response_action of docs.slack.dev/surfaces/modals#updating_response; no action closes the view. */
function carryOut(ctx: Context, view: View, result: Delivered & { outcome: 'answered' }): ActAnswer {
  const answer = parseAnswer(result.body);
  if (!answer) return no(trouble);
  try {
    switch (answer.response_action) {
      case undefined:
        dropView(ctx, view);
        return ok;
      case 'clear':
        setStack(ctx, view.user, []);
        return ok;
      case 'errors':
        return appErrors(ctx, view, answer.errors as Record<string, string>);
      case 'update':
        updateView(ctx, view, checkedView(answer.view, 'modal'));
        return ok;
      case 'push':
        pushView(ctx, view.user, checkedView(answer.view, 'modal'));
        return ok;
      default:
        return no(trouble);
    }
  } catch (error) {
    if (error instanceof SlackError) return no(trouble);
    throw error;
  }
}

/** Shows errors on a form. They may only name input blocks of the view; Slack can't use any other answer. */
function appErrors(ctx: Context, view: View, errors: Record<string, string> | undefined): ActAnswer {
  const inputs = view.body.blocks.filter((b) => b.type === 'input').map((b) => b.block_id);
  const keys = Object.keys(errors ?? {});
  if (!errors || keys.length === 0 || keys.some((key) => !inputs.includes(key))) return no(trouble);
  return refused(ctx, view, errors);
}

function parseAnswer(body: string): Json | undefined {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

/** Closes a modal, and tells the app if it asked for that. */
export async function close(ctx: Context, act: Act & { type: 'close' }): Promise<ActAnswer> {
  const view = openModal(ctx, act.as, act.viewId);
  if (!view) return ok;
  const cleared = view.body.clear_on_close === true;
  if (cleared) setStack(ctx, act.as, []);
  else dropView(ctx, view);
  if (view.body.notify_on_close !== true) return ok;
  await sendPayload(ctx, {
    ...envelope(ctx, 'view_closed', act.as),
    view: viewObject(ctx, view),
    is_cleared: cleared,
  });
  return ok;
}

function dropView(ctx: Context, view: View): void {
  setStack(
    ctx,
    view.user,
    (ctx.state.modals[view.user] ?? []).filter((open) => open !== view),
  );
}

function setStack(ctx: Context, user: string, stack: View[]): void {
  ctx.state.modals[user] = stack;
  ctx.changed({ person: user });
}
