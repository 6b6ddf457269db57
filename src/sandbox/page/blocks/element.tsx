import type { FunctionComponent } from 'preact';
import { ButtonElement } from './button.tsx';
import { ChoiceElement } from './choices.tsx';
import { type Json, str } from './json.ts';
import { MenuElement } from './menu.tsx';
import { OverflowElement } from './overflow.tsx';
import { TypedElement } from './typed.tsx';

/** What an input block tells the element inside it. */
export interface Field {
  id: string;
  optional: boolean;
  wrong: boolean;
  /** The app wants to hear of each change, not only of the submit. */
  dispatch: boolean;
}

export interface ElementProps {
  element: Json;
  blockId: string;
  field?: Field;
}

const KINDS: Record<string, FunctionComponent<ElementProps>> = {
  button: ButtonElement,
  workflow_button: ButtonElement,
  icon_button: ButtonElement,
  overflow: OverflowElement,
  checkboxes: ChoiceElement,
  radio_buttons: ChoiceElement,
};
for (const noun of ['static', 'external', 'users', 'conversations', 'channels']) {
  KINDS[`${noun}_select`] = MenuElement;
  KINDS[`multi_${noun}_select`] = MenuElement;
}
for (const type of ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input'])
  KINDS[type] = TypedElement;
for (const type of ['datepicker', 'timepicker', 'datetimepicker']) KINDS[type] = TypedElement;

/** One interactive element, wherever it stands. */
export function Element(props: ElementProps) {
  const Kind = KINDS[str(props.element, 'type')];
  if (!Kind) return <span class="block-unknown">{str(props.element, 'type')}</span>;
  return <Kind {...props} />;
}
