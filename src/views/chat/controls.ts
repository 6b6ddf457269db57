import type { Button, Modal } from '../../domain/chat/card.ts';
import { encodeState, type FormName, type FormStates } from '../../domain/chat/form-state.ts';
import { encodePress, opensForm, type PressValues, type Verb } from '../../domain/chat/press.ts';

/**
 * A button.
 * @param more its style, and the question asked before the press is sent
 */
export function press<V extends Verb>(
  verb: V,
  values: PressValues[V],
  more: Pick<Button, 'label' | 'style' | 'confirm'>,
): Button {
  return { verb, value: encodePress(verb, values), ...more, ...(opensForm(verb) && { form: true }) };
}

/** The first fields of every modal: which form it is and what it is about. */
export function formAbout<F extends FormName>(name: F, state: FormStates[F]): Pick<Modal, 'form' | 'state'> {
  return { form: name, state: encodeState(name, state) };
}
