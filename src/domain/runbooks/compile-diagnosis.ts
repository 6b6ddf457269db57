import { safeUrl } from '../plain.ts';
import type { PlanCause, PlanDiagnosis, PlanMitigation } from './plan.ts';
import type {
  Cause,
  ContainmentKind,
  Lookup,
  Mitigation,
  PartSpec,
  Runbook,
  Step,
  SystemSpec,
} from './runbook.ts';

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
    causes: causes.map((cause) => boundCause(cause, { runbook, system, parts })),
  };
}

interface Scene {
  runbook: Tree;
  system: Names;
  parts: PartSpec[];
}

/** The cause with what contains it here, and what is tried when that does not help. */
function boundCause({ mitigation, instead, ...cause }: Cause, scene: Scene): PlanCause {
  const first = bound(mitigation, scene);
  const second = instead && bound(instead, scene);
  const same = second === undefined || deed(first) === deed(second);
  return { ...cause, mitigation: first, ...(!same && { instead: second }) };
}

function deed(mitigation: PlanMitigation): string {
  switch (mitigation.kind) {
    case 'rollback':
      return `rollback ${mitigation.part}`;
    case 'switch':
      return `switch ${mitigation.containment ?? mitigation.to}`;
    case 'step':
      return `step ${mitigation.step}`;
  }
}

/** Steps with the links of the system filled in; one that needs a dashboard the system does not have is left out. */
export function compileSteps(steps: Step[], system: Names): Step[] {
  return steps.map(({ link, ...step }) => ({ ...step, ...lookup({ link }, system) }));
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

function bound(mitigation: Mitigation, { runbook, system, parts }: Scene): PlanMitigation {
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
    case 'switch':
      return (
        switched(mitigation.to, system) ?? {
          ...fallback,
          lacking: `${system.id} has no ${nameOf[mitigation.to]}.`,
        }
      );
    case 'step': {
      const known = runbook.rollback.steps.some(({ id }) => id === mitigation.step);
      return known
        ? { kind: 'step', step: mitigation.step }
        : { ...fallback, lacking: `The runbook has no step ${mitigation.step}.` };
    }
  }
}

/** What the missing switch is called. */
const nameOf: Record<ContainmentKind, string> = {
  fallback: 'fallback',
  'safe-stop': 'safe stop',
  pin: 'switch that pins a version',
  freeze: 'switch that freezes changes',
  throttle: 'throttle',
  reroute: 'other route',
  review: 'switch that asks people first',
  cache: 'switch for its cache',
};

/** A switch of the system; undefined where the system has none of the kind. */
function switched(to: ContainmentKind, system: Names): PlanMitigation | undefined {
  const { fallback, safeStop, containment = [] } = system;
  const done = doneBy(to, system);
  if (to === 'fallback') return { kind: 'switch', to, text: fallback, ...done };
  if (to === 'safe-stop')
    return safeStop === undefined ? undefined : { kind: 'switch', to, text: safeStop, ...done };
  const own = containment.find(({ kind }) => kind === to);
  return own && { kind: 'switch', to, text: own.loses, ...done };
}

/** Among parts of one kind, prefers one that airb can roll back itself: that is faster than work by hand. */
function fastest(parts: PartSpec[]): PartSpec | undefined {
  return parts.find(({ action }) => action !== undefined) ?? parts[0];
}

/** The containment that does it. What is the fallback may stop the system, and then it is its safe stop too. */
function doneBy(to: ContainmentKind, { containment = [] }: Names): { containment?: string } {
  const own =
    containment.find(({ kind }) => kind === to) ??
    (to === 'safe-stop' ? containment.find(({ stops }) => stops) : undefined);
  return own === undefined ? {} : { containment: own.id };
}
