import type { SlackShortcut } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { messageRef, roomRef } from '../directory/refs.ts';
import { plainText } from '../render/plain.ts';
import type { InputContext } from './context.ts';

/** Reads a global shortcut or a message shortcut. */
export async function shortcutInput(body: SlackShortcut, context: InputContext): Promise<ChatInput> {
  const { people, clock } = context;
  const common = { key: `slack:shortcut:${body.trigger_id}`, at: clock.now(), type: 'shortcut' as const };
  if (body.type === 'shortcut') {
    return { ...common, by: await people.someone(body.user.id, body.user.username), shortcut: 'declare' };
  }
  const { message } = body;
  const [by, wrote] = await Promise.all([
    people.someone(body.user.id, body.user.name),
    message.user ? people.someone(message.user) : { name: String(message.username ?? 'a bot') },
  ]);
  return {
    ...common,
    by,
    room: roomRef(body.channel.id),
    shortcut: 'evidence',
    message: {
      ref: messageRef(body.channel.id, message.ts),
      text: plainText(message.text ?? '', people),
      author: wrote.name,
    },
  };
}
