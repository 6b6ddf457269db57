import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { sealedAnswer } from '../../domain/chat/seal.ts';
import { actorOf, type Talk } from './context.ts';
import { submit } from './forms.ts';
import { command } from './intents.ts';
import { press } from './presses.ts';
import { refuseUnsealed, unsealed } from './sealed.ts';
import { message, openHome, reaction, shortcut } from './talk.ts';

/**
 * Turns what people do in chat into commands on incidents. Resolves once all changes are durable, so an adapter may
 * acknowledge then. Buttons and forms leave sealed, and one that comes back otherwise does nothing.
 */
export function createInteract(talk: Talk): (input: ChatInput) => Promise<ChatAnswer> {
  return async (given) => {
    const input = unsealed(talk, given);
    if (input !== undefined) return sealedAnswer(talk.seal, await answered(talk, input), input.room);
    return given.type === 'press' || given.type === 'submit'
      ? refuseUnsealed(talk, given)
      : { type: 'nothing' };
  };
}

async function answered(talk: Talk, input: ChatInput): Promise<ChatAnswer> {
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
}
