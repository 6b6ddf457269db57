import type { Actor } from '../people.ts';
import { isOwed } from '../response/action-item.ts';
import type { Instant } from '../time.ts';
import { itemTimer, toItemPeople } from './action-item-reminders.ts';
import { changedItem, itemIn, noSuchItem } from './action-item-state.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { tell, wish } from './wishes.ts';

type Happens = 'action-item.issue-asked' | 'action-item.issue-opened' | 'action-item.issue-seen';

/** Rules for action items that are tracked elsewhere as well: opened there once, and followed from then on. */
export const rules: Rules<'action-item.track' | 'action-item.issue-opened' | 'action-item.issue-seen'> = {
  'action-item.track': ({ at, by, item: number }, incident) => {
    const item = itemIn(incident, number);
    if (item === undefined) return noSuchItem(number, incident);
    const { issue } = item;
    if (issue?.link !== undefined) return { events: [], note: `Item ${number} is ${issue.link} already.` };
    if (issue !== undefined)
      return { events: [], note: `Item ${number} is waiting for ${issue.tracker}; airb goes on trying.` };
    if (!isOwed(item))
      return {
        rejected: `Item ${number} is ${item.status} already, so no issue was opened.`,
        next: `\`/airb action reopen ${number} <what is missing>\` opens the item again.`,
      };
    if (incident.drill !== undefined)
      return {
        rejected: 'This is a drill, and no issue is opened for it.',
        next: 'What should change for real, note in a tracker yourself.',
      };
    if (incident.private)
      return {
        rejected: `INC-${incident.number} is private, and whoever reads the tracker would read of it.`,
        next: 'Open the issue yourself, in words that may be read there, and name it with `/airb action done`.',
      };
    const events = issueAsked({ at, by }, number, incident);
    if (events.length > 0) return { events };
    return {
      rejected: 'The files named no tracker when this incident opened.',
      next: '`tracker:` in organization.yaml or in the file of the system names one; see docs/follow-up.md.',
    };
  },

  'action-item.issue-opened': ({ at, by, item: number, key, link }, incident) => {
    const issue = itemIn(incident, number)?.issue;
    if (issue === undefined || issue.key !== undefined) return { events: [] };
    const { tracker } = issue;
    return { events: [{ at, by, type: 'action-item.issue-opened', item: number, tracker, key, link }] };
  },

  'action-item.issue-seen': ({ at, by, item: number, seen, unplanned }, incident) => {
    const item = itemIn(incident, number);
    if (item?.issue?.key === undefined || item.issue.seen === seen) return { events: [] };
    const saw = { at, by, type: 'action-item.issue-seen' as const, item: number, seen };
    return {
      events: [{ ...saw, ...(unplanned && { unplanned }) }, ...followed({ ...saw, unplanned }, incident)],
    };
  },
};

export const folds: Folds<Happens> = {
  'action-item.issue-asked': (incident, { item, tracker, project }) =>
    changedItem(incident, item, (one) => ({ ...one, issue: { tracker, project } })),
  'action-item.issue-opened': (incident, { item, key, link }) =>
    changedItem(incident, item, ({ issue, ...one }) => ({
      ...one,
      ...(issue && { issue: { ...issue, key, link, seen: 'open' } }),
    })),
  'action-item.issue-seen': (incident, { item, seen }) =>
    changedItem(incident, item, ({ issue, ...one }) => ({
      ...one,
      ...(issue && { issue: { ...issue, seen } }),
    })),
};

export const reactions: Reactions<Happens> = {
  'action-item.issue-asked': ({ at, item, tracker, project }) => [
    wish(at, { kind: 'issue', item, tracker, project }, { lane: `issue:${item}`, urgency: 5 }),
  ],
  'action-item.issue-opened': (event) => [tell(event)],
  // What closed it is told by what it led to; only what led to nothing is asked about.
  'action-item.issue-seen': (event, incident) => {
    const item = itemIn(incident, event.item);
    return event.unplanned && item !== undefined && isOwed(item)
      ? [...toItemPeople(event, [item.owner]), tell(event), ...itemTimer(event, incident)]
      : [];
  },
};

/** The event that has an item opened as an issue; none where there is no tracker, in a drill, or where others would read what is private. */
export function issueAsked(
  { at, by }: { at: Instant; by: Actor },
  item: number,
  { plan, drill, private: hidden }: Opened,
): IncidentEvent[] {
  if (plan.tracker === undefined || drill !== undefined || hidden) return [];
  const { name: tracker, project } = plan.tracker;
  return [{ at, by, type: 'action-item.issue-asked', item, tracker, project }];
}

type Saw = Pick<EventOf<'action-item.issue-seen'>, 'at' | 'by' | 'item' | 'seen' | 'unplanned'>;

/** An issue that was closed as done closes its item, but never an eval that no run has passed; reopened, it opens it. */
function followed({ at, by, item: number, seen, unplanned }: Saw, incident: Opened): IncidentEvent[] {
  const item = itemIn(incident, number);
  const link = item?.issue?.link ?? '';
  if (item === undefined) return [];
  if (seen === 'open') {
    const closedThere = item.ended?.byIssue === true || (item.status === 'waiting' && item.shipped === link);
    const reason = `${link} was opened again`;
    return closedThere ? [{ at, by, type: 'action-item.reopened', item: number, reason }] : [];
  }
  if (item.status !== 'open' || unplanned) return [];
  return item.kind === 'eval'
    ? [{ at, by, type: 'action-item.shipped', item: number, shipped: link }]
    : [{ at, by, type: 'action-item.done', item: number, shipped: link, byIssue: true }];
}
