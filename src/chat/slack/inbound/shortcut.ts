import type { SlackShortcut } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { authorOf } from '../../kit/author.ts';
import { messageRef, roomRef } from '../directory/refs.ts';
import { shortcuts } from '../package/scopes.ts';
import { plainText } from '../render/plain.ts';
import type { InputContext } from './context.ts';
import { filesOf } from './files.ts';

/** What each message shortcut starts. */
const onMessage: Record<string, 'declare' | 'update' | 'action-item'> = {
  [shortcuts.declareFrom]: 'declare',
  [shortcuts.update]: 'update',
  [shortcuts.actionItem]: 'action-item',
};

/** Reads a global shortcut or a message shortcut. */
export async function shortcutInput(body: SlackShortcut, context: InputContext): Promise<ChatInput> {
  const { people, clock } = context;
  const common = { key: `slack:shortcut:${body.trigger_id}`, at: clock.now(), type: 'shortcut' as const };
  if (body.type === 'shortcut') {
    return { ...common, by: await people.someone(body.user.id, body.user.username), shortcut: 'declare' };
  }
  const { message } = body;
  const { user, username } = message;
  const files = filesOf(message);
  const [by, wrote] = await Promise.all([
    people.someone(body.user.id, body.user.name),
    user ? people.someone(user) : username,
  ]);
  return {
    ...common,
    by,
    room: roomRef(body.channel.id),
    shortcut: onMessage[body.callback_id] ?? 'evidence',
    message: {
      ref: messageRef(body.channel.id, message.ts),
      text: plainText(message.text ?? '', people),
      author: authorOf(wrote),
      ...(files.length > 0 && { files }),
    },
  };
}
