import type { Instant } from '../time.ts';

/** Somebody answered a page where the pager rang. */
export interface AnsweredElsewhere {
  /** Same for every redelivery. */
  id: string;
  incident: number;
  /** How often the incident had been opened again when that page went out. */
  reopened: number;
  at: Instant;
  by: {
    /** The pager's own id of the person. */
    id: string;
    name: string;
  };
}

/**
 * What a page is known by at its provider: the same for every repeat, and another one once the incident was opened again,
 * because a provider and a mail program pass over a key that they have seen.
 */
export function pageKey(
  incident: { number: number; paging: { reopened?: number } },
  level: number,
  /** Where each person gets a page of their own. */
  people: readonly string[] = [],
): string {
  const { reopened } = incident.paging;
  return [
    `airb-${incident.number}-step-${level}`,
    ...(reopened === undefined ? [] : [`again-${reopened}`]),
    ...people,
  ].join('-');
}

/** The incident a key was made for, and how often it had been opened again; undefined for a key that is not airb's. */
export function pageOfKey(key: string): Pick<AnsweredElsewhere, 'incident' | 'reopened'> | undefined {
  const [, number, reopened = '0'] =
    /^airb-(\d{1,9})-step-\d{1,6}(?:-again-(\d{1,6}))?(?:-|$)/.exec(key) ?? [];
  return number === undefined ? undefined : { incident: Number(number), reopened: Number(reopened) };
}
