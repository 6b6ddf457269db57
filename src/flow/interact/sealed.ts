import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { openedState, openedValue } from '../../domain/chat/seal.ts';
import { refuse, type Talk } from './context.ts';
import { drawAgain } from './draw-again.ts';

/**
 * What somebody did, with what their control carried taken out of its seal. A form goes on in the room it was opened
 * in, where the platform does not say from which it was sent.
 * @returns undefined when the seal is missing or wrong
 */
export function unsealed(talk: Talk, input: ChatInput): ChatInput | undefined {
  const { seal } = talk;
  if (input.type === 'press') {
    const value = openedValue(seal, input.verb, input.value);
    return value === undefined ? undefined : { ...input, value };
  }
  if (input.type !== 'submit') return input;
  const opened = openedState(seal, input.form, input.state);
  return opened && { ...input, state: opened.state, room: opened.room ?? input.room };
}

/** Nothing is done: it is logged and counted, and the messages of the room are drawn again with buttons that work. */
export async function refuseUnsealed(
  talk: Talk,
  input: Extract<ChatInput, { type: 'press' | 'submit' }>,
): Promise<ChatAnswer> {
  talk.metrics.sealRefused();
  const what = input.type === 'press' ? 'button' : 'form';
  talk.log.warn({ by: input.by.id, room: input.room }, `refused a ${what} without airb's seal`);
  await drawAgain(talk, input.room);
  return refuseOld(what);
}

/** The answer to a control that this airb did not make as it came back. */
export function refuseOld(what: 'button' | 'form'): ChatAnswer {
  return what === 'button'
    ? refuse('This button is of an older airb or was changed; use the newest message.')
    : refuse('This form is of an older airb or was changed; open it again.');
}
