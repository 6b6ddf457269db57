import type { types } from '@slack/bolt';
import type { Button, Menu } from '../../../domain/chat/card.ts';
import { encodeChoice } from '../../../domain/chat/press.ts';
import { webAddress } from '../../kit/literal.ts';
import { plainObject } from './inline.ts';

/** The beginning of airb's action ids; a number at the end makes them unique within a message. */
export const actionPrefix = 'airb:';

/** Takes the place of a verb, because Slack also reports presses of buttons that only open a page. */
export const linkVerb = 'link';

const optionValueMax = 150;

export type Element = types.Button | types.Overflow;

/** Gives every control of one message its own action id: `airb:step.done#3`. */
export function createNumbering(): (verb: string) => string {
  let n = 0;
  return (verb) => {
    n += 1;
    return `${actionPrefix}${verb}#${n}`;
  };
}

/** The verb in an action id; undefined when the action is not one of airb's. */
export function verbOf(actionId: string): string | undefined {
  if (!actionId.startsWith(actionPrefix)) return undefined;
  const end = actionId.lastIndexOf('#');
  return actionId.slice(actionPrefix.length, end === -1 ? undefined : end);
}

/**
 * One control as Slack elements. A menu becomes an overflow menu. Slack's menu can't hold a single option, more than
 * five, a value over 150 characters, or a question before the press; then the options become buttons side by side.
 */
export function elements(control: Button | Menu, idFor: (verb: string) => string): Element[] {
  if (!('menu' in control)) return [button(control, idFor)];
  if (!fitsMenu(control)) return control.options.map((option) => button(option, idFor));
  return [
    {
      type: 'overflow',
      action_id: idFor('menu'),
      options: control.options.map((option) => ({
        text: plainObject(option.label, 75),
        value: encodeChoice(option),
        ...link(option),
      })),
    },
  ];
}

function fitsMenu({ options }: Menu): boolean {
  if (options.length < 2 || options.length > 5) return false;
  return options.every((option) => encodeChoice(option).length <= optionValueMax && !option.confirm);
}

function button(source: Button, idFor: (verb: string) => string): types.Button {
  return {
    type: 'button',
    action_id: idFor(link(source).url ? linkVerb : source.verb),
    text: plainObject(source.label, 75),
    value: source.value,
    ...(source.style ? { style: source.style } : {}),
    ...link(source),
    ...(source.confirm ? { confirm: question(source.confirm, source.style) } : {}),
  };
}

function link(source: Button): { url?: string } {
  const url = source.url === undefined ? undefined : webAddress(source.url);
  return url ? { url } : {};
}

function question(confirm: NonNullable<Button['confirm']>, style: Button['style']): types.ConfirmationDialog {
  return {
    title: plainObject(confirm.title, 100),
    text: plainObject(confirm.text, 300),
    confirm: plainObject(confirm.yes, 30),
    deny: plainObject('Cancel', 30),
    ...(style ? { style } : {}),
  };
}
