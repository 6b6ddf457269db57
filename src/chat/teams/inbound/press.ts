import type { ChatInput } from '../../../domain/chat/input.ts';
import { openedValue, type Seal, sealedValue } from '../../../domain/chat/seal.ts';
import { decodeValues, encodeValues, last, words } from '../../../domain/chat/values.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import type { Activity } from '../api/activity.ts';
import { chosenIn, type Pressed } from '../render/data.ts';
import { common, type InputContext } from './context.ts';
import { invokeKey } from './dedupe.ts';

/** The verb of the button that opens the form for a command. Its value is sealed and holds the command and its room. */
const commandVerb = 'command.open';
const commandShape = { text: words, room: last(words) };

interface Asked {
  text: string;
  room?: RoomRef;
}

/** What a button must carry to ask the same again, from a control that can open a form. */
export function openerOf(input: ChatInput, seal: Seal): { verb: string; value: string } | undefined {
  if (input.type === 'press') return { verb: input.verb, value: input.value };
  if (input.type !== 'command') return undefined;
  const { text, room } = input;
  return {
    verb: commandVerb,
    value: sealedValue(seal, commandVerb, encodeValues(commandShape, { text, room })),
  };
}

/** Reads a press of one of airb's buttons; undefined when airb did not make what it carries. */
export function pressInput(
  activity: Activity,
  { verb, value }: Extract<Pressed, { type: 'press' }>,
  context: InputContext & { seal: Seal },
): ChatInput | undefined {
  const base = { key: invokeKey(activity, [verb, value]), ...common(activity, context) };
  if (verb !== commandVerb) return { ...base, type: 'press', verb, value };
  const opened = openedValue(context.seal, verb, value);
  // `decodeValues` has checked the text against the shape.
  const asked = opened === undefined ? undefined : (decodeValues(commandShape, opened) as Asked | undefined);
  if (asked === undefined) return undefined;
  const { room: _here, ...rest } = base;
  return { ...rest, ...asked, type: 'command' };
}

/** Reads a sent form. */
export function submitInput(
  activity: Activity,
  { form, state, values }: Extract<Pressed, { type: 'submit' }>,
  context: InputContext,
): ChatInput {
  const named = chosenIn(activity.value).map((id) => context.someone({ id, aadObjectId: id }));
  return {
    type: 'submit',
    key: invokeKey(activity, [form, state, values]),
    ...common(activity, context),
    form,
    state,
    values,
    ...(named.length > 0 && { named }),
  };
}
