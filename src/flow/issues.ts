import { airb } from '../domain/people.ts';
import { type Duration, day, hour } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Head, HeadItem, Records } from '../ports/records.ts';
import type { Serving } from '../ports/serving.ts';
import type { Tracker } from '../ports/tracker.ts';
import { trackerWords } from '../views/follow-up/item-words.ts';
import type { Writer } from './write.ts';

/** How often issues are looked at; follow-up takes days. */
const every: Duration = hour;
/** An issue that closed its item is watched for so long, because it may be opened again. */
const watched: Duration = 30 * day;

interface Deps {
  store: Pick<Records, 'heads'> & Pick<Serving, 'takeTurn'>;
  writer: Pick<Writer, 'handle'>;
  trackers: readonly Tracker[];
  clock: Clock;
  log: Log;
}

interface Followed {
  head: Head;
  item: HeadItem;
}

/**
 * Follows the issues of action items: what was closed or opened again there is told to the incident, which decides what
 * that means. Called at least once a minute; of several processes one looks, once an hour.
 */
export function createIssueLook({ store, writer, trackers, clock, log }: Deps): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function follow(tracker: Tracker, asked: Followed[]): Promise<void> {
    for (const one of asked) {
      const error = await followed(tracker, one);
      if (error === undefined) continue;
      // Nothing is lost: the issue stands there, and is looked at again.
      const about = { tracker: tracker.name, incident: one.head.number, item: one.item.item };
      log.info({ ...about, error: error.message }, 'an issue could not be looked at');
      if (error.gone) await tellGone(tracker, one);
      // It would answer the same for every other issue, and asking costs what it has too little of.
      if (error.throttled || /_(?:timeout|unreachable)$/.test(error.code)) return;
    }
  }

  /** @returns why it could not be looked at */
  async function followed(tracker: Tracker, { head, item }: Followed): Promise<DeliveryError | undefined> {
    const { project = '', key = '', seen } = item.issue ?? {};
    const found = await tracker.look({ project, key }).catch((error: unknown) => {
      if (error instanceof DeliveryError) return error;
      throw error;
    });
    if (found instanceof DeliveryError) return found;
    const { state, unplanned } = found;
    if (state === seen) return undefined;
    const told = { type: 'action-item.issue-seen', item: item.item, seen: state } as const;
    await writer.handle(head.number, { ...told, ...(unplanned && { unplanned }) }, airb);
    return undefined;
  }

  /** The incident is told once, however often it is missed. */
  async function tellGone({ name }: Tracker, { head, item }: Followed): Promise<void> {
    const key = item.issue?.key ?? '';
    const text = `${trackerWords[name]} no longer has issue ${key} of action item ${item.item}, or no longer shows it to airb, so its end there is not seen. The item stays owed here: \`/airb #${head.number} action done ${item.item} <what shipped>\` ends it.`;
    await writer.handle(head.number, { type: 'trouble', code: `issue-gone:${item.item}:${key}`, text }, airb);
  }

  return async () => {
    const now = clock.now();
    if (trackers.length === 0 || now - lookedAt < every) return;
    if (!(await store.takeTurn({ name: 'issues', every }))) return;
    lookedAt = now;
    const heads = await store.heads({ followUp: true });
    const open = heads.flatMap((head) =>
      (head.items ?? []).filter((item) => isFollowed(item, now)).map((item) => ({ head, item })),
    );
    for (const tracker of trackers) {
      const own = open.filter(({ item }) => item.issue?.tracker === tracker.name);
      await follow(tracker, own);
    }
  };
}

function isFollowed({ status, issue, doneByIssueAt }: HeadItem, now: number): boolean {
  if (issue?.key === undefined) return false;
  if (status === 'open' || status === 'waiting') return true;
  return doneByIssueAt !== undefined && now - doneByIssueAt < watched;
}
