import { type ActionItem, isOwed } from '../response/action-item.ts';
import type { Instant } from '../time.ts';
import type { Rejection } from './commands.ts';
import type { Opened } from './state.ts';
import { draw, type Wish } from './wishes.ts';

/** An action item by its number in the incident. */
export function itemIn({ actionItems = [] }: Opened, item: number | undefined): ActionItem | undefined {
  return actionItems.find((one) => one.item === item);
}

/** The incident with one of its action items changed. */
export function changedItem(incident: Opened, item: number, change: (one: ActionItem) => ActionItem): Opened {
  const { actionItems = [] } = incident;
  return { ...incident, actionItems: actionItems.map((one) => (one.item === item ? change(one) : one)) };
}

/** The refusal of a number that no item has. */
export function noSuchItem(item: number, incident: Opened): Rejection {
  const { number, actionItems = [] } = incident;
  const open = actionItems.filter(isOwed).map((one) => one.item);
  return {
    rejected: `INC-${number} has no action item ${item}.`,
    next:
      open.length > 0
        ? `Open: ${open.slice(0, 20).join(', ')}. \`/airb #${number} action\` lists them.`
        : `\`/airb #${number} action add "<what>"\` notes one.`,
  };
}

/** Draws the message with which it was noted again, so that its buttons go once they were used. */
export function drawNoted({ at, item }: { at: Instant; item: number }): Wish {
  const again = draw(at, { of: 'item', item });
  return again.body.kind === 'draw' ? { ...again, body: { ...again.body, kept: true } } : again;
}
