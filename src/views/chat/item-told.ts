import type { Card, Spans } from '../../domain/chat/card.ts';
import { itemIn } from '../../domain/incident/action-item-state.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Person } from '../../domain/people.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import type { ActionItem, ItemTold } from '../../domain/response/action-item.ts';
import { dayWords, dueIn, kindWords, shippedSpans } from '../follow-up/item-words.ts';
import { callActor, mention, tag } from './naming.ts';
import { clip, joined, phrase, sentence } from './spans.ts';

/** A direct message about an item: as it was said, then what became of it since. */
export function toldSpans(incident: Opened, item: ActionItem, told: ItemTold): Card {
  const said =
    told.reminder === undefined
      ? notedSpans(incident, { ...item, at: told.at, by: told.by })
      : reminderSpans(incident, { ...told.reminder, at: told.at, item: item.item });
  return sentence([...said, ...since(item, told)]);
}

function since(item: ActionItem, { owner, reminder }: ItemTold): Spans {
  if (item.status === 'done' || item.status === 'dropped') return fate(item);
  return [
    ...(item.owner.id === owner ? [] : [` ${clip(item.owner.name, 60)} owns it now.`]),
    ...(reminder === undefined || reminder.due === item.due ? [] : [` It is due ${dayWords(item.due)} now.`]),
    ...fate(item),
  ];
}

/** What became of an item; nothing while it is open. */
export function fate({ status, shipped, ended }: ActionItem): Spans {
  if (status === 'waiting') return [' It has shipped and waits for a run that passes.'];
  if (status === 'dropped')
    return [' ', { bold: 'Dropped' }, `: ${sentenceEnd(clip(ended?.reason ?? '', 300))}`];
  if (status !== 'done') return [];
  return [' ', { bold: 'Done' }, ...(shipped === undefined ? [] : [': ', ...shippedSpans(shipped)]), '.'];
}

/** That an item was noted, and whose it is. */
export function notedSpans(
  incident: Opened,
  { by, at, item, kind, what, owner, due }: Omit<EventOf<'action-item.added'>, 'type'>,
): Spans {
  return [
    { bold: `Action item ${item} of ${tag(incident)}` },
    `, ${kindWords[kind].toLowerCase()}: ${sentenceEnd(clip(what, 300))} `,
    mention(owner),
    ` owns it, due ${dayWords(due)} (${dueIn(due, at)}). Noted by ${callActor(by, incident)}.`,
  ];
}

/** A reminder, as things stood when it was sent. */
export function reminderSpans(
  incident: Opened,
  {
    at,
    item,
    due,
    rung,
    people,
    tz,
  }: Pick<EventOf<'action-item.reminded'>, 'at' | 'item' | 'due' | 'rung' | 'people' | 'tz'>,
): Spans {
  const owner = itemIn(incident, item)?.owner;
  const what = phrase(itemIn(incident, item)?.what ?? '', 200);
  return [
    ...joined(
      people.map((person: Person) => [mention(person)]),
      ', ',
    ),
    ': ',
    { bold: `Action item ${item} of ${tag(incident)}` },
    ` (${what}) is ${lateness(due, at, tz)}`,
    rung === 'overdue' && owner ? `; ${clip(owner.name, 60)} owns it.` : '.',
    ...(people.length > 1 ? [' You hear of it because it is late, until it is done or dropped.'] : []),
  ];
}

/** `due today, Mon 3 Mar 2025`, `3 days late, was due …`, by the day it is in a zone. */
export function lateness(due: string, at: number, tz?: string): string {
  const words = dueIn(due, at, tz);
  return words.endsWith('late') ? `${words}, was due ${dayWords(due)}` : `due ${words}, ${dayWords(due)}`;
}
