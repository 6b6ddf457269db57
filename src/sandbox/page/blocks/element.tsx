import type { FunctionComponent } from 'preact';
import { ButtonElement } from './button.tsx';
import { ChoiceElement } from './choices.tsx';
import { str } from './json.ts';
import { MenuElement } from './menu.tsx';
import { OverflowElement } from './overflow.tsx';
import type { ElementProps } from './props.ts';
import { TypedElement } from './typed.tsx';

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
