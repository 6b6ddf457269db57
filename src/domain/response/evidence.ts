import type { Plan } from '../runbooks/plan.ts';
import type { EvidenceItem } from '../runbooks/runbook.ts';
import type { Nature } from './evidence-nature.ts';

/**
 * How complete the runbook's evidence list is. The same text counts once, whatever items it was saved for; a pointer or
 * what a person says about it preserves nothing, so it counts for none. What an agent handed over
 * counts once somebody has looked at it.
 */
export function completeness(incident: {
  evidence: { item?: string; sha256?: string; nature?: Nature; unconfirmed?: true }[];
  plan: Pick<Plan, 'evidence'>;
}): {
  have: number;
  of: number;
  missing: EvidenceItem[];
} {
  const saved = new Set<string>();
  const counted = new Set<string>();
  for (const { item, sha256, nature, unconfirmed } of incident.evidence) {
    if (
      unconfirmed ||
      item === undefined ||
      nature !== undefined ||
      (sha256 !== undefined && counted.has(sha256))
    )
      continue;
    saved.add(item);
    if (sha256 !== undefined) counted.add(sha256);
  }
  const missing = incident.plan.evidence.filter((item) => !saved.has(item.id));
  const of = incident.plan.evidence.length;
  return { have: of - missing.length, of, missing };
}
