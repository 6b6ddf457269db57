import type { Field, Modal } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type ActionItem, type Day, type ItemKind, itemKinds } from '../../domain/response/action-item.ts';
import { kindWords } from '../follow-up/item-words.ts';
import { formAbout } from './controls.ts';
import { optionsOf } from './modal-options.ts';
import { tag } from './naming.ts';
import { clip } from './spans.ts';

/** What somebody has said already. `from`: the draft's words or the message it comes from, sent back with the form. */
export interface ItemTyped {
  what?: string;
  kind?: ItemKind;
  /** Account or id of a person. */
  owner?: string;
  due?: Day;
  from?: string;
}

/** Asks for a new action item, or shows one to change. */
export function actionItemModal(incident: Opened, typed: ItemTyped = {}, item?: ActionItem): Modal {
  const { what = item?.what, kind = item?.kind, due = item?.due, owner, from } = typed;
  const keeps = item === undefined ? [] : [`Owner now: ${clip(item.owner.name, 60)}. `];
  return {
    ...formAbout('action-item', { incident: incident.number, item: item?.item ?? 0, from }),
    title: item === undefined ? 'Action item' : `Action item ${item.item}`,
    submit: item === undefined ? 'Note it' : 'Change',
    intro: [
      {
        type: 'context',
        spans: [
          ...keeps,
          `Follow-up of ${tag(incident)}. Its owner is told now, reminded before it is due and when it is, and their manager once it is late.`,
        ],
      },
    ],
    fields: [
      {
        id: 'what',
        label: 'What is to be done?',
        kind: 'paragraph',
        placeholder: 'Alert when refusals of one customer pass 10 %',
        maxLength: 1000,
        ...(what && { initial: what.slice(0, 1000) }),
      },
      {
        id: 'kind',
        label: 'Kind',
        kind: 'choice',
        options: optionsOf(itemKinds.map((id) => ({ id, title: kindWords[id] }))),
        initial: kind ?? 'other',
      },
      ownerField(owner, item),
      {
        id: 'due',
        label: 'Due',
        kind: 'line',
        placeholder: 'friday, in 2 weeks, 2026-12-04',
        maxLength: 40,
        ...(due && { initial: due }),
      },
    ],
  };
}

function ownerField(owner: string | undefined, item: ActionItem | undefined): Field {
  return {
    id: 'person',
    label: item === undefined ? 'Owner' : 'New owner',
    kind: 'person',
    ...(item !== undefined && { optional: true }),
    ...(owner && { initial: owner }),
  };
}

/** Asks what shipped. */
export function itemDoneModal(incident: Opened, item: ActionItem): Modal {
  return {
    ...formAbout('action-item-done', { incident: incident.number, item: item.item }),
    title: `Action item ${item.item}`,
    submit: 'It has shipped',
    intro: [
      { type: 'text', spans: [clip(item.what, 300)] },
      ...(item.kind === 'eval'
        ? [
            {
              type: 'context' as const,
              spans: ['An eval item then waits until a run that contains the blocking examples has passed.'],
            },
          ]
        : []),
    ],
    fields: [
      {
        id: 'shipped',
        label: 'What shipped?',
        kind: 'paragraph',
        placeholder: 'https://… or what is different now',
        maxLength: 1000,
        ...(item.shipped && { initial: item.shipped.slice(0, 1000) }),
      },
    ],
  };
}
