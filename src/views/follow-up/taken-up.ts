import type { Person } from '../../domain/people.ts';
import { oneLine } from '../../domain/plain.ts';
import type { ActionItem, ItemKind } from '../../domain/response/action-item.ts';

/** Work that the draft proposes; `place` is its number there, from 1. */
export interface ProposedItem {
  place: number;
  kind: ItemKind;
  what: string;
  owner: Person | undefined;
}

/** What an item remembers of its proposal: the beginning of its words, which stays while the rest may grow. */
export function proposalKey({ what }: { what: string }): string {
  return oneLine(what).slice(0, 120);
}

/** Whether somebody has taken a proposal up. */
export function isTakenUp(proposal: { what: string }, items: ActionItem[]): boolean {
  return items.some((item) => item.proposal === proposalKey(proposal));
}
