import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { Person } from '../../domain/people.ts';
import type { ItemKind } from '../../domain/response/action-item.ts';
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
