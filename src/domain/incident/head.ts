import type { PersonId } from '../people.ts';
import { type ActionItem, type Day, type ItemIssue, type ItemKind, isOwed } from '../response/action-item.ts';
import type { Instant } from '../time.ts';
import { outcomeOf } from './outcome.ts';
import { isOpen, type Opened } from './state.ts';

/** What lists and metrics need of an action item. Its words stay in the log, where they can be redacted. */
export interface HeadItem {
  item: number;
  kind: ItemKind;
  status: ActionItem['status'];
  owner: PersonId;
  due: Day;
  issue?: ItemIssue;
  /** When its issue closed it. */
  doneByIssueAt?: Instant;
}

function itemOf({ item, kind, status, owner, due, issue, ended }: ActionItem): HeadItem {
  return {
    item,
    kind,
    status,
    owner: owner.id,
    due,
    ...(issue && { issue }),
    ...(ended?.byIssue && { doneByIssueAt: ended.at }),
  };
}

/**
 * The items that somebody may still have to do with: those that are owed, and those that an issue closed, because an issue
 * may be opened again. Incidents whose items are all settled are found by none of the questions about follow-up, however
 * many there are.
 */
function unsettled(items: ActionItem[] = []): { items?: HeadItem[] } {
  const own = items.filter((item) => isOwed(item) || item.ended?.byIssue).map(itemOf);
  return own.length === 0 ? {} : { items: own };
}

/**
 * The facts of an incident that lists and look-ups need.
 * @param version number of the newest event
 * @param updatedAt when that event happened
 */
export function headOf(incident: Opened, version: number, updatedAt: Instant) {
  const outcome = outcomeOf(incident);
  return {
    number: incident.number,
    title: incident.title,
    system: incident.plan.system.id,
    failure: incident.failure,
    severity: incident.severity,
    phase: incident.phase,
    open: isOpen(incident),
    private: incident.private,
    openedAt: incident.openedAt,
    updatedAt,
    activeAt: incident.activeAt,
    room: incident.room,
    version,
    siblings: [...incident.siblings.map(({ failure }) => failure), ...(incident.formerFailures ?? [])],
    ...(incident.stray !== undefined && { stray: incident.stray }),
    ...(incident.storm !== undefined && { storm: incident.storm }),
    ...unsettled(incident.actionItems),
    ...(incident.drill !== undefined && { drill: true }),
    ...(outcome !== undefined && { outcome }),
    ...(incident.phase === 'merged' && { mergedInto: incident.into }),
  };
}
