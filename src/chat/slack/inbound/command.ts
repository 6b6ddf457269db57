import type { SlashCommand } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { roomRef } from '../directory/refs.ts';
import { commandText } from '../render/plain.ts';
import type { InputContext } from './context.ts';

/** Reads a slash command. */
export async function commandInput(command: SlashCommand, context: InputContext): Promise<ChatInput> {
  return {
    type: 'command',
    key: `slack:command:${command.trigger_id}`,
    at: context.clock.now(),
    by: await context.people.someone(command.user_id, command.user_name),
    room: roomRef(command.channel_id),
    text: commandText(command.text ?? '', context.people),
  };
}
