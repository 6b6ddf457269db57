import { actorName } from '../people.ts';
import { type ActionItem, type Day, dayOf, furthest, isOwed, startOf } from '../response/action-item.ts';
import type { Instant } from '../time.ts';
import { issueAsked } from './action-item-issues.ts';
import { itemTimer, toItemPeople, toldNow } from './action-item-reminders.ts';
import { changedItem, drawNoted, itemIn, noSuchItem, withTold } from './action-item-state.ts';
import type { CommandOf, Decision, Rejection } from './commands.ts';
import type { EventOf, IncidentEvent, ItemChange } from './events.ts';
import { wentOn } from './merging.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { draw, tell, type Wish } from './wishes.ts';

export { itemIn } from './action-item-state.ts';

type Happens =
  | 'action-item.added'
  | 'action-item.changed'
  | 'action-item.shipped'
  | 'action-item.done'
  | 'action-item.dropped'
  | 'action-item.reopened'
  | 'action-item.verified'
  | 'action-item.unverified';

/** Longer than this it is no item any more, and no line of a list holds it. */
const longest = 1000;

/**
 * Rules for follow-up work (requirement L3). It belongs to the record and not to the response: most of it begins when the
 * incident is over, and it goes on until it has shipped or somebody says why it never will.
 */
export const rules: Rules<
  | 'action-item.add'
  | 'action-item.change'
  | 'action-item.done'
  | 'action-item.drop'
  | 'action-item.reopen'
  | 'action-item.verify'
> = {
  'action-item.add': added,
  'action-item.change': changed,
  'action-item.done': done,

  'action-item.drop': ({ at, by, item: number, reason }, incident) => {
    const item = itemIn(incident, number);
    if (item === undefined) return noSuchItem(number, incident);
    if (!isOwed(item)) return endedAlready(item);
    if (reason.trim() === '')
      return { rejected: 'Say why it is dropped.', next: `\`/airb action drop ${number} <why>\`` };
    return { events: [{ at, by, type: 'action-item.dropped', item: number, reason: reason.trim() }] };
  },

  'action-item.reopen': ({ at, by, item: number, reason }, incident) => {
    const item = itemIn(incident, number);
    if (item === undefined) return noSuchItem(number, incident);
    if (item.status === 'open') return { events: [], note: `Item ${number} is open already.` };
    if (reason.trim() === '')
      return {
        rejected: 'Say what is still to do.',
        next: `\`/airb action reopen ${number} <what is missing>\``,
      };
    return { events: [{ at, by, type: 'action-item.reopened', item: number, reason: reason.trim() }] };
  },

  'action-item.verify': ({ at, by, run, item: only }, incident) => {
    const blocking = incident.examples.filter(({ set }) => set === 'blocking').map(({ id }) => id);
    const missing = blocking.filter((id) => !run.examples.includes(id));
    const proves = run.passed && blocking.length > 0 && missing.length === 0;
    const meant = (incident.actionItems ?? []).filter(
      (one) => one.kind === 'eval' && isOwed(one) && (only === undefined || one.item === only),
    );
    const outcome = ({ item, status, unverified }: ActionItem): IncidentEvent[] => {
      if (proves) return [{ at, by, type: 'action-item.verified', item, run }];
      // Before it has shipped, runs fail as they should; a run that was heard of is told once.
      if (status !== 'waiting' || unverified?.run.id === run.id) return [];
      return [{ at, by, type: 'action-item.unverified', item, run, missing }];
    };
    return { events: meant.flatMap(outcome) };
  },
};

export const folds: Folds<Happens> = {
  'action-item.added': (incident, { at, by, type: _, ...facts }) => {
    const item: ActionItem = { ...facts, status: 'open', by: actorName(by), at };
    const noted = { ...incident, actionItems: [...(incident.actionItems ?? []), item] };
    const own = by.kind === 'person' && by.id === facts.owner.id;
    return withTold(noted, { at, by, item: facts.item }, { people: own ? [] : [facts.owner] });
  },
  'action-item.changed': (incident, { at: _, by: __, type: ___, item, before: ____, ...change }) =>
    changedItem(incident, item, (one) => ({ ...one, ...change })),
  'action-item.shipped': (incident, { item, shipped }) =>
    changedItem(incident, item, (one) => ({ ...one, status: 'waiting', shipped })),
  'action-item.done': (incident, { at, by, item, shipped, override, byIssue }) =>
    changedItem(incident, item, (one) => ({
      ...one,
      status: 'done',
      shipped,
      ended: { at, by: actorName(by), ...(byIssue && { byIssue }) },
      ...(override !== undefined && { override: { reason: override, by: actorName(by) } }),
    })),
  'action-item.dropped': (incident, { at, by, item, reason }) =>
    changedItem(incident, item, (one) => ({
      ...one,
      status: 'dropped',
      ended: { at, by: actorName(by), reason },
    })),
  // What had been shipped is not what was needed, so nothing of it is kept in the state.
  'action-item.reopened': (incident, { item }) =>
    changedItem(incident, item, ({ shipped: _, ended: __, verified: ___, override: ____, ...one }) => ({
      ...one,
      status: 'open',
    })),
  'action-item.verified': (incident, { at, by, item, run }) =>
    changedItem(incident, item, (one) => ({
      ...one,
      status: 'done',
      shipped: one.shipped ?? run.link ?? run.name,
      ended: { at, by: actorName(by) },
      verified: run,
    })),
  'action-item.unverified': (incident, { item, run, missing }) =>
    changedItem(incident, item, (one) => ({ ...one, unverified: { run, missing } })),
};

export const reactions: Reactions<Happens> = {
  'action-item.added': (event, incident) => [
    ...toldNow(event, [event.owner], incident),
    draw(event.at, { of: 'item', item: event.item }),
    ...itemTimer(event, incident),
  ],
  'action-item.changed': (event, incident) => [
    ...(event.owner === undefined ? [] : toOwner(event, incident)),
    tell(event),
    ...drawNoted(event, incident),
    ...itemTimer(event, incident),
  ],
  'action-item.shipped': (event, incident) => [tell(event), ...drawNoted(event, incident)],
  'action-item.done': (event, incident) => [
    ...toOwner(event, incident),
    tell(event),
    ...drawNoted(event, incident),
  ],
  'action-item.dropped': (event, incident) => [
    ...toOwner(event, incident),
    tell(event),
    ...drawNoted(event, incident),
  ],
  'action-item.reopened': (event, incident) => [
    ...toOwner(event, incident),
    tell(event),
    ...drawNoted(event, incident),
    ...itemTimer(event, incident),
  ],
  'action-item.verified': (event, incident) => [
    ...toOwner(event, incident),
    tell(event),
    ...drawNoted(event, incident),
  ],
  'action-item.unverified': (event, incident) => [
    ...toOwner(event, incident),
    tell(event),
    ...drawNoted(event, incident),
  ],
};

/** The owner hears directly of what somebody else did. */
function toOwner(event: EventOf<Happens>, incident: Opened): Wish[] {
  const owner = itemIn(incident, event.item)?.owner;
  const own = event.by.kind === 'person' && event.by.id === owner?.id;
  return owner === undefined || own ? [] : toItemPeople(event, [owner]);
}

function added(command: CommandOf<'action-item.add'>, incident: Opened): Decision {
  const { at, by, type: _, ...given } = command;
  if (incident.phase === 'merged') return wentOn(incident);
  const wrong = wrongWords(given.what) ?? wrongDay(given.due, at);
  if (wrong) return wrong;
  const items = incident.actionItems ?? [];
  const taken = items.find(({ proposal }) => proposal !== undefined && proposal === given.proposal);
  if (taken !== undefined)
    return { events: [], note: `That proposal is item ${taken.item} already; ${taken.owner.name} owns it.` };
  const same = items.find(
    (one) => isOwed(one) && one.what === given.what.trim() && one.owner.id === given.owner.id,
  );
  if (same !== undefined) return { events: [], note: `That is item ${same.item} already, due ${same.due}.` };
  const item = (items.at(-1)?.item ?? 0) + 1;
  return {
    events: [
      { ...given, at, by, type: 'action-item.added', item, what: given.what.trim() },
      ...(incident.plan.tracker?.always ? issueAsked({ at, by }, item, incident) : []),
    ],
  };
}

function changed(command: CommandOf<'action-item.change'>, incident: Opened): Decision {
  const { at, by, type: _, item: number, ...wanted } = command;
  const item = itemIn(incident, number);
  if (item === undefined) return noSuchItem(number, incident);
  if (!isOwed(item)) return endedAlready(item);
  const wrong =
    (wanted.what === undefined ? undefined : wrongWords(wanted.what)) ??
    (wanted.due === undefined || wanted.due === item.due ? undefined : wrongDay(wanted.due, at));
  if (wrong) return wrong;
  const now: ItemChange = {};
  const before: ItemChange = {};
  const keep = <K extends keyof ItemChange>(key: K, same: boolean) => {
    if (wanted[key] === undefined || same) return;
    now[key] = wanted[key];
    before[key] = item[key] as ItemChange[K];
  };
  keep('what', wanted.what?.trim() === item.what);
  keep('kind', wanted.kind === item.kind);
  keep('owner', wanted.owner?.id === item.owner.id);
  keep('due', wanted.due === item.due);
  if (Object.keys(now).length === 0) return { events: [], note: `Item ${number} is like that already.` };
  return { events: [{ at, by, type: 'action-item.changed', item: number, before, ...now }] };
}

function done(command: CommandOf<'action-item.done'>, incident: Opened): Decision {
  const { at, by, item: number } = command;
  const item = itemIn(incident, number);
  if (item === undefined) return noSuchItem(number, incident);
  if (!isOwed(item)) return endedAlready(item);
  const shipped = command.shipped.trim() || (item.shipped ?? '');
  const override = command.override?.trim();
  if (override === '')
    return {
      rejected: 'Say why it counts as done although no run has passed; it is recorded with your name.',
      next: `\`/airb action done ${number} override <why>\``,
    };
  if (item.kind === 'eval' && override !== undefined)
    return {
      events: [{ at, by, type: 'action-item.done', item: number, shipped: shipped || override, override }],
    };
  if (shipped === '')
    return {
      rejected: 'Say what shipped: a link, or what is different now.',
      next: `\`/airb action done ${number} https://…\``,
    };
  if (item.kind !== 'eval') return { events: [{ at, by, type: 'action-item.done', item: number, shipped }] };
  const waits = 'It closes when a run that contains the blocking examples has passed';
  if (item.status === 'waiting' && item.shipped === shipped)
    return {
      events: [],
      note: `Item ${number} waits. ${waits}; \`/airb action done ${number} override <why>\` closes it without one.`,
    };
  return { events: [{ at, by, type: 'action-item.shipped', item: number, shipped }] };
}

function endedAlready({ item, status, ended }: ActionItem): Rejection | Decision {
  const how = status === 'done' ? 'done' : 'dropped';
  return {
    rejected: `Item ${item} is ${how} already${ended ? `, by ${ended.by}` : ''}.`,
    next: `\`/airb action reopen ${item} <what is missing>\` opens it again.`,
  };
}

function wrongWords(what: string): Rejection | undefined {
  if (what.trim() === '')
    return {
      rejected: 'Say what is to be done.',
      next: '`/airb action add "alert on refusals per customer" @ben in 2 weeks monitor`',
    };
  if ([...what].length <= longest) return undefined;
  return {
    rejected: `An action item has at most ${longest} characters, and this has ${[...what].length}.`,
    next: 'Say what is to be done in a sentence, and link the rest.',
  };
}

function wrongDay(due: Day, at: Instant): Rejection | undefined {
  const today = dayOf(at);
  if (due < today)
    return { rejected: `${due} has passed; today is ${today}.`, next: 'Name a day to come: `in 2 weeks`.' };
  if (startOf(due) - at <= furthest) return undefined;
  return {
    rejected: `${due} is more than two years away.`,
    next: 'Name a nearer day, or write it down where plans are kept.',
  };
}
