import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { Person } from '../../domain/people.ts';
import { oneLine } from '../../domain/plain.ts';
import type { ActionItem, ItemKind } from '../../domain/response/action-item.ts';
import { accountOf } from '../postmortem/account.ts';
import { actionItems, type ActionItem as Draft } from '../postmortem/actions.ts';

/** Work that the draft proposes; `place` is its number there, from 1. */
export interface ProposedItem {
  place: number;
  kind: ItemKind;
  what: string;
  owner: Person | undefined;
}

const kinds: Record<Draft['kind'], ItemKind> = {
  monitor: 'monitor',
  eval: 'eval',
  guardrail: 'guardrail',
  release: 'prompt-gate',
  rollback: 'runbook',
  communication: 'other',
  evidence: 'runbook',
};

/** The one place that knows how the draft comes by its proposals. */
export function proposedItems(events: IncidentEvent[]): ProposedItem[] {
  return actionItems(accountOf(events)).map(({ kind, what, owner }, n) => ({
    place: n + 1,
    kind: kinds[kind],
    what,
    owner,
  }));
}

/** What an item remembers of its proposal: the beginning of its words, which stays while the rest may grow. */
export function proposalKey({ what }: Pick<ProposedItem, 'what'>): string {
  return oneLine(what).slice(0, 120);
}

/** Whether somebody has taken it up. */
export function isTakenUp(proposal: Pick<ProposedItem, 'what'>, items: ActionItem[]): boolean {
  return items.some((item) => item.proposal === proposalKey(proposal));
}
