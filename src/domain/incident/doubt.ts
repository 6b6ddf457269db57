import { causeOf } from '../response/diagnosis.ts';
import { containmentFor, putsBack } from '../response/stops.ts';
import { heldInRange } from '../response/verdict.ts';
import type { Containment, Opened } from './state.ts';

/** What speaks against the category that a diagnosis set: its own mitigation did not help, and maybe another did. */
export interface Doubt {
  part: string;
  verdict: 'no effect' | 'worse';
  /** Parts whose rollback helped instead. */
  helped: string[];
}

/**
 * The doubt that measurements cast on the category; undefined where nothing speaks against it, where a person chose it by hand,
 * or where it was set after the rollback that failed.
 */
export function doubtOf(incident: Opened): Doubt | undefined {
  const { category, containments, plan } = incident;
  if (category?.cause === undefined) return undefined;
  const mitigation = causeOf(plan.diagnosis, category.cause)?.mitigation;
  if (mitigation?.kind !== 'rollback') return undefined;
  const own = containments.filter((one) => containmentFor(incident, one) === undefined);
  const deeds = own.filter((one) => one.appliedAt !== undefined && putsBack(incident, one) === undefined);
  const tried = deeds.findLast(({ part }) => part === mitigation.part);
  if (tried === undefined || (tried.appliedAt ?? 0) < category.at) return undefined;
  if (tried.verdict !== 'no effect' && tried.verdict !== 'worse') return undefined;
  return { part: tried.part, verdict: tried.verdict, helped: others(incident, deeds, tried.part) };
}

/** What came when all was in range already helped nobody, and speaks against no cause. */
function others({ plan }: Opened, deeds: Containment[], part: string): string[] {
  const helped = deeds.filter(
    (one) =>
      one.part !== part &&
      (one.verdict === 'contained' || one.verdict === 'partly contained') &&
      !heldInRange(plan, one),
  );
  return [...new Set(helped.map((one) => one.part))];
}
