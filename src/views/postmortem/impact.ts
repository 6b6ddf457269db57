import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';
import { frequency } from './frequency.ts';

/** What users felt, in the words of the time, and how often. */
export function impact(account: Account): Block[] {
  return [heading('Impact'), ...seen(account), ...frequency(account)];
}

function seen(account: Account): Block[] {
  const { first, last } = saidOf(account);
  if (first === undefined || last === undefined)
    return [paragraph('No person described in an update what users saw.')];
  const row = (label: string, value: string): Text[] => [[label], [value]];
  const rows = [
    row('Users saw', first.text.users),
    row('Since', last.text.since),
    row('Scope', last.text.scope),
    ...(first === last ? [] : [row('At the end', last.text.users)]),
  ].filter(([, value]) => value?.join('') !== '');
  return [
    paragraph('In the words of the updates people sent at the time:'),
    { type: 'table', caption: 'Impact as told to stakeholders', head: ['Line', 'Told'], rows },
  ];
}

/** The first and the last update by a person, those to colleagues where there are any. */
export function saidOf({ events }: Account) {
  const updates = eventsOf(events, 'update.posted');
  const internal = updates.filter((it) => it.form === 'internal');
  const told = internal.length > 0 ? internal : updates;
  return { first: told[0], last: told.at(-1) };
}
