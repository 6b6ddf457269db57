import type { Change } from '../signals/change.ts';
import type { PlanPart } from './plan.ts';

/**
 * The parts, with the versions that the change feed knows. The version that the newest change brought is live; the
 * version it replaced was good before. The system file says what is normal; the feed says what has happened since.
 * Only a feed makes a version good, never what somebody said in chat.
 * @param changes newest first, without those that don't count as live
 */
export function withKnownChanges(parts: PlanPart[], changes: Change[]): PlanPart[] {
  return parts.map((part) => {
    const newest = changes.find((change) => concerns(change, part) && change.to !== undefined);
    if (newest?.to === undefined) return part;
    if (newest.rollback)
      return { ...part, live: newest.to, lastKnownGood: beforeRollback(part, newest, changes) };
    const fed = newest.told === undefined ? newest.from : undefined;
    const before = fed ?? (part.live === newest.to ? part.lastKnownGood : part.live);
    return { ...part, live: newest.to, lastKnownGood: before ?? part.lastKnownGood };
  });
}

/**
 * What was good before the version that a rollback brought back. The version it replaced was not, so without an earlier
 * change nothing is known to be good, and a person must name a version.
 */
function beforeRollback(part: PlanPart, { from, to }: Change, changes: Change[]): string | undefined {
  const brought = changes.find((one) => !one.rollback && one.to === to && concerns(one, part));
  const good = brought?.from ?? part.lastKnownGood;
  return good === from || good === to ? undefined : good;
}

/** True when the change names this part; without a part name, when the kind is the same. */
export function concerns(change: Change, part: Pick<PlanPart, 'id' | 'kind'>): boolean {
  return change.part === undefined ? change.kind === part.kind : change.part === part.id;
}
