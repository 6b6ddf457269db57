import { type Block, heading } from '../../documents/document.ts';
import { itemsTable } from '../follow-up/items-table.ts';
import type { Account } from './account.ts';

/** What people have taken on, in place of the proposals it came from; nothing while they have taken on nothing. */
export function followUp({ incident }: Account): Block[] {
  const { actionItems = [] } = incident;
  if (actionItems.length === 0) return [];
  return [heading('Action items'), itemsTable(actionItems)];
}
