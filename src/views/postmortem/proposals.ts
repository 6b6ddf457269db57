import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { ItemKind } from '../../domain/response/action-item.ts';
import type { ProposedItem } from '../follow-up/taken-up.ts';
import { accountOf } from './account.ts';
import { actionItems, type ActionItem as Draft } from './actions.ts';

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
