import type { Opened, StepState } from '../../domain/incident/state.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { numberedSteps } from '../../domain/response/steps.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';

/** Steps that are done or skipped, of all steps given (the whole runbook by default). */
export function progress(incident: Opened, steps?: Step[]): { done: number; of: number } {
  const all = steps ?? incident.plan.sections.flatMap((section) => section.steps);
  return {
    done: all.filter((step) => stepState(incident, step.id).status !== 'open').length,
    of: all.length,
  };
}

/** A step nobody has touched yet is open. */
export function stepState(incident: Opened, id: string): StepState {
  return incident.steps[id] ?? { status: 'open', notes: [] };
}

/** The step of that id in the incident's plan. */
export function stepOf(incident: Opened, id: string): Step | undefined {
  return incident.plan.sections.flatMap((section) => section.steps).find((step) => step.id === id);
}

/** The number people call a step by: `/airb assign 3 @dev`. */
export function numberOf({ plan }: Opened, { id }: Pick<Step, 'id'>): number {
  return numberedSteps(plan.sections).find((one) => one.id === id)?.number ?? 0;
}

/** `3 of 5`. */
export function evidenceMeter(incident: Opened): string {
  const { have, of } = completeness(incident);
  return `${have} of ${of}`;
}
