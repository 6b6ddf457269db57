import { decodeState } from '../../domain/chat/form-state.ts';
import { parseCommand } from '../../domain/chat/grammar.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { isMisuse } from '../../domain/chat/intent.ts';
import { decodePress } from '../../domain/chat/press.ts';
import { asExercise, marked, modalAsExercise } from '../../views/chat/exercise.ts';
import type { Talk } from './context.ts';

/** An answer about a drill says so in its first word, whichever command, button or form it answers. */
export async function asInDrill(talk: Talk, input: ChatInput, answer: ChatAnswer): Promise<ChatAnswer> {
  if (answer.type === 'nothing' || answer.type === 'home') return answer;
  const room = input.room === undefined ? undefined : await talk.store.incidentOfRoom(input.room);
  const number = namedIn(input) ?? room;
  const head = number === undefined ? undefined : await talk.store.head(number);
  if (head?.drill !== true) return answer;
  switch (answer.type) {
    case 'private':
    case 'shared':
      return { ...answer, card: asExercise(answer.card) };
    case 'modal':
      return { ...answer, modal: modalAsExercise(answer.modal) };
    case 'errors':
      return {
        ...answer,
        fields: Object.fromEntries(
          Object.entries(answer.fields).map(([field, text]) => [field, marked(text)]),
        ),
      };
  }
}

/** The incident that a command, a button or a form names. */
function namedIn(input: ChatInput): number | undefined {
  switch (input.type) {
    case 'command': {
      const intent = parseCommand(input.text);
      return isMisuse(intent) ? undefined : intent.incident;
    }
    case 'press':
      return incidentIn(decodePress(input.verb, input.value)?.values);
    case 'submit':
      return incidentIn(decodeState(input.form, input.state)?.state);
    default:
      return undefined;
  }
}

function incidentIn(values: object | undefined): number | undefined {
  return values !== undefined && 'incident' in values && Number.isSafeInteger(values.incident)
    ? Number(values.incident)
    : undefined;
}
