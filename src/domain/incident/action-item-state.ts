import type { Actor, PersonId } from '../people.ts';
import { type ActionItem, type ItemOwner, type ItemTold, isOwed } from '../response/action-item.ts';
import type { Instant } from '../time.ts';
import type { Rejection } from './commands.ts';
import type { Opened } from './state.ts';
import { draw, drawing, type Wish } from './wishes.ts';

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

/** Draws the messages about it again, the one in the room and the direct ones, so that buttons go once they were used. */
export function drawNoted({ at, item }: { at: Instant; item: number }, incident: Opened): Wish[] {
  const told = itemIn(incident, item)?.told ?? [];
  return [
    draw(at, { of: 'item', item }),
    ...told.map(({ person }, place) => drawTold(at, { item, turn: place + 1, person })),
  ].map((again) => (again.body.kind === 'draw' ? { ...again, body: { ...again.body, kept: true } } : again));
}

/** Draws a direct message about it. */
export function drawTold(
  at: Instant,
  { item, turn, person }: { item: number; turn: number; person: PersonId },
): Wish {
  return drawing(at, { of: 'item', item, turn }, { to: 'person', person });
}

/** The incident with people told directly that an item is theirs, or reminded of it. Whom only e-mail reaches has no buttons. */
export function withTold(
  incident: Opened,
  { at, by, item: number }: { at: Instant; by: Actor; item: number },
  { people, reminder }: { people: ItemOwner[]; reminder?: ItemTold['reminder'] },
): Opened {
  const told = (owner: PersonId) =>
    people
      .filter(({ mail }) => !mail)
      .map(({ id }): ItemTold => ({ person: id, at, by, owner, ...(reminder && { reminder }) }));
  return changedItem(incident, number, (one) => {
    const more = told(one.owner.id);
    return more.length === 0 ? one : { ...one, told: [...(one.told ?? []), ...more] };
  });
}
