import type { Plan } from '../runbooks/plan.ts';
import type { Reading } from '../signals/reading.ts';
import { readingValue } from './verdict.ts';

interface Deed {
  part: string;
  from: string;
  to: string;
  appliedAt?: number | undefined;
  before: Reading[];
  after: Reading[];
  overlaps?: string[] | undefined;
  off?: string | undefined;
  together?: string[] | undefined;
}

/** A smaller share is not told: it may as well be chance. */
const mentionable = 0.05;

/** What one action did of what all of them did together. */
export interface Share {
  part: string;
  /** 0–1. */
  share: number;
}

/**
 * Which action brought which share of the way back, by the key signal. Only told where at least two actions helped and each was
 * measured by itself.
 */
export function sharesOf(plan: Plan, deeds: Deed[]): { signal: string; shares: Share[] } | undefined {
  const check = plan.recovery.key[0];
  if (check === undefined) return undefined;
  const steps = lasting(deeds).map((deed) => ({
    deed,
    before: readingValue(deed.before, check.signal),
    after: readingValue(deed.after, check.signal),
  }));
  const measured = steps.flatMap(({ deed, before, after }) =>
    before === undefined || after === undefined || deed.overlaps || deed.off || deed.together
      ? []
      : [{ part: deed.part, moved: check.compare === 'at-most' ? before - after : after - before }],
  );
  if (measured.length < steps.length) return undefined;
  const whole = measured.reduce((sum, { moved }) => sum + Math.max(0, moved), 0);
  const helped = measured.filter(({ moved }) => moved > whole * mentionable);
  if (helped.length < 2) return undefined;
  return { signal: check.signal, shares: helped.map(({ part, moved }) => ({ part, share: moved / whole })) };
}

/** What was done and not put back, in its order. A wrong rollback and its way back together did nothing. */
export function lasting<D extends Pick<Deed, 'part' | 'from' | 'to' | 'appliedAt'>>(
  deeds: readonly D[],
): D[] {
  const left: D[] = [];
  const done = deeds
    .filter(({ appliedAt }) => appliedAt !== undefined)
    .sort((a, b) => (a.appliedAt ?? 0) - (b.appliedAt ?? 0));
  for (const deed of done) {
    const undone = left.findLastIndex(
      ({ part, from, to }) => part === deed.part && from === deed.to && to === deed.from,
    );
    if (undone < 0) left.push(deed);
    else left.splice(undone, 1);
  }
  return left;
}
