import { calledBy, everybodyOn } from '../oncall/rungs.ts';
import { type PersonId, type Severity, severities } from '../people.ts';
import type { Instant } from '../time.ts';
import { audienceOf, hearsOf } from './audience.ts';
import { compileDiagnosis, compileSteps } from './compile-diagnosis.ts';
import type { Plan, PlanRung, PlanSection } from './plan.ts';
import type {
  Cadence,
  Library,
  Organization,
  PersonSpec,
  RecoveryCheck,
  Runbook,
  SignalSpec,
  Step,
  SystemSpec,
} from './runbook.ts';

interface Surroundings {
  /** Paging routes that are configured: `chat`, `pagerduty`, `webhook`. */
  pagers: string[];
  /** Chats that are connected. */
  chats: string[];
  links: { runbook?: string; page?: string };
  /** Decides who is on call. */
  at: Instant;
}

/**
 * Everything an incident needs, compiled from runbook, system and organization into one value that no later edit
 * changes.
 *
 * Recovery checks that the system can't measure are left out. They could never pass, and an incident that can't be
 * resolved teaches people to override. A kind of metric with no check left is named as a known limit.
 */
export function compilePlan(
  { organization, runbooks }: Library,
  { runbook, system }: { runbook: Runbook; system: SystemSpec },
  { pagers, chats, links, at }: Surroundings,
): Plan {
  const { measured, limits } = measurableRecovery(runbook, system);
  const parts = fastestFirst(runbook, system);
  return {
    runbook: {
      ...{ id: runbook.id, title: runbook.title, hash: runbook.hash, summary: runbook.summary },
      reviewedBy: runbook.review.by,
    },
    system: {
      id: system.id,
      title: system.title,
      riskTier: system.riskTier,
      ...(system.dashboard !== undefined && { dashboard: system.dashboard }),
    },
    sections: sectionsOf(runbook, system),
    diagnosis: compileDiagnosis(runbook, system, parts),
    rubric: runbook.severity.rubric,
    ...(runbook.severity.conditions && { severityConditions: runbook.severity.conditions }),
    evidence: runbook.evidence,
    ...(runbook.mask !== 'secrets' && { mask: runbook.mask }),
    parts,
    ...(system.containment !== undefined && { containment: system.containment }),
    suspects: runbook.triage.suspects,
    signals: mostTellingFirst(runbook, system),
    alertsOn: watchedOf(runbooks, system),
    ...(system.observed !== undefined && { observed: system.observed }),
    ...(system.traces !== undefined && { traces: system.traces }),
    measureAfter: runbook.rollback.measureAfter,
    recovery: {
      ...measured,
      hold: runbook.recovery.hold,
      ...(runbook.recovery.watch !== undefined && { watch: runbook.recovery.watch }),
    },
    cadence: bySeverity((severity) => cadenceOf(severity, runbook, organization)),
    approvals: bySeverity((severity) => organization.approvals[severity][system.riskTier]),
    approvers: organization.approvers,
    systemApprovers: system.approvers ?? [],
    commanders: organization.commanders,
    communications: organization.communications,
    ...(organization.askForRoles && { askForRoles: organization.askForRoles }),
    members: organization.members ?? 'respond',
    ...(system.contacts.security !== undefined && { security: system.contacts.security }),
    ...escalationOf(organization, system, at),
    chats: roomsIn(organization, chats),
    pagers,
    people: peopleOf(organization, system, inOrder(organization, chats)),
    audiences: organization.audiences.filter((one) => hearsOf(one, system)).map(audienceOf),
    incidentsChannels: announcedIn(organization, chats),
    templates: { internal: runbook.communication.internal, customer: runbook.communication.customer },
    escalationCriteria: [...runbook.escalation.criteria, ...runbook.escalation.paths],
    contacts: contactsIn(organization, system),
    ...(organization.regulatory?.length && { regulatory: organization.regulatory }),
    escalateWhen: [...(organization.escalate ?? []), ...(runbook.escalation.when ?? [])],
    fallback: `${system.fallback} ${runbook.fallback}`,
    knownLimits: [...runbook.knownLimits, ...system.knownLimits, ...limits],
    postmortemDueDays: runbook.postmortem.dueDays,
    ...(organization.archiveAfter !== undefined && { archiveAfter: organization.archiveAfter }),
    ...trackerOf(organization, system),
    ...(organization.stale !== undefined && { stale: organization.stale }),
    links: { ...links, ...(system.dashboard !== undefined && { dashboard: system.dashboard }) },
  };
}

/** The place that the system names, else the organization's. */
function trackerOf(organization: Organization, system: SystemSpec): Pick<Plan, 'tracker'> {
  const tracker = system.tracker ?? organization.tracker;
  return tracker === undefined ? {} : { tracker };
}

/** Who is paged, with those on call now; the rotations stay beside it for the steps that come later. */
function escalationOf(
  { rotations = [] }: Organization,
  { onCall }: SystemSpec,
  at: Instant,
): Pick<Plan, 'escalation' | 'rotations'> {
  const isNamed = (name: string) => rotations.some(({ id }) => id === name);
  const escalation = onCall.map(({ people, after, acknowledge }): PlanRung => {
    const rest = { after, ...(acknowledge && { acknowledge }) };
    if (!people.some(isNamed)) return { people, ...rest };
    return { people: calledBy(people, rotations, at).people, ...rest, names: people };
  });
  const named = rotations.filter(({ id }) => onCall.some(({ people }) => people.includes(id)));
  return { escalation, ...(named.length > 0 && { rotations: named }) };
}

function sectionsOf(runbook: Runbook, system: SystemSpec): PlanSection[] {
  const steps = (of: { steps: Step[] }) => compileSteps(of.steps, system);
  return [
    { id: 'triage', title: 'Triage', steps: steps(runbook.triage) },
    { id: 'rollback', title: 'Rollback', steps: steps(runbook.rollback) },
    { id: 'communication', title: 'Communication', steps: steps(runbook.communication) },
    { id: 'recovery', title: 'Recovery', steps: steps(runbook.recovery) },
    { id: 'postmortem', title: 'Postmortem', steps: steps(runbook.postmortem) },
  ];
}

/**
 * Parts in the order of the runbook. Kinds that the runbook does not name come last, in the order of the system file.
 */
export function fastestFirst(runbook: Runbook, system: SystemSpec): SystemSpec['parts'] {
  const order = runbook.rollback.order;
  const place = (kind: (typeof order)[number]) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...system.parts].sort((a, b) => place(a.kind) - place(b.kind));
}

/** Signals in order: key metrics, then safety, business and triggers, then the rest of the system's signals. */
function mostTellingFirst({ recovery, triggers }: Runbook, system: SystemSpec): SignalSpec[] {
  const told = [...recovery.key, ...recovery.safety, ...recovery.business, ...triggers].map(
    ({ signal }) => signal,
  );
  const place = ({ name }: SignalSpec) => (told.includes(name) ? told.indexOf(name) : told.length);
  return [...system.signals].sort((a, b) => place(a) - place(b));
}

/** The system's signals that a trigger watches, whichever runbook it stands in. */
function watchedOf(runbooks: Runbook[], { kind, signals }: SystemSpec): string[] {
  const applying = runbooks.filter(({ appliesTo }) => appliesTo.includes(kind));
  const watched = new Set(applying.flatMap(({ triggers }) => triggers.map(({ signal }) => signal)));
  return signals.map(({ name }) => name).filter((name) => watched.has(name));
}

const recoveryKinds = ['key', 'safety', 'business'] as const;

/** The key metrics a system measures of those that a runbook wants in range before its failure is over. */
export function keyChecks(runbook: Runbook, system: SystemSpec): RecoveryCheck[] {
  return measurableRecovery(runbook, system).measured.key;
}

/** A system need measure only one metric of each kind. Where it measures none, the plan says so. */
function measurableRecovery({ recovery }: Runbook, system: SystemSpec) {
  const obstacle = (check: RecoveryCheck): string | undefined => {
    const signal = system.signals.find(({ name }) => name === check.signal);
    if (signal === undefined) return `${system.id} has no signal ${check.signal}`;
    if (check.baselineFactor !== undefined && signal.baseline === undefined)
      return `${check.signal} has no baseline`;
    return undefined;
  };
  const kept = (checks: RecoveryCheck[]) => checks.filter((check) => obstacle(check) === undefined);
  const measured = {
    key: kept(recovery.key),
    safety: kept(recovery.safety),
    business: kept(recovery.business),
  };
  const limits = recoveryKinds
    .filter((kind) => measured[kind].length === 0)
    .map((kind) => {
      const reasons = new Set(recovery[kind].map(obstacle));
      return `Recovery is not checked on any ${kind} metric: ${[...reasons].join('; ')}.`;
    });
  return { measured, limits };
}

function cadenceOf(severity: Severity, runbook: Runbook, organization: Organization): Cadence {
  return runbook.communication.cadence[severity] ?? organization.cadence[severity];
}

function bySeverity<T>(value: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(severities.map((severity) => [severity, value(severity)])) as Record<Severity, T>;
}

/** The owners bring their managers; those who judge risk are named one by one. */
function contactsIn({ people }: Organization, system: SystemSpec): NonNullable<Plan['contacts']> {
  const { risk, legal, security } = system.contacts;
  const withManager = (id: PersonId) => [id, people.find((one) => one.id === id)?.manager];
  const named = (ids: (PersonId | undefined)[]) => ids.filter((id) => id !== undefined);
  return {
    technical: named(withManager(system.technicalOwner)),
    business: named(withManager(system.businessOwner)),
    risk: named([risk, legal, security]),
  };
}

/** The chats that get a room: the connected ones among those the organization names, or else all connected ones. */
function roomsIn({ rooms }: Organization, connected: string[]): string[] {
  const named = (rooms ?? []).filter((chat) => connected.includes(chat));
  return named.length > 0 ? named : connected;
}

/** All connected chats, those with a room first. */
function inOrder(organization: Organization, connected: string[]): string[] {
  return [...new Set([...roomsIn(organization, connected), ...connected])];
}

/** The incidents channel in each connected chat that has one. */
export function announcedIn({ incidentsChannel }: Organization, connected: string[]): Record<string, string> {
  return channelsIn(incidentsChannel, connected);
}

/** A channel that the organization file names, in each of the connected chats that it is named for. */
export function channelsIn(
  named: Organization['incidentsChannel'],
  connected: string[],
): Record<string, string> {
  const channels = connected.flatMap((chat) => {
    const channel = typeof named === 'string' ? named : named[chat];
    return channel === undefined ? [] : [[chat, channel] as const];
  });
  return Object.fromEntries(channels);
}

function accountIn(person: PersonSpec, chat: string): string | undefined {
  if (chat === 'slack') return person.slack;
  return chat === 'teams' ? person.teams : undefined;
}

/**
 * Everybody the plan can name, with their managers up to the top, because the last rung of an escalation is a manager.
 */
function peopleOf(organization: Organization, system: SystemSpec, chats: string[]): Plan['people'] {
  const { commanders, communications, approvers } = organization;
  const owners = [system.businessOwner, system.technicalOwner, ...Object.values(system.contacts)];
  const { approvers: ofSystem = [] } = system;
  const ofParts = system.parts.flatMap(({ owner }) => owner ?? []);
  const waiting = [
    ...owners,
    ...ofParts,
    ...system.onCall.flatMap((rung) => everybodyOn(rung, organization.rotations ?? [])),
    ...commanders,
    ...communications,
    ...approvers,
    ...ofSystem,
    ...(organization.regulatory ?? []).map(({ owner }) => owner),
  ];
  const people: Record<PersonId, Plan['people'][PersonId]> = {};
  for (const id of waiting) {
    const person = organization.people.find((one) => one.id === id);
    if (person === undefined || Object.hasOwn(people, id)) continue;
    const { name, title, manager } = person;
    const reached = chats.filter((chat) => accountIn(person, chat) !== undefined);
    people[id] = {
      name,
      ...(title !== undefined && { title }),
      ...(manager !== undefined && { manager }),
      ...(reached.length > 0 && { chats: reached }),
    };
    if (manager !== undefined) waiting.push(manager);
  }
  return people;
}
