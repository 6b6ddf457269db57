import type { Check } from './check.ts';

/** What is found of one thing, worst first. */
export interface Group {
  about: Check['check'];
  /** The worst of them. */
  state: Check['state'];
  checks: Check[];
}

const byBadness: readonly Check['state'][] = ['broken', 'missing', 'ok'];

/** Groups by what they are about, the group with the worst finding first, and so within each; else in their order. */
export function grouped(checks: readonly Check[]): Group[] {
  const abouts = [...new Set(checks.map(({ check }) => check))];
  const groups = abouts.map((about) => {
    const own = worstFirst(checks.filter(({ check }) => check === about));
    return { about, state: own[0]?.state ?? 'ok', checks: own };
  });
  return worstFirst(groups);
}

function worstFirst<T extends { state: Check['state'] }>(all: readonly T[]): T[] {
  return all.toSorted((one, other) => byBadness.indexOf(one.state) - byBadness.indexOf(other.state));
}
