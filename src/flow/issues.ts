import { airb } from '../domain/people.ts';
import { type Duration, day, hour } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Head, HeadItem, Records } from '../ports/records.ts';
import type { Serving } from '../ports/serving.ts';
import type { Tracker } from '../ports/tracker.ts';
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

/**
 * Follows the issues of action items: what was closed or opened again there is told to the incident, which decides what
 * that means. Called at least once a minute; of several processes one looks, once an hour.
 */
export function createIssueLook({ store, writer, trackers, clock, log }: Deps): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function follow(tracker: Tracker, asked: { head: Head; item: HeadItem }[]): Promise<void> {
    for (const { head, item } of asked) {
      const { project = '', key = '', seen } = item.issue ?? {};
      const { state, unplanned } = await tracker.look({ project, key });
      if (state === seen) continue;
      const told = { type: 'action-item.issue-seen', item: item.item, seen: state } as const;
      await writer.handle(head.number, { ...told, ...(unplanned && { unplanned }) }, airb);
    }
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
      await follow(tracker, own).catch((error: unknown) => {
        if (!(error instanceof DeliveryError)) throw error;
        // Nothing is lost: the issue stands there, and is looked at again.
        log.info({ tracker: tracker.name, error: error.message }, 'issues could not be looked at');
      });
    }
  };
}

function isFollowed({ status, issue, doneByIssueAt }: HeadItem, now: number): boolean {
  if (issue?.key === undefined) return false;
  if (status === 'open' || status === 'waiting') return true;
  return doneByIssueAt !== undefined && now - doneByIssueAt < watched;
}
