import { dayMeant, dayWays, dueDay } from '../../domain/chat/due-day.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { itemIn, noSuchItem } from '../../domain/incident/action-item-state.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import { wentOn } from '../../domain/incident/merging.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Person } from '../../domain/people.ts';
import { type ItemOwner, isOwed, itemKinds } from '../../domain/response/action-item.ts';
import { dayOf } from '../../domain/time.ts';
import { actionItemsCard } from '../../views/chat/action-items.ts';
import { rejectionCard } from '../../views/chat/answers.ts';
import { actionItemModal, type ItemTyped, itemDoneModal } from '../../views/chat/modal-action-item.ts';
import { type ProposedItem, proposalKey } from '../../views/follow-up/taken-up.ts';
import { proposedItems } from '../../views/postmortem/proposals.ts';
import { run, type Talk, type Turn } from './context.ts';
import { personMeant, whoIn } from './people.ts';
import { refusedAct } from './permitted.ts';

type Asked = Extract<Intent, { command: 'action' }>;

/** Lists action items, notes one, or says what became of one. What is only half said is asked by the form. */
export async function askAction(talk: Talk, turn: Turn, asked: Asked, incident: Opened): Promise<ChatAnswer> {
  const { deed, item = 0, reason = '' } = asked;
  const { number } = incident;
  switch (deed) {
    case undefined: {
      const proposed = await proposals(talk, number);
      const facts = { now: talk.clock.now(), proposed, all: asked.all === true };
      return { type: 'private', card: actionItemsCard(incident, facts) };
    }
    case 'add':
    case 'take':
      return add(talk, turn, asked, incident);
    case 'change':
      return change(talk, turn, asked, incident);
    case 'done':
      if (reason === '' && asked.override === undefined) return openDone(incident, item);
      return run(talk, turn, number, {
        type: 'action-item.done',
        item,
        shipped: reason,
        ...(asked.override !== undefined && { override: asked.override }),
      });
    case 'drop':
      return run(talk, turn, number, { type: 'action-item.drop', item, reason });
    case 'reopen':
      return run(talk, turn, number, { type: 'action-item.reopen', item, reason });
    case 'issue':
      return run(talk, turn, number, { type: 'action-item.track', item });
  }
}

async function proposals(talk: Talk, number: number): Promise<ProposedItem[]> {
  return proposedItems((await talk.store.events(number)).map(({ event }) => event));
}

async function add(talk: Talk, turn: Turn, asked: Asked, incident: Opened): Promise<ChatAnswer> {
  if (incident.phase === 'merged') return refused(wentOn(incident));
  const proposed = asked.deed === 'take' ? await proposals(talk, incident.number) : [];
  const taken = proposed.find(({ place }) => place === asked.proposal);
  if (asked.deed === 'take' && taken === undefined)
    return refused({
      rejected: `The draft proposes no A${asked.proposal}${proposed.length > 0 ? `; it goes up to A${Math.max(...proposed.map(({ place }) => place))}` : ''}.`,
      next: `\`/airb #${incident.number} action\` lists what it proposes.`,
    });
  const what = asked.what ?? taken?.what;
  const owner = asked.owner === undefined ? taken?.owner : whoIn(talk, turn, asked.owner, incident);
  if (owner !== undefined && 'rejected' in owner) return refused(owner);
  const now = talk.clock.now();
  const due = asked.due === undefined ? undefined : dueDay(asked.due, now);
  if (due !== undefined && 'rejected' in due) return refused(due);
  // What the draft proposed long ago may be past by now.
  const usual = taken !== undefined && taken.due > dayOf(now) ? taken.due : undefined;
  const day = due?.due ?? usual;
  const kind = asked.kind ?? taken?.kind;
  const key = taken === undefined ? {} : { proposal: proposalKey(taken) };
  // The draft only guesses an owner, so whoever takes it up without naming one is asked.
  if (what === undefined || owner === undefined || day === undefined || (taken && asked.owner === undefined))
    return openForm(talk, turn, incident, {
      ...(what !== undefined && { what }),
      ...(kind !== undefined && { kind }),
      ...(owner !== undefined && { owner: owner.id }),
      ...(day !== undefined && { due: day }),
      ...(taken && { from: `p:${proposalKey(taken)}` }),
    });
  return run(talk, turn, incident.number, {
    type: 'action-item.add',
    what,
    kind: kind ?? 'other',
    owner: ownerFor(talk, owner),
    due: day,
    ...key,
  });
}

function change(talk: Talk, turn: Turn, asked: Asked, incident: Opened): ChatAnswer | Promise<ChatAnswer> {
  const { item = 0, kind } = asked;
  const owner = asked.owner === undefined ? undefined : whoIn(talk, turn, asked.owner, incident);
  if (owner !== undefined && 'rejected' in owner) return refused(owner);
  const due = asked.due === undefined ? undefined : dueDay(asked.due, talk.clock.now());
  if (due !== undefined && 'rejected' in due) return refused(due);
  return run(talk, turn, incident.number, {
    type: 'action-item.change',
    item,
    ...(kind && { kind }),
    ...(owner && { owner: ownerFor(talk, owner) }),
    ...(due && { due: due.due }),
  });
}

/** The owner with what the files say of them: who answers for them, and whether only e-mail reaches them. */
export function ownerFor(talk: Talk, { id, name }: Person): ItemOwner {
  const { people } = talk.library().organization;
  const known = people.find((one) => one.id === id);
  const manager = people.find((one) => one.id === known?.manager);
  const mail = known?.email !== undefined && known.slack === undefined && known.teams === undefined;
  return {
    id,
    name,
    ...(manager && { manager: { id: manager.id, name: manager.name } }),
    ...(mail && { mail: true as const }),
    ...(known?.tz !== undefined && { tz: known.tz }),
  };
}

/** The form for a new item, where the person may note one. */
export function openForm(talk: Talk, turn: Turn, incident: Opened, typed: ItemTyped = {}): ChatAnswer {
  if (incident.phase === 'merged') return refused(wentOn(incident));
  return (
    refusedAct(talk, turn, 'action-item.add', incident) ?? {
      type: 'modal',
      modal: actionItemModal(incident, typed),
    }
  );
}

/** The form for an item that somebody found in a message. */
export function itemFromMessage(
  talk: Talk,
  turn: Turn,
  incident: Opened,
  message: Extract<ChatInput, { type: 'shortcut' }>['message'],
): ChatAnswer {
  if (message === undefined) return openForm(talk, turn, incident);
  return openForm(talk, turn, incident, { what: message.text, from: `m:${message.ref}` });
}

/** The form that asks what shipped; none for an item that has ended. */
export function openDone(incident: Opened, number: number): ChatAnswer {
  const item = itemIn(incident, number);
  if (item === undefined) return refused(noSuchItem(number, incident));
  if (!isOwed(item)) return refused(over(number, item.status));
  return { type: 'modal', modal: itemDoneModal(incident, item) };
}

/** The form that changes an item. */
export function openChange(incident: Opened, number: number): ChatAnswer {
  const item = itemIn(incident, number);
  if (item === undefined) return refused(noSuchItem(number, incident));
  if (!isOwed(item)) return refused(over(number, item.status));
  return { type: 'modal', modal: actionItemModal(incident, {}, item) };
}

function over(item: number, status: string): Rejection {
  return {
    rejected: `Item ${item} is ${status} already.`,
    next: `\`/airb action reopen ${item} <what is missing>\` opens it again.`,
  };
}

function refused(rejection: Rejection): ChatAnswer {
  return { type: 'private', card: rejectionCard(rejection) };
}

interface Sent {
  talk: Talk;
  turn: Turn;
  state: { item: number; from?: string };
  values: Record<string, string>;
}

/** What the form asks for, or which of its fields can't be read. */
export function itemCommand({
  talk,
  turn,
  state,
  values,
}: Sent): CommandBody | { field: string; problem: string } {
  const { item, from } = state;
  const kind = itemKinds.find((one) => one === values.kind);
  const said = dayMeant(values.due ?? '');
  if (said === undefined)
    return {
      field: 'due',
      problem: `“${(values.due ?? '').slice(0, 40)}” is no day. Write ${dayWays.replaceAll('`', '')}.`,
    };
  const day = dueDay(said, talk.clock.now());
  if ('rejected' in day)
    return { field: 'due', problem: `${day.rejected} ${(day.next ?? '').replaceAll('`', '')}`.trim() };
  const mention = values.person;
  const { people } = talk.library().organization;
  const owner = mention ? personMeant({ mention }, { people, input: turn.input }) : undefined;
  if (owner !== undefined && 'rejected' in owner) return { field: 'person', problem: owner.rejected };
  const facts = { what: values.what ?? '', kind: kind ?? 'other', due: day.due };
  if (item > 0)
    return { type: 'action-item.change', item, ...facts, ...(owner && { owner: ownerFor(talk, owner) }) };
  if (owner === undefined) return { field: 'person', problem: 'Choose who owns it.' };
  return { type: 'action-item.add', ...facts, owner: ownerFor(talk, owner), ...origin(from) };
}

/** `p:` stands before the words of a proposal, `m:` before a message. */
function origin(from = ''): { proposal?: string; message?: string } {
  if (from.startsWith('p:')) return { proposal: from.slice(2) };
  return from.startsWith('m:') ? { message: from.slice(2) } : {};
}
