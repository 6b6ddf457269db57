import type { ViewSubmitAction } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { digest } from '../../kit/digest.ts';
import { strangerId } from '../directory/refs.ts';
import { answersOf, formOf } from '../render/modal.ts';
import type { InputContext } from './context.ts';

/** A sent form; undefined when the view is none of ours. */
export async function submitInput(
  body: ViewSubmitAction,
  context: InputContext,
): Promise<ChatInput | undefined> {
  const form = formOf(body.view.private_metadata);
  if (!form) return undefined;
  const values = answersOf(body.view.state.values, (id) => context.people.personOf(id)?.id ?? strangerId(id));
  return {
    type: 'submit',
    // The same form with other answers is another submission: the first may have been sent back with errors.
    key: `slack:submit:${body.user.id}:${body.view.id}:${digest(values)}`,
    at: context.clock.now(),
    by: await context.people.someone(body.user.id, body.user.name),
    ...form,
    values,
  };
}
