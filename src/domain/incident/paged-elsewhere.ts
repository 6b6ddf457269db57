import type { Instant } from '../time.ts';

/** Somebody answered a page where the pager rang. */
export interface AnsweredElsewhere {
  /** Same for every redelivery. */
  id: string;
  incident: number;
  at: Instant;
  by: {
    /** The pager's own id of the person. */
    id: string;
    name: string;
  };
}

/** The incident a dedup key was made for; undefined for a key that is not airb's. */
export function incidentOfKey(key: string): number | undefined {
  const number = /^airb-(\d{1,9})-step-\d{1,6}(?:-|$)/.exec(key)?.[1];
  return number === undefined ? undefined : Number(number);
}
