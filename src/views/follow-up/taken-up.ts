import { oneLine } from '../../domain/plain.ts';
import type { ActionItem } from '../../domain/response/action-item.ts';

/** What an item remembers of its proposal: the beginning of its words, which stays while the rest may grow. */
export function proposalKey({ what }: { what: string }): string {
  return oneLine(what).slice(0, 120);
}

/** Whether somebody has taken a proposal up. */
export function isTakenUp(proposal: { what: string }, items: ActionItem[]): boolean {
  return items.some((item) => item.proposal === proposalKey(proposal));
}
