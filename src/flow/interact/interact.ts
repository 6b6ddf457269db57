import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { actorOf, type Talk } from './context.ts';
import { submit } from './forms.ts';
import { command } from './intents.ts';
import { press } from './presses.ts';
import { message, openHome, reaction, shortcut } from './talk.ts';

/**
 * Turns what people do in chat into commands on incidents. Resolves once all changes are durable, so an adapter may
 * acknowledge then.
 */
export function createInteract(talk: Talk): (input: ChatInput) => Promise<ChatAnswer> {
  return async (input) => {
    const turn = { input, by: actorOf(input) };
    switch (input.type) {
      case 'command':
        return command(talk, turn, input);
      case 'press':
        return press(talk, turn, input);
      case 'submit':
        return submit(talk, turn, input);
      case 'message':
        return message(talk, turn, input);
      case 'reaction':
        return reaction(talk, turn, input);
      case 'shortcut':
        return shortcut(talk, turn, input);
      case 'home':
        return openHome(talk, turn);
    }
  };
}
