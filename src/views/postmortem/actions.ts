import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { ActionKind } from '../../domain/response/follow-up.ts';
import { dayOf } from '../../domain/time.ts';
import type { Account } from './account.ts';
import { type SuggestedAction, suggestedBy } from './suggested.ts';

/** Proposed work. The wording suits systems that answer differently each time: thresholds, shares and repeated runs. */
export function actions(account: Account): Block[] {
  const items = suggestedBy(account);
  if (items.length === 0)
    return [heading('Action items'), paragraph('The log calls for none. People may see what it does not.')];
  const rows = items.map((it): Text[] => [
    [it.id],
    [{ strong: `${kindNames[it.kind]}. ` }, it.text],
    [ownerWords(it)],
    [dayOf(it.dueAt)],
  ]);
  const head = ['No.', 'Proposed action', 'Owner', 'Due'];
  return [
    heading('Action items'),
    paragraph(
      `Proposals drawn from the log; strike what does not help. Each is due by its kind and the highest severity reached, in working days from the end; the postmortem itself is due ${dayOf(account.postmortemDue)}.`,
    ),
    { type: 'table', caption: 'Action items', head, rows },
  ];
}

export const kindNames: Record<ActionKind, string> = {
  monitor: 'Monitor',
  eval: 'Eval in CI',
  'prompt-gate': 'Release gate',
  guardrail: 'Guardrail',
  runbook: 'Runbook',
  other: 'Other',
};

/** `Ana Lima, technical owner`; the role alone where the files name nobody. */
export function ownerWords({ owner }: Pick<SuggestedAction, 'owner'>): string {
  return owner.person === undefined ? owner.role : `${owner.person.name}, ${owner.role}`;
}
