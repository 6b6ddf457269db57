import { safeUrl } from '../plain.ts';
import type { PlanCause, PlanDiagnosis, PlanMitigation } from './plan.ts';
import type { Cause, Lookup, PartSpec, Runbook, SystemSpec } from './runbook.ts';

type Tree = Pick<Runbook, 'diagnosis' | 'rollback'>;
type Names = Pick<SystemSpec, 'id' | 'dashboard' | 'fallback' | 'safeStop' | 'containment'>;

/**
 * The runbook's tree for one system. Queries and links get the system's names, and each cause gets what contains it
 * there. Where the system does not have what the runbook asks for, its fallback takes the place, with a sentence that
 * says so.
 * @param parts the system's parts, fastest to roll back first
 */
export function compileDiagnosis(runbook: Tree, system: Names, parts: PartSpec[]): PlanDiagnosis {
  const { start, hints, checks, causes } = runbook.diagnosis;
  return {
    start,
    hints,
    checks: checks.map(({ query, link, ...check }) => ({ ...check, ...lookup({ query, link }, system) })),
    causes: causes.map(
      (cause): PlanCause => ({ ...cause, mitigation: bound(cause, { runbook, system, parts }) }),
    ),
  };
}

/** Leaves out a query or link that needs a dashboard which the system does not have. */
function lookup({ query, link }: Lookup, system: Names): Lookup {
  const ask = filled(query, system);
  const page = safeUrl(filled(link, system) ?? '');
  return { ...(ask !== undefined && { query: ask }), ...(page !== undefined && { link: page }) };
}

function filled(text: string | undefined, { id, dashboard }: Names): string | undefined {
  const named = text?.replaceAll(`\${system}`, id);
  if (named === undefined || !named.includes(`\${dashboard}`)) return named;
  return dashboard === undefined ? undefined : named.replaceAll(`\${dashboard}`, dashboard);
}

function bound(
  { mitigation }: Cause,
  { runbook, system, parts }: { runbook: Tree; system: Names; parts: PartSpec[] },
): PlanMitigation {
  const fallback = {
    kind: 'switch',
    to: 'fallback',
    text: system.fallback,
    ...doneBy('fallback', system),
  } as const;
  switch (mitigation.kind) {
    case 'rollback': {
      const part = fastest(parts.filter(({ kind }) => kind === mitigation.part));
      return part
        ? { kind: 'rollback', part: part.id }
        : { ...fallback, lacking: `${system.id} has no part of the kind ${mitigation.part} to roll back.` };
    }
    case 'switch': {
      if (mitigation.to === 'fallback') return fallback;
      return system.safeStop === undefined
        ? { ...fallback, lacking: `${system.id} has no safe stop.` }
        : { kind: 'switch', to: 'safe-stop', text: system.safeStop, ...doneBy('safe-stop', system) };
    }
    case 'step': {
      const known = runbook.rollback.steps.some(({ id }) => id === mitigation.step);
      return known
        ? { kind: 'step', step: mitigation.step }
        : { ...fallback, lacking: `The runbook has no step ${mitigation.step}.` };
    }
  }
}

/** Among parts of one kind, prefers one that airb can roll back itself: that is faster than work by hand. */
function fastest(parts: PartSpec[]): PartSpec | undefined {
  return parts.find(({ action }) => action !== undefined) ?? parts[0];
}

/** The containment that does it. What is the fallback may stop the system, and then it is its safe stop too. */
function doneBy(to: 'fallback' | 'safe-stop', { containment = [] }: Names): { containment?: string } {
  const own =
    containment.find(({ kind }) => kind === to) ??
    (to === 'safe-stop' ? containment.find(({ stops }) => stops) : undefined);
  return own === undefined ? {} : { containment: own.id };
}
