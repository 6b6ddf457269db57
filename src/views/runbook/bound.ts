import { fastestFirst } from '../../domain/runbooks/compile.ts';
import { compileDiagnosis } from '../../domain/runbooks/compile-diagnosis.ts';
import type { Plan, PlanDiagnosis, PlanPart } from '../../domain/runbooks/plan.ts';
import type { Organization, Runbook, SignalSpec, SystemSpec } from '../../domain/runbooks/runbook.ts';

/** What a runbook's page knows of one system, from its file or from an incident's plan. */
export interface Bound {
  id: string;
  title: string;
  /** Fastest to roll back first. */
  parts: PlanPart[];
  signals: SignalSpec[];
  /** Absent in plans written before runbooks had a tree. */
  diagnosis?: PlanDiagnosis;
  /** The person who has the runbook's owner role here; absent when nobody is named. */
  owner?: string;
  dashboard?: string;
  fallback: string;
  knownLimits: string[];
}

/** A runbook on one system as the files say it now. */
export function boundTo(
  runbook: Runbook,
  system: SystemSpec,
  { people, rotations = [] }: Pick<Organization, 'people' | 'rotations'>,
): Bound {
  const { id, title, signals, dashboard, fallback, knownLimits } = system;
  const parts = fastestFirst(runbook, system);
  const owner = runbook.owner === 'onCall' ? system.onCall[0]?.people[0] : system[runbook.owner];
  const rotation = rotations.find(({ id }) => id === owner);
  const name = rotation
    ? `whoever is on call in ${rotation.title}`
    : people.find(({ id }) => id === owner)?.name;
  return {
    id,
    title,
    parts,
    signals,
    diagnosis: compileDiagnosis(runbook, system, parts),
    ...(name !== undefined && { owner: name }),
    ...(dashboard !== undefined && { dashboard }),
    fallback: `${fallback} ${runbook.fallback}`,
    knownLimits: [...runbook.knownLimits, ...knownLimits],
  };
}

/** A runbook on the system of an incident, as both were when the incident opened. */
export function boundIn(plan: Plan): Bound {
  const { system, parts, signals, diagnosis, fallback, knownLimits } = plan;
  return {
    id: system.id,
    title: system.title,
    parts,
    signals,
    ...(diagnosis !== undefined && { diagnosis }),
    ...(system.dashboard !== undefined && { dashboard: system.dashboard }),
    fallback,
    knownLimits,
  };
}
