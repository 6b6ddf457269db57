import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { ItemKind } from '../../domain/response/action-item.ts';
import { dayOf } from '../../domain/time.ts';
import { isTakenUp } from '../follow-up/taken-up.ts';
import type { Account } from './account.ts';
import { followUp } from './follow-up.ts';
import { type SuggestedAction, suggestedBy } from './suggested.ts';

/** What people have taken on, and what the log calls for besides. */
export function actions(account: Account): Block[] {
  const taken = followUp(account);
  const items = openSuggestions(account);
  if (items.length === 0)
    return taken.length > 0
      ? taken
      : [heading('Action items'), paragraph('The log calls for none. People may see what it does not.')];
  const rows = items.map((it): Text[] => [
    [it.id],
    [{ strong: `${kindNames[it.kind]}. ` }, it.text],
    [ownerWords(it)],
    [dayOf(it.dueAt)],
  ]);
  const head = ['No.', 'Proposed action', 'Owner', 'Due'];
  return [
    ...taken,
    heading(taken.length === 0 ? 'Action items' : 'Proposed besides'),
    paragraph(
      `Proposals drawn from the log; strike what does not help. `,
      { code: `/airb action ${items[0]?.id} @owner` },
      ` takes one up. Each is due by its kind and the highest severity reached, in working days from the end; the postmortem itself is due ${dayOf(account.postmortemDue)}.`,
    ),
    { type: 'table', caption: 'Action items', head, rows },
  ];
}

/** The actions that the log calls for and nobody has taken up. */
export function openSuggestions(account: Account): SuggestedAction[] {
  const { actionItems = [] } = account.incident;
  return suggestedBy(account).filter((one) => !isTakenUp(one, actionItems));
}

export const kindNames: Record<ItemKind, string> = {
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
