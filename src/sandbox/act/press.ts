import { elementsOf } from '../blocks/check.ts';
import type { Context } from '../context.ts';
import { mintTs } from '../context.ts';
import type { Act, ActAnswer } from '../protocol.ts';
import { initialState, optionOf, stateOf } from '../slack/input-values.ts';
import { messageObject, placeObject, viewObject } from '../slack/payloads.ts';
import { viewById } from '../slack/views.ts';
import type { Json, Message, View } from '../state.ts';
import { put, table } from '../table.ts';
import { issueResponseUrl } from '../webapi/response-url.ts';
import { acknowledged, envelope, no, sendPayload } from './interaction.ts';

type Press = Act & { type: 'press' };

const gone = 'That control is no longer there: what it stood in has changed.';

/** Handles the use of a button, menu or input with an action, in a message or in a view. */
export async function press(ctx: Context, act: Press): Promise<ActAnswer> {
  const payload = act.viewId ? fromView(ctx, act, act.viewId) : fromMessage(ctx, act);
  if (!payload) return no(gone);
  ctx.observe({ type: 'pressed', control: `${act.actionId} ${act.value ?? ''}` });
  return acknowledged(ctx, await sendPayload(ctx, payload), 'That');
}

function fromMessage(ctx: Context, act: Press): Json | undefined {
  const channel = ctx.state.channels[act.channel ?? ''];
  const message = channel?.messages.find(
    (m) => m.ts === act.ts && (!m.ephemeralFor || m.ephemeralFor === act.as),
  );
  if (!channel || !message) return undefined;
  const action = actionOf(ctx, message.blocks, act);
  if (!action) return undefined;
  const ephemeral = message.ephemeralFor !== undefined;
  return {
    ...envelope(ctx, 'block_actions', act.as),
    trigger_id: ctx.triggers.issue(act.as),
    response_url: issueResponseUrl(ctx, { user: act.as, channel: channel.id, ts: message.ts, ephemeral }),
    container: container(message, ephemeral),
    channel: placeObject(channel),
    ...(ephemeral ? {} : { message: { ...messageObject(ctx, message), app_id: ctx.workspace.app.id } }),
    state: { values: messageState(message, act, action) },
    actions: [action],
  };
}

function container(message: Message, ephemeral: boolean): Json {
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: ephemeral,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
  };
}

function fromView(ctx: Context, act: Press, viewId: string): Json | undefined {
  const view = viewById(ctx, viewId);
  if (!view || view.user !== act.as) return undefined;
  const action = actionOf(ctx, view.body.blocks, act);
  if (!action) return undefined;
  remember(view, act, action);
  return {
    ...envelope(ctx, 'block_actions', act.as),
    trigger_id: ctx.triggers.issue(act.as),
    container: { type: 'view', view_id: view.id },
    view: viewObject(ctx, view),
    actions: [action],
  };
}

function remember(view: View, act: Press, action: Json): void {
  const element = elementIn(view.body.blocks, act);
  const state = element && stateOf(element, action);
  if (state) put(view.values, [act.blockId, act.actionId], state);
}

function elementIn(blocks: Json[], act: Press): Json | undefined {
  const block = blocks.find((b) => b.block_id === act.blockId);
  return block && elementsOf(block).find((element) => element.action_id === act.actionId);
}

/** The entry of `actions[]`, as typed by @slack/bolt's BlockElementAction. */
function actionOf(ctx: Context, blocks: Json[], act: Press): Json | undefined {
  const element = elementIn(blocks, act);
  if (!element) return undefined;
  const base = { type: element.type, action_id: act.actionId, block_id: act.blockId, action_ts: mintTs(ctx) };
  switch (element.type) {
    case 'button':
    case 'icon_button':
      return {
        ...base,
        text: element.text,
        ...(element.value === undefined ? {} : { value: element.value }),
      };
    case 'feedback_buttons':
      return { ...base, value: act.value };
    case 'overflow': {
      const option = optionOf(element, act.value);
      return option ? { ...base, selected_option: option } : undefined;
    }
    default: {
      const state = stateOf(element, act.value);
      return state ? { ...base, ...state } : undefined;
    }
  }
}

function messageState(message: Message, act: Press, action: Json): View['values'] {
  const values: View['values'] = table();
  for (const block of message.blocks) {
    for (const element of elementsOf(block)) {
      const used = block.block_id === act.blockId && element.action_id === act.actionId;
      const state = used ? stateOf(element, action) : initialState(element);
      if (state) put(values, [String(block.block_id), String(element.action_id)], state);
    }
  }
  return values;
}
