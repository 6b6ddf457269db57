import { dayIn } from '../oncall/wall-time.ts';
import type { Person } from '../people.ts';
import { type ActionItem, type ItemOwner, isOwed, type ReminderRung } from '../response/action-item.ts';
import { nextReminder, rungAt } from '../response/reminders.ts';
import { changedItem, drawNoted, drawTold, itemIn, withTold } from './action-item-state.ts';
import type { EventOf, EventType, ToldType } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { say, tell, timer, type Wish, wish } from './wishes.ts';

type Happens = 'action-item.reminded' | 'action-item.inherited';

/**
 * Rules for reminders: to the owner before it is due and when it is, later to whoever answers for them as well. One who
 * has left owes nothing any more, so it goes to somebody who can be asked.
 */
export const rules: Rules<'action-item.remind' | 'action-item.unreached'> = {
  'action-item.remind': ({ at, by, item: number, due }, incident) => {
    const item = itemIn(incident, number);
    if (item === undefined || !isOwed(item) || item.due !== due) return { events: [] };
    const { tz } = item.owner;
    const today = dayIn(tz ?? 'UTC', at);
    if (item.reminded !== undefined && dayIn(tz ?? 'UTC', item.reminded) === today) return { events: [] };
    const rung = rungAt(due, at, tz);
    const people = remindedOf(item, rung, incident);
    return {
      events: [{ at, by, type: 'action-item.reminded', item: number, rung, due, people, ...(tz && { tz }) }],
    };
  },

  'action-item.unreached': ({ at, by, item: number, person }, incident) => {
    const item = itemIn(incident, number);
    if (item === undefined || !isOwed(item) || item.owner.id !== person) return { events: [] };
    const { id, name } = item.owner;
    const owner = heirOf(item, incident);
    return {
      events: [
        { at, by, type: 'action-item.inherited', item: number, from: { id, name }, ...(owner && { owner }) },
      ],
    };
  },
};

export const folds: Folds<Happens> = {
  'action-item.reminded': (incident, { at, by, item, rung, due, people, tz }) =>
    withTold(
      changedItem(incident, item, (one) => ({ ...one, reminded: at })),
      { at, by, item },
      { people, reminder: { rung, due, people, ...(tz && { tz }) } },
    ),
  'action-item.inherited': (incident, { item, from, owner }) =>
    changedItem(incident, item, (one) => ({
      ...one,
      left: [...(one.left ?? []), from.id],
      ...(owner && { owner }),
    })),
};

export const reactions: Reactions<Happens> = {
  'action-item.reminded': (event, incident) => [
    ...toldNow(event, event.people, incident),
    ...itemTimer(event, incident),
  ],
  'action-item.inherited': (event, incident) => [
    ...(event.owner ? toItemPeople(event, [event.owner]) : []),
    tell(event),
    ...drawNoted(event, incident),
    ...itemTimer(event, incident),
  ],
};

type AboutItem = EventOf<Extract<EventType, `action-item.${string}`>>;

/** The timer for the next reminder of an item; one for an item that is done by then finds nothing to do. */
export function itemTimer({ at, item: number }: AboutItem, incident: Opened): Wish[] {
  const item = itemIn(incident, number);
  if (item === undefined || !isOwed(item)) return [];
  const { due } = item;
  return [
    timer(nextReminder(item, at), `action-item.${number}`, { type: 'action-item.remind', item: number, due }),
  ];
}

/** Tells people directly; by e-mail whom no chat reaches. */
export function toItemPeople(event: Extract<AboutItem, { type: ToldType }>, people: ItemOwner[]): Wish[] {
  return people.map((person) => {
    const saying = { as: 'event' as const, event };
    if (!person.mail) return say(event.at, { to: 'person', person: person.id }, saying);
    const body = { kind: 'letter' as const, person: person.id, saying };
    return wish(event.at, body, { lane: `letter:${person.id}`, urgency: 4 });
  });
}

/** Draws what people are told directly with this event, each a message of its own; a letter to whom no chat reaches. */
export function toldNow(
  event: EventOf<'action-item.added' | 'action-item.reminded'>,
  people: ItemOwner[],
  incident: Opened,
): Wish[] {
  const { at, item } = event;
  const told = itemIn(incident, item)?.told ?? [];
  const direct = told.flatMap(({ person, at: when }, place) =>
    when === at && people.some(({ id }) => id === person)
      ? [drawTold(at, { item, turn: place + 1, person })]
      : [],
  );
  return [
    ...direct,
    ...toItemPeople(
      event,
      people.filter(({ mail }) => mail),
    ),
  ];
}

/** The owner; once the grace period is over, whoever answers for them as well. */
function remindedOf(item: ActionItem, rung: ReminderRung, incident: Opened): Person[] {
  const answers = rung === 'overdue' ? answersFor(item, incident) : undefined;
  return [item.owner, ...(answers ? [answers] : [])];
}

/** The owner's manager, else the technical owner or the commander. A private incident is nothing for a manager. */
function answersFor(
  { owner, left = [] }: ActionItem,
  { plan, roles, ...incident }: Opened,
): Person | undefined {
  const known = plan.people[owner.id]?.manager;
  const fromPlan = known === undefined ? undefined : { id: known, name: plan.people[known]?.name ?? known };
  const manager = incident.private ? undefined : (owner.manager ?? fromPlan);
  return [manager, roles.owner, roles.commander].find(
    (one) => one !== undefined && one.id !== owner.id && !left.includes(one.id),
  );
}

function heirOf(item: ActionItem, incident: Opened): ItemOwner | undefined {
  const left = [...(item.left ?? []), item.owner.id];
  return answersFor({ ...item, left }, incident);
}
