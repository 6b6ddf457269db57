import type { BlockAction, BlockElementAction } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { decodeChoice } from '../../../domain/chat/press.ts';
import { roomRef } from '../directory/refs.ts';
import { linkVerb, verbOf } from '../render/controls.ts';
import type { InputContext } from './context.ts';

/** Reads a press of one of airb's controls; undefined for a button that only opens a page. */
export async function pressInput(body: BlockAction, context: InputContext): Promise<ChatInput | undefined> {
  const [action] = body.actions;
  if (!action) return undefined;
  const meant = meaning(action);
  if (!meant) return undefined;
  const channel = body.channel?.id;
  return {
    type: 'press',
    key: pressKey(body, action),
    at: context.clock.now(),
    by: await context.people.someone(body.user.id, body.user.name),
    ...(channel ? { room: roomRef(channel) } : {}),
    ...meant,
  };
}

function meaning(action: BlockElementAction): { verb: string; value: string } | undefined {
  if (action.type === 'overflow') {
    const { value } = action.selected_option;
    return value === undefined ? undefined : decodeChoice(value);
  }
  if (action.type !== 'button') return undefined;
  const verb = verbOf(action.action_id);
  return verb && verb !== linkVerb ? { verb, value: action.value ?? '' } : undefined;
}

/**
 * The key of a press. Slack gives presses no event id, so who, where, what and when tell a redelivery from a second
 * press.
 */
function pressKey(body: BlockAction, action: BlockElementAction): string {
  const place = body.message
    ? `${body.channel?.id ?? ''}/${body.message.ts}`
    : (body.view?.id ?? body.trigger_id);
  return `slack:press:${body.user.id}:${place}:${action.action_id}:${action.action_ts}`;
}
