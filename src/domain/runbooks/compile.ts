import type { Plan, PlanSection } from '../incident/plan.ts';
import { type PersonId, type Severity, severities } from '../people.ts';
import type {
  Cadence,
  Library,
  Organization,
  RecoveryCheck,
  Runbook,
  SignalSpec,
  SystemSpec,
} from './runbook.ts';

interface Surroundings {
  /** Paging routes that are configured: `chat`, `pagerduty`, `webhook`. */
  pagers: string[];
  links: { runbook?: string; page?: string };
}

/**
 * Everything an incident needs, from runbook, system and organization, as one value that no later edit changes.
 * Recovery checks the system can't measure are left out and named as known limits: they could never be met, and an
 * incident that can't be resolved teaches people to override.
 */
export function compilePlan(
  { organization }: Library,
  { runbook, system }: { runbook: Runbook; system: SystemSpec },
  { pagers, links }: Surroundings,
): Plan {
  const { measured, limits } = measurableRecovery(runbook, system);
  return {
    runbook: { id: runbook.id, title: runbook.title, hash: runbook.hash, summary: runbook.summary },
    system: {
      id: system.id,
      title: system.title,
      riskTier: system.riskTier,
      ...(system.dashboard !== undefined && { dashboard: system.dashboard }),
    },
    sections: sectionsOf(runbook),
    rubric: runbook.severity.rubric,
    evidence: runbook.evidence,
    parts: fastestFirst(runbook, system),
    suspects: runbook.triage.suspects,
    signals: mostTellingFirst(runbook, system),
    measureAfter: runbook.rollback.measureAfter,
    recovery: { ...measured, hold: runbook.recovery.hold },
    cadence: bySeverity((severity) => cadenceOf(severity, runbook, organization)),
    approvals: bySeverity((severity) => organization.approvals[severity][system.riskTier]),
    approvers: organization.approvers,
    escalation: system.onCall,
    pagers,
    people: peopleOf(organization, system),
    audiences: organization.audiences.filter(({ id }) => system.audiences.includes(id)),
    incidentsChannel: organization.incidentsChannel,
    templates: { internal: runbook.communication.internal, customer: runbook.communication.customer },
    escalationCriteria: [...runbook.escalation.criteria, ...runbook.escalation.paths],
    fallback: `${system.fallback} ${runbook.fallback}`,
    knownLimits: [...runbook.knownLimits, ...system.knownLimits, ...limits],
    postmortemDueDays: runbook.postmortem.dueDays,
    links: { ...links, ...(system.dashboard !== undefined && { dashboard: system.dashboard }) },
  };
}

function sectionsOf(runbook: Runbook): PlanSection[] {
  return [
    { id: 'triage', title: 'Triage', steps: runbook.triage.steps },
    { id: 'rollback', title: 'Rollback', steps: runbook.rollback.steps },
    { id: 'communication', title: 'Communication', steps: runbook.communication.steps },
    { id: 'recovery', title: 'Recovery', steps: runbook.recovery.steps },
    { id: 'postmortem', title: 'Postmortem', steps: runbook.postmortem.steps },
  ];
}

/** Kinds the runbook does not order come last, as the system file lists them. */
function fastestFirst(runbook: Runbook, system: SystemSpec): SystemSpec['parts'] {
  const order = runbook.rollback.order;
  const place = (kind: (typeof order)[number]) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...system.parts].sort((a, b) => place(a.kind) - place(b.kind));
}

/** The key metrics first, then safety, business and triggers; the rest of the system's signals follow. */
function mostTellingFirst({ recovery, triggers }: Runbook, system: SystemSpec): SignalSpec[] {
  const told = [...recovery.key, ...recovery.safety, ...recovery.business, ...triggers].map(
    ({ signal }) => signal,
  );
  const place = ({ name }: SignalSpec) => (told.includes(name) ? told.indexOf(name) : told.length);
  return [...system.signals].sort((a, b) => place(a) - place(b));
}

function measurableRecovery({ recovery }: Runbook, system: SystemSpec) {
  const obstacle = (check: RecoveryCheck): string | undefined => {
    const signal = system.signals.find(({ name }) => name === check.signal);
    if (signal === undefined) return `${system.id} has no signal ${check.signal}`;
    if (check.baselineFactor !== undefined && signal.baseline === undefined)
      return `${check.signal} has no baseline`;
    return undefined;
  };
  const kept = (checks: RecoveryCheck[]) => checks.filter((check) => obstacle(check) === undefined);
  const obstacles = [...recovery.key, ...recovery.safety, ...recovery.business].flatMap(
    (check) => obstacle(check) ?? [],
  );
  return {
    measured: { key: kept(recovery.key), safety: kept(recovery.safety), business: kept(recovery.business) },
    limits: [...new Set(obstacles)].map((reason) => `Recovery is not checked on it: ${reason}.`),
  };
}

function cadenceOf(severity: Severity, runbook: Runbook, organization: Organization): Cadence {
  return runbook.communication.cadence[severity] ?? organization.cadence[severity];
}

function bySeverity<T>(value: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(severities.map((severity) => [severity, value(severity)])) as Record<Severity, T>;
}

/** Everybody the plan can name, with their managers up to the top: the last rung of an escalation is a manager. */
function peopleOf(organization: Organization, system: SystemSpec): Plan['people'] {
  const { commanders, communications, approvers } = organization;
  const owners = [system.businessOwner, system.technicalOwner, ...Object.values(system.contacts)];
  const waiting = [
    ...owners,
    ...system.onCall.flatMap(({ people }) => people),
    ...commanders,
    ...communications,
    ...approvers,
  ];
  const people: Record<PersonId, Plan['people'][PersonId]> = {};
  for (const id of waiting) {
    const person = organization.people.find((one) => one.id === id);
    if (person === undefined || Object.hasOwn(people, id)) continue;
    const { name, title, manager } = person;
    people[id] = { name, ...(title !== undefined && { title }), ...(manager !== undefined && { manager }) };
    if (manager !== undefined) waiting.push(manager);
  }
  return people;
}
