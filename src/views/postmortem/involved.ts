import type { PlanPart } from '../../domain/runbooks/plan.ts';
import type { Account } from './account.ts';

/** Parts that changed before the start, or that somebody tried to change. */
export function involved({ incident }: Account): PlanPart[] {
  const { plan, changes, containments } = incident;
  return plan.parts.filter(
    ({ id }) =>
      changes.some(({ part, at }) => part === id && at <= incident.startedAt) ||
      containments.some(({ part }) => part === id),
  );
}
