import type { types } from '@slack/bolt';
import type { Card, Field, Modal } from '../../../domain/chat/card.ts';
import { DeliveryError } from '../../../errors.ts';
import { lengthOf, offered, ticked } from '../../kit/fields.ts';
import { cut, visible } from '../../kit/literal.ts';
import { unexpected } from '../../kit/unexpected.ts';
import { drawInto, viewRoom } from './fit.ts';
import { plainObject, type UserOf } from './inline.ts';

/** The `callback_id` of every form. The private metadata says which form it is. */
export const modalCallback = 'airb:form';

const actionId = 'value';
const metadataMax = 3000;

/**
 * A form as a Slack view.
 * @throws DeliveryError when the form's state does not fit into Slack's private metadata
 */
export function renderModal(modal: Modal, userOf: UserOf): types.ModalView {
  const metadata = JSON.stringify({ form: modal.form, state: modal.state });
  if (metadata.length > metadataMax) {
    const message = `The form "${modal.form}" carries ${metadata.length} characters; Slack takes ${metadataMax}.`;
    throw new DeliveryError(message, { retry: false, code: 'form_too_big' });
  }
  return {
    type: 'modal',
    callback_id: modalCallback,
    title: plainObject(modal.title, 24),
    submit: plainObject(modal.submit, 24),
    // Not “Cancel”: beside “Cancel incident” nobody would know which of the two cancels what.
    close: plainObject('Go back', 24),
    private_metadata: metadata,
    blocks: [
      ...drawInto(modal.intro, userOf, viewRoom),
      // Where there is something to read first, the cursor would scroll past it on a phone.
      ...modal.fields.map((field, place) => input(field, userOf, place === 0 && modal.intro.length === 0)),
    ],
  };
}

/** A card that replaces the form which asked for it. */
export function renderNotice(title: string, card: Card, userOf: UserOf): types.ModalView {
  return {
    type: 'modal',
    title: plainObject(title, 24),
    close: plainObject('Close', 24),
    blocks: drawInto(
      card.nodes.length > 0 ? card.nodes : [{ type: 'text', spans: [card.text] }],
      userOf,
      viewRoom,
    ),
  };
}

/** The form and its state, from the private metadata of a view; undefined for a view that is not one of airb's. */
export function formOf(privateMetadata: string): { form: string; state: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(privateMetadata);
    if (typeof parsed !== 'object' || parsed === null || !('form' in parsed) || !('state' in parsed))
      return undefined;
    const { form, state } = parsed;
    return typeof form === 'string' && typeof state === 'string' ? { form, state } : undefined;
  } catch {
    return undefined;
  }
}

/** What Slack reports for one input; one of these fields is set. */
export interface InputState {
  value?: string | null;
  selected_option?: { value: string } | null;
  selected_options?: { value: string }[];
  selected_user?: string | null;
}

/** Answers by field id, '' when empty. A ticked box gives `yes`. */
export function answersOf(
  state: Record<string, Record<string, InputState>>,
  personIdOf: (slackId: string) => string,
): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const [field, actions] of Object.entries(state)) {
    const input = actions[actionId];
    if (input) answers[field] = answerOf(input, personIdOf);
  }
  return answers;
}

/** The Slack users that somebody chose in a form. */
export function chosenIn(state: Record<string, Record<string, InputState>>): string[] {
  return Object.values(state).flatMap((actions) => actions[actionId]?.selected_user ?? []);
}

function answerOf(input: InputState, personIdOf: (slackId: string) => string): string {
  if (input.selected_user) return personIdOf(input.selected_user);
  return input.value ?? input.selected_option?.value ?? input.selected_options?.[0]?.value ?? '';
}

function input(field: Field, userOf: UserOf, first: boolean): types.InputBlock {
  return {
    type: 'input',
    block_id: field.id,
    label: plainObject(field.label, 2000),
    element: element(field, userOf, first),
    // A box that must be ticked offers no choice, so it is never required.
    optional: field.optional ?? field.kind === 'check',
    ...(field.hint ? { hint: plainObject(field.hint, 2000) } : {}),
  };
}

function element(field: Field, userOf: UserOf, first: boolean): types.InputBlock['element'] {
  const placeholder = field.placeholder ? { placeholder: plainObject(field.placeholder, 150) } : {};
  const asked = { action_id: actionId, ...placeholder };
  switch (field.kind) {
    case 'line':
      return { type: 'plain_text_input', ...asked, ...typed(field, first) };
    case 'paragraph':
      return { type: 'plain_text_input', multiline: true, ...asked, ...typed(field, first) };
    case 'choice':
      return { type: 'static_select', ...asked, ...choices(field) };
    case 'person': {
      const user = field.initial ? userOf(field.initial) : undefined;
      return { type: 'users_select', ...asked, ...(user ? { initial_user: user } : {}) };
    }
    case 'check': {
      const option = { text: plainObject(field.placeholder ?? 'Yes', 75), value: ticked };
      const initial = field.initial === ticked ? { initial_options: [option] } : {};
      return { type: 'checkboxes', action_id: actionId, options: [option], ...initial };
    }
    default:
      return unexpected('No input for a field of kind', field.kind);
  }
}

/** What a form begins with and is to be typed has the cursor: whoever opened it by a command goes on typing. */
function typed(
  field: Field,
  first: boolean,
): { max_length: number; initial_value?: string; focus_on_load?: true } {
  const max = lengthOf(field);
  if (!field.initial) return { max_length: max, ...(first && { focus_on_load: true }) };
  return { max_length: max, initial_value: cut(visible(field.initial), max) };
}

function choices(field: Field): { options: types.PlainTextOption[]; initial_option?: types.PlainTextOption } {
  const options = offered(field).map((option) => ({
    text: plainObject(option.label, 75),
    value: cut(option.value, 150),
    ...(option.description ? { description: plainObject(option.description, 75) } : {}),
  }));
  const initial = options.find((option) => option.value === field.initial);
  return { options, ...(initial ? { initial_option: initial } : {}) };
}
