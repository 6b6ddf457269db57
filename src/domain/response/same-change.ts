import type { Change } from '../signals/change.ts';
import { countsAsLive } from './standing-of.ts';

/**
 * The change of a list that news tells again: a feed and a person, or two people, often tell of one. What two feeds tell
 * are two changes, and so is going to a version again after another one was live in between.
 */
export function toldBefore(changes: readonly Change[], news: Change): Change | undefined {
  return changes.find((known) => isSameMove(known, news) && !hasGoneElsewhere(changes, known, news));
}

/** True when it was told by somebody who is to be believed more: a feed before the listed, and those before the others. */
export function isSurer(one: Change, other: Change): boolean {
  return weight(one) > weight(other);
}

/** Each change once, in the words of whoever is to be believed most; the order stays. */
export function eachOnce(changes: readonly Change[]): Change[] {
  const kept: Change[] = [];
  for (const news of changes) {
    const known = toldBefore(kept, news);
    if (known === undefined) kept.push(news);
    else if (isSurer(news, known)) kept[kept.indexOf(known)] = news;
  }
  return kept;
}

function weight(change: Change): number {
  if (change.told === undefined) return 2;
  return countsAsLive(change) ? 1 : 0;
}

function isSameMove(one: Change, other: Change): boolean {
  if (one.told === undefined && other.told === undefined) return false;
  if (one.to === undefined || one.to !== other.to || !isSamePart(one, other)) return false;
  return one.from === undefined || other.from === undefined || one.from === other.from;
}

function isSamePart(one: Change, other: Change): boolean {
  return one.part === undefined || other.part === undefined
    ? one.kind === other.kind
    : one.part === other.part;
}

function hasGoneElsewhere(changes: readonly Change[], one: Change, other: Change): boolean {
  const [from, until] = [Math.min(one.at, other.at), Math.max(one.at, other.at)];
  return changes.some(
    (between) =>
      isSamePart(between, one) &&
      between.to !== undefined &&
      between.to !== one.to &&
      between.at >= from &&
      between.at <= until,
  );
}
