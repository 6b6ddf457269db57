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
    // What a rollback replaced was not good; what it brought back was, should something else turn out to be live.
    if (newest.rollback) return { ...part, live: newest.to, lastKnownGood: newest.to };
    const fed = newest.told === undefined ? newest.from : undefined;
    const before = fed ?? (part.live === newest.to ? part.lastKnownGood : part.live);
    return { ...part, live: newest.to, lastKnownGood: before ?? part.lastKnownGood };
  });
}

/** True when the change names this part; without a part name, when the kind is the same. */
export function concerns(change: Change, part: Pick<PlanPart, 'id' | 'kind'>): boolean {
  return change.part === undefined ? change.kind === part.kind : change.part === part.id;
}
