import type { Afterwards } from './afterwards.ts';
import type { Tally } from './tally.ts';

/** What says which incident a tally is of. */
type Named = Pick<Tally, 'number' | 'system' | 'failure' | 'kind'>;

/** A tally as its reader may know it: `named` is absent where it is private, and only counted. */
export type Known = Omit<Tally, keyof Named | keyof Afterwards> & {
  [Part in keyof Afterwards]: Afterwards[Part] | undefined;
} & { named: (Omit<Named, 'kind'> & { kind: Named['kind'] | undefined }) | undefined };

/**
 * What the report is made of has no name that its reader may not read, so no part of it can tell one. Each field is named:
 * what is left over by a rest pattern is a slow object, and there may be ten thousand.
 */
export function asKnown(tally: Tally, trusted: boolean): Known {
  const { number, system, failure, kind } = tally;
  const hidden = tally.private && !trusted;
  return {
    severity: tally.severity,
    worst: tally.worst,
    private: tally.private,
    phase: tally.phase,
    startedAt: tally.startedAt,
    openedAt: tally.openedAt,
    reached: tally.reached,
    alerts: tally.alerts,
    mapped: tally.mapped,
    containments: tally.containments,
    evidence: tally.evidence,
    updates: tally.updates,
    approvals: tally.approvals,
    pages: tally.pages,
    openedAgain: tally.openedAgain,
    actions: tally.actions,
    drill: tally.drill,
    named: hidden ? undefined : { number, system, failure, kind },
  };
}
