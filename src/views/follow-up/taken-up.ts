import type { Person } from '../../domain/people.ts';
import { oneLine } from '../../domain/plain.ts';
import type { ActionItem, Day, ItemKind } from '../../domain/response/action-item.ts';

/** Work that the draft proposes; `place` is its number there, from 1. */
export interface ProposedItem {
  place: number;
  kind: ItemKind;
  title: string;
  what: string;
  owner: Person | undefined;
  due: Day;
}

/** What an item remembers of its proposal: the title, which stays while the rest may grow. */
export function proposalKey({ title }: { title: string }): string {
  return oneLine(title).slice(0, 120);
}

/** Whether somebody has taken a proposal up. */
export function isTakenUp(proposal: { title: string }, items: ActionItem[]): boolean {
  return items.some((item) => item.proposal === proposalKey(proposal));
}
