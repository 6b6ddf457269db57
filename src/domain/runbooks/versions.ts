import type { Change } from '../signals/change.ts';
import type { PlanPart } from './plan.ts';

/**
 * The parts with the versions the change feed knows of: what the newest change brought is live, and what it replaced was
 * good before. The inventory file says what is normal; the feed says what happened since.
 * @param changes newest first
 */
export function withKnownChanges(parts: PlanPart[], changes: Change[]): PlanPart[] {
  return parts.map((part) => {
    const newest = changes.find((change) => concerns(change, part) && change.to !== undefined);
    if (newest?.to === undefined) return part;
    const before = newest.from ?? (part.live === newest.to ? part.lastKnownGood : part.live);
    return { ...part, live: newest.to, lastKnownGood: before ?? part.lastKnownGood };
  });
}

/** Does the change speak of this part? By the part's name, else by its kind. */
export function concerns(change: Change, part: Pick<PlanPart, 'id' | 'kind'>): boolean {
  return change.part === undefined ? change.kind === part.kind : change.part === part.id;
}
