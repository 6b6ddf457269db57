import type { PlanPart } from '../runbooks/plan.ts';
import { concerns } from '../runbooks/versions.ts';
import type { Change } from '../signals/change.ts';
import type { TrafficSeen, TrafficValue } from '../signals/traffic.ts';

/** A version that answers although nobody announced it. */
export interface Unannounced extends TrafficValue {
  part: PlanPart;
  /** How much of its share came within the hour, or else the day, before the symptom: 0–1. */
  risen: { within: 'hour' | 'day'; by: number } | undefined;
}

/** The part of an incident that this needs. */
interface Announced {
  plan: { parts: PlanPart[] };
  changes: Change[];
  containments: { part: string; from: string; to: string }[];
  traffic?: { seen: TrafficSeen[] };
}

/** A smaller share is somebody trying something, or a cache. */
const least = 0.01;

/**
 * Versions in the traffic that neither the files nor a change nor an action of airb speaks of, most traffic first. Of a part
 * whose live version is only a name for another, every version is another, so only what is new counts there.
 */
export function unannounced(incident: Announced): Unannounced[] {
  const seen = incident.traffic?.seen ?? [];
  return seen.flatMap(({ part: id, values }) => {
    const part = incident.plan.parts.find((one) => one.id === id);
    if (part === undefined) return [];
    const known = announcedOf(incident, part);
    return values
      .filter(({ value, share }) => share >= least && !known.has(value))
      .map((value): Unannounced => ({ ...value, part, risen: risenOf(value) }))
      .filter(({ risen }) => part.pinned !== false || risen !== undefined);
  });
}

/** Versions that somebody has spoken of: an old one may still answer here and there while the new one spreads. */
function announcedOf({ changes, containments }: Announced, part: PlanPart): Set<string | undefined> {
  return new Set([
    part.live,
    ...changes.filter((change) => concerns(change, part)).flatMap(({ from, to }) => [from, to]),
    ...containments.filter((one) => one.part === part.id).flatMap(({ from, to }) => [from, to]),
  ]);
}

/** Nothing is said to have risen where nothing was measured before. */
function risenOf({ share, hourBefore, dayBefore }: TrafficValue): Unannounced['risen'] {
  const by = (before: number | undefined) => (before === undefined ? 0 : (share - before) / share);
  if (by(hourBefore) >= half) return { within: 'hour', by: by(hourBefore) };
  if (by(dayBefore) >= half) return { within: 'day', by: by(dayBefore) };
  return undefined;
}

/** A share that has less than doubled is the same traffic on another day. */
const half = 0.5;
