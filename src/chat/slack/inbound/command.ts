import type { SlashCommand } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { roomRef } from '../directory/refs.ts';
import { commandText, mentionedIn } from '../render/plain.ts';
import type { InputContext } from './context.ts';

/** Reads a slash command. */
export async function commandInput(command: SlashCommand, context: InputContext): Promise<ChatInput> {
  const text = command.text ?? '';
  const { people } = context;
  const [by, named] = await Promise.all([
    people.someone(command.user_id, command.user_name),
    people.meet(mentionedIn(text)),
  ]);
  return {
    type: 'command',
    key: `slack:command:${command.trigger_id}`,
    at: context.clock.now(),
    by,
    ...(named.length > 0 && { named }),
    room: roomRef(command.channel_id),
    text: commandText(text, people),
  };
}
