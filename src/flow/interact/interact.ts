import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { sealedAnswer } from '../../domain/chat/seal.ts';
import type { Masking } from '../../ports/masking.ts';
import { withSentences } from '../../views/chat/offered.ts';
import { unsureYou } from '../../views/chat/people-meant.ts';
import { actorOf, type Talk, type Turn } from './context.ts';
import { submit } from './forms.ts';
import { asInDrill } from './in-drill.ts';
import { command } from './intents.ts';
import { sayingWhoMay } from './offered.ts';
import { press } from './presses.ts';
import { refuseUnsealed, unsealed } from './sealed.ts';
import { message, openHome, reaction, shortcut } from './talk.ts';

/**
 * Turns what people do in chat into commands on incidents. Resolves once all changes are durable, so an adapter may
 * acknowledge then. Buttons and forms leave sealed, and one that comes back otherwise does nothing.
 */
export function createInteract(talk: Talk): (input: ChatInput) => Promise<ChatAnswer> {
  return async (given) => {
    const opened = unsealed(talk, given);
    if (opened !== undefined) {
      const input = masked(opened, talk.masking);
      const turn = { input, by: actorOf(input) };
      const answer = await sayingWhoMay(talk, turn, await answered(talk, turn));
      const said = await asInDrill(talk, input, sayingWhoIsUnsure(answer, input));
      return sealedAnswer(talk.seal, said, input.room);
    }
    return given.type === 'press' || given.type === 'submit'
      ? refuseUnsealed(talk, given)
      : { type: 'nothing' };
  };
}

/** A refusal may come only from the platform's silence: the person should know that trying again can help. */
function sayingWhoIsUnsure(answer: ChatAnswer, { by: { unsure } }: ChatInput): ChatAnswer {
  if (unsure === undefined) return answer;
  const text = unsureYou(unsure);
  if (answer.type === 'private') {
    return { ...answer, card: withSentences(answer.card, [text]) };
  }
  if (answer.type !== 'errors') return answer;
  const said = Object.entries(answer.fields).map(([field, wrong]) => [field, `${wrong} ${text}`]);
  return { ...answer, fields: Object.fromEntries(said) };
}

async function answered(talk: Talk, turn: Turn): Promise<ChatAnswer> {
  const { input } = turn;
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

/** What a person typed, without secrets: it is answered and put into forms before it comes to a command. */
function masked(input: ChatInput, masking: Masking): ChatInput {
  switch (input.type) {
    case 'command':
      return {
        ...input,
        text: masking.text(input.text),
        ...(input.files && { files: masking.within(input.files) }),
      };
    case 'message':
      return { ...input, text: masking.text(input.text), files: masking.within(input.files) };
    case 'submit':
      return { ...input, values: masking.within(input.values) };
    case 'shortcut': {
      const { message } = input;
      if (message === undefined) return input;
      const { text, files } = message;
      const said = { text: masking.text(text), ...(files && { files: masking.within(files) }) };
      return { ...input, message: { ...message, ...said } };
    }
    // A button carries what airb wrote on it; a reaction and the home page carry no text.
    case 'press':
    case 'reaction':
    case 'home':
      return input;
  }
}
