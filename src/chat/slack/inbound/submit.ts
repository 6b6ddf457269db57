import type { ViewSubmitAction } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { digest } from '../../kit/digest.ts';
import { strangerId } from '../directory/refs.ts';
import { answersOf, chosenIn, formOf } from '../render/modal.ts';
import type { InputContext } from './context.ts';

/** Reads a sent form; undefined when the view is not one of airb's. */
export async function submitInput(
  body: ViewSubmitAction,
  context: InputContext,
): Promise<ChatInput | undefined> {
  const form = formOf(body.view.private_metadata);
  if (!form) return undefined;
  const [by, chosen] = await Promise.all([
    context.people.someone(body.user.id, body.user.name),
    context.people.meet(chosenIn(body.view.state.values)),
  ]);
  const values = answersOf(body.view.state.values, (id) => context.people.personOf(id)?.id ?? strangerId(id));
  return {
    type: 'submit',
    // The same form with other answers is a new submission: the first may have been refused for its errors.
    key: `slack:submit:${body.user.id}:${body.view.id}:${digest(values)}`,
    at: context.clock.now(),
    by,
    ...form,
    values,
    ...(chosen.length > 0 && { named: chosen }),
  };
}
