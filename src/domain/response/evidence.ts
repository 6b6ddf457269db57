import type { Plan } from '../runbooks/plan.ts';
import type { EvidenceItem } from '../runbooks/runbook.ts';

/** How complete the runbook's evidence list is. */
export function completeness(incident: { evidence: { item?: string }[]; plan: Pick<Plan, 'evidence'> }): {
  have: number;
  of: number;
  missing: EvidenceItem[];
} {
  const saved = new Set(incident.evidence.map((evidence) => evidence.item));
  const missing = incident.plan.evidence.filter((item) => !saved.has(item.id));
  const of = incident.plan.evidence.length;
  return { have: of - missing.length, of, missing };
}
