import type { Button, Menu } from '../../../domain/chat/card.ts';
import { cut, visible, webAddress } from '../../kit/literal.ts';
import type { Action, ActionSet } from './adaptive.ts';
import type { Pen } from './drawing.ts';

/** Teams shows six at once, learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format. */
const mostShown = 6;
const labelMax = 75;

const styles = { primary: 'positive', danger: 'destructive' } as const;

/** Marks a button that opens a dialog: the press arrives as `task/fetch`, and airb answers with a form. */
const asksForDialog = { msteams: { type: 'task/fetch' } };

/**
 * Controls side by side. The entries of menus, and those beyond what Teams shows at once, go behind the overflow
 * button. Undefined when there is no control.
 */
export function actionSet(controls: (Button | Menu)[], pen: Pen): ActionSet | undefined {
  const shown = controls.flatMap((control) => ('menu' in control ? [] : [action(control, pen)]));
  const hidden = controls.flatMap((control) =>
    'menu' in control ? control.options.map((option) => action(option, pen)) : [],
  );
  const actions = [...shown.slice(0, mostShown), ...[...shown.slice(mostShown), ...hidden].map(secondary)];
  return actions.length === 0 ? undefined : { type: 'ActionSet', actions };
}

function secondary(one: Action): Action {
  return { ...one, mode: 'secondary' };
}

function action(button: Button, pen: Pen): Action {
  const look = {
    title: cut(visible(button.label).trim() || '–', labelMax),
    ...(button.style ? { style: styles[button.style] } : {}),
  };
  const url = button.url === undefined ? undefined : webAddress(button.url);
  if (url) return { type: 'Action.OpenUrl', ...look, url };
  const data = pressData(button);
  if (pen.dialog) return { type: 'Action.Submit', ...look, data };
  if ((button.form || button.confirm) && pen.dialogs !== false)
    return { type: 'Action.Submit', ...look, data: { ...data, ...asksForDialog } };
  const fallback = { type: 'Action.Submit' as const, ...look, data };
  return { type: 'Action.Execute', ...look, verb: button.verb, data, fallback };
}

/** The data a press brings back: `airb` marks it as ours, `ask` is the question to put first. */
function pressData({ verb, value, confirm, form }: Button): Record<string, unknown> {
  return { airb: 1, verb, value, ...(confirm && !form ? { ask: confirm } : {}) };
}
