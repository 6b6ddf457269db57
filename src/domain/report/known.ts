import type { Tally } from './tally.ts';

/** What says which incident a tally is of. */
type Named = Pick<Tally, 'number' | 'system' | 'failure' | 'kind'>;

/** A tally as its reader may know it: `named` is absent where it is private, and only counted. */
export type Known = Omit<Tally, keyof Named> & { named?: Named };

/** What the report is made of has no name that its reader may not read, so no part of it can tell one. */
export function asKnown({ number, system, failure, kind, ...rest }: Tally, trusted: boolean): Known {
  if (rest.private && !trusted) return rest;
  return { ...rest, named: { number, system, failure, ...(kind && { kind }) } };
}
