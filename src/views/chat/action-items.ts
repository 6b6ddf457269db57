import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { itemIn } from '../../domain/incident/action-item-state.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count, sentenceEnd } from '../../domain/plain.ts';
import { type ActionItem, type ItemTold, isOverdue, isOwed } from '../../domain/response/action-item.ts';
import type { Instant } from '../../domain/time.ts';
import {
  dayWords,
  dueIn,
  issueSpans,
  kindWords,
  shippedSpans,
  statusWords,
} from '../follow-up/item-words.ts';
import { isTakenUp, type ProposedItem } from '../follow-up/taken-up.ts';
import { press } from './controls.ts';
import { fate, toldSpans } from './item-told.ts';
import { callName, mention, tag } from './naming.ts';
import { clip, phrase, sentence } from './spans.ts';

/** So many lines a list has at most; what is left out is counted. */
const most = { items: 20, proposals: 10 };

/** The answer to `/airb action`: what is owed, what the draft proposes besides, and how one is noted. */
export function actionItemsCard(
  incident: Opened,
  { now, proposed, all }: { now: Instant; proposed: ProposedItem[]; all: boolean },
): Card {
  const { number, actionItems = [] } = incident;
  const open = actionItems.filter(isOwed);
  const shown = all ? actionItems : open;
  const late = open.filter((item) => isOverdue(item, now)).length;
  const ended = actionItems.length - open.length;
  const text = `${tag(incident)}: ${open.length === 0 ? 'no action item is open' : `${count(open.length, 'action item')} open`}${late > 0 ? `, ${late} late` : ''}${ended > 0 && !all ? `; ${ended} done or dropped` : ''}.`;
  const left = proposed.filter((one) => !isTakenUp(one, actionItems));
  return {
    text,
    nodes: [
      { type: 'text', spans: [text] },
      ...shown.slice(0, most.items).map((item) => itemRow(incident, item, now)),
      ...more(shown.length - most.items, 'on the incident page'),
      ...proposals(left, number),
      wayToAdd(incident),
    ],
  };
}

function more(left: number, where: string): Node[] {
  return left > 0 ? [{ type: 'context', spans: [`${left} more stand ${where}.`] }] : [];
}

/** What was merged takes no new ones; nobody is told of a private survivor. */
function wayToAdd(incident: Opened): Node {
  if (incident.phase !== 'merged') {
    const add = press('action-item.open', { incident: incident.number }, { label: 'Add an action item…' });
    return { type: 'actions', controls: [add] };
  }
  if (incident.quiet) return { type: 'context', spans: ['It goes on as another incident.'] };
  const command = { code: `/airb #${incident.into} action add "<what>"` };
  return {
    type: 'context',
    spans: [`It goes on as INC-${incident.into}: `, command, ' notes new ones there.'],
  };
}

function itemRow(incident: Opened, item: ActionItem, now: Instant): Node {
  const spans = itemSpans(item, now);
  if (!isOwed(item)) return { type: 'text', spans };
  const on = { incident: incident.number, item: item.item };
  return { type: 'row', spans, control: press('action-item.done', on, { label: 'Done…' }) };
}

/** An action item in the room, kept current: what it is, what became of it, and its buttons while it is owed. */
export function itemCard(
  incident: Opened,
  { item: number, turn }: Extract<Slot, { of: 'item' }>,
): Card | undefined {
  const item = itemIn(incident, number);
  if (item === undefined) return undefined;
  if (turn !== undefined) return toldCard(incident, item, item.told?.[turn - 1]);
  const card = sentence([
    { bold: `Action item ${number} of ${tag(incident)}` },
    `, ${kindWords[item.kind].toLowerCase()}: ${sentenceEnd(clip(item.what, 300))} `,
    mention(item.owner),
    ` owns it, due ${dayWords(item.due)} (${dueIn(item.due, item.at)}). Noted by ${callName(item.by, incident)}.`,
    ...fate(item),
  ]);
  return withItemButtons(card, incident, number);
}

/** A direct message: whoever owned it then and does no more has nothing to press. */
function toldCard(incident: Opened, item: ActionItem, told: ItemTold | undefined): Card | undefined {
  if (told === undefined) return undefined;
  const card = toldSpans(incident, item, told);
  return item.owner.id === told.owner ? withItemButtons(card, incident, item.item) : card;
}

/** Whoever owes it can say what became of it from the message; nobody does once it is done or dropped. */
export function withItemButtons(card: Card, incident: Opened, number: number): Card {
  const item = itemIn(incident, number);
  if (item === undefined || !isOwed(item)) return card;
  const on = { incident: incident.number, item: number };
  const controls = [
    press('action-item.done', on, { label: 'Done…' }),
    press('action-item.change', on, { label: 'Change…' }),
  ];
  return { ...card, nodes: [...card.nodes, { type: 'actions', controls }] };
}

/** `3 · Eval · Add the sample … · Ben · due Fri 4 Dec 2026, in 5 days · GitHub #12`. */
export function itemSpans(item: ActionItem, now: Instant): Spans {
  const status = statusWords(item, now);
  return [
    { bold: `${item.item} · ${kindWords[item.kind]}` },
    ` · ${clip(item.what, 200)} · ${clip(item.owner.name, 60)} · `,
    isOverdue(item, now) ? { bold: status } : status,
    ...(item.status === 'done' && item.shipped ? [': ', ...shippedSpans(item.shipped)] : []),
    ...(item.override ? [` (no run has passed: ${phrase(item.override.reason, 120)})`] : []),
    ...(item.status === 'dropped' && item.ended?.reason ? [`: ${phrase(item.ended.reason, 120)}`] : []),
    ...issueSpans(item),
  ];
}

function proposals(left: ProposedItem[], incident: number): Node[] {
  const [first] = left;
  if (first === undefined) return [];
  return [
    {
      type: 'text',
      spans: [
        { bold: 'Proposed by the draft' },
        '; ',
        { code: `/airb #${incident} action A${first.place} @owner in 2 weeks` },
        ' takes one up:',
      ],
    },
    {
      type: 'list',
      items: left
        .slice(0, most.proposals)
        .map(
          ({ place, kind, what }): Spans => [
            { bold: `A${place}` },
            ` ${kindWords[kind]}: ${clip(what, 240)}`,
          ],
        ),
    },
    ...more(left.length - most.proposals, 'in the draft'),
  ];
}
