import type { CommandBody } from '../domain/incident/commands.ts';
import type { DrillFacts } from '../domain/incident/drill-facts.ts';
import { drillFacts, drillPlan, drillTitle, realTitle } from '../domain/incident/drill-plan.ts';
import type { EvidenceRecord, SplitFrom } from '../domain/incident/events.ts';
import { roomNameOf } from '../domain/incident/room-name.ts';
import { type Similar, similarTo } from '../domain/incident/similar.ts';
import type { Person, PersonId, Role, Severity } from '../domain/people.ts';
import { eachOnce } from '../domain/response/same-change.ts';
import { countsAsLive } from '../domain/response/standing-of.ts';
import { compilePlan } from '../domain/runbooks/compile.ts';
import type { Plan } from '../domain/runbooks/plan.ts';
import type { Library, Runbook, SystemSpec } from '../domain/runbooks/runbook.ts';
import { withKnownChanges } from '../domain/runbooks/versions.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import { fullTime, type Instant } from '../domain/time.ts';
import type { Document, Head } from '../ports/records.ts';

export interface OpeningContext {
  library: Library;
  pagers: string[];
  /** Chats that are connected. */
  chats: string[];
  publicUrl: string;
  hash: (text: string) => string;
}

type OpenCommand = Extract<CommandBody, { type: 'open' }>;

/** What is known when an incident opens, from an alert or from a person. */
export interface Occasion {
  number: number;
  at: Instant;
  runbook: Runbook;
  system: SystemSpec;
  severity: Severity;
  title: string;
  failure: string;
  because: string;
  unmapped: boolean;
  startedAt: Instant;
  /** The one accountable person; absent means the first on call. */
  owner?: Person;
  /** The person who declared it; absent for an alert. */
  declaredBy?: PersonId;
  alert?: Alert;
  /** Newest first. */
  changes: Change[];
  /** What the records know of earlier incidents that may be like it. */
  earlier: Head[];
  /** Nobody named a failure: what it is taken for says nothing about what is alike. */
  failureUnknown?: boolean;
  /** See `incident.opened`. */
  stray?: string;
  storm?: number;
  splitFrom?: SplitFrom;
  /** Given where it is an exercise. */
  drill?: Omit<DrillFacts, 'policy' | 'deciders'>;
  /** Private whatever its runbook says, with these people: what is private stays private. */
  keptPrivate?: PersonId[];
}

/**
 * The command that opens an incident: with its plan, the roles filled from the on-call rota, and the evidence airb
 * collected.
 */
export function openCommand(context: OpeningContext, occasion: Occasion): OpenCommand {
  const { library, pagers, chats, publicUrl } = context;
  const { number, runbook, system } = occasion;
  const changes = eachOnce(occasion.changes);
  const page = `${publicUrl}/incidents/${number}`;
  const links = { page, runbook: `${page}/runbook` };
  const compiled = compilePlan(library, { runbook, system }, { pagers, chats, links, at: occasion.at });
  const parts = withKnownChanges(compiled.parts, changes.filter(countsAsLive));
  const hidden = runbook.sensitive || occasion.keptPrivate !== undefined;
  const similar = similarOf(occasion);
  const invited = whoMustKnow(occasion, hidden);
  const plan = { ...compiled, parts, ...(invited.length > 0 && { invited }) };
  const command: OpenCommand = {
    type: 'open',
    number,
    title: realTitle(occasion.title) || occasion.runbook.title,
    failure: occasion.failure,
    severity: occasion.severity,
    because: occasion.because,
    private: hidden,
    plan,
    roles: firstRoles(library, plan, occasion.owner),
    alert: occasion.alert,
    changes,
    unmapped: occasion.unmapped,
    roomName: roomName(occasion),
    startedAt: occasion.startedAt,
    ...(occasion.stray !== undefined && { stray: occasion.stray }),
    ...(occasion.storm !== undefined && { storm: occasion.storm }),
    ...(similar !== undefined && { similar }),
    ...(occasion.splitFrom !== undefined && { splitFrom: occasion.splitFrom }),
    evidence: automaticEvidence(context, plan, { ...occasion, changes }),
  };
  return occasion.drill === undefined ? command : asDrill(command, occasion.drill);
}

/** An exercise of it: with those who are in it, and with nothing in its plan that leads outside. */
function asDrill(command: OpenCommand, begun: NonNullable<Occasion['drill']>): OpenCommand {
  const drill = drillFacts(command.plan, begun);
  const joined = drill.people.map(({ id }) => id);
  const held = Object.entries(command.roles).filter(
    // Naming the owner is one of the tasks.
    ([role, { id }]) => role !== 'owner' && joined.includes(id),
  );
  return {
    ...command,
    drill,
    title: drillTitle(command.title),
    // Whoever wants to join has to find it; nothing in it is secret.
    private: false,
    roomName: command.roomName.replace(/^inc-/, 'drill-'),
    roles: Object.fromEntries(held),
    plan: drillPlan(command.plan, drill, command.number),
  };
}

function similarOf({ earlier, system, failure, at, failureUnknown }: Occasion): Similar | undefined {
  return similarTo({ system: system.id, failure: failureUnknown ? undefined : failure, at }, earlier);
}

/** Whoever declared an incident is in its room. Nobody finds a private one, so there the system's security contact is as well. */
function whoMustKnow({ declaredBy, system, keptPrivate = [] }: Occasion, hidden: boolean): PersonId[] {
  const people = [declaredBy, ...(hidden ? [system.contacts.security, ...keptPrivate] : [])];
  return [...new Set(people.filter((person) => person !== undefined))];
}

/** The runbook file that the incident opens with, stored in the same transaction. */
export function pinned({ hash, file, text }: Runbook): Document {
  return { hash, file, text };
}

function firstRoles(library: Library, plan: Plan, owner?: Person): Partial<Record<Role, Person>> {
  const named = (id: string | undefined): Person | undefined =>
    id === undefined ? undefined : { id, name: plan.people[id]?.name ?? id };
  const found = {
    owner: owner ?? named(plan.escalation.find(({ people }) => people.length > 0)?.people[0]),
    commander: named(library.organization.commanders[0]),
    communications: named(library.organization.communications[0]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, person]) => person !== undefined));
}

/** The name under which the incident's room is made. */
export function roomName({
  at,
  number,
  system,
  failure,
}: Pick<Occasion, 'at' | 'number' | 'failure'> & { system: { id: string } }): string {
  return roomNameOf({ at, number, system: system.id, about: failure });
}

/** The alert payload, the live versions and the recent changes, as they are now. */
function automaticEvidence(context: OpeningContext, plan: Plan, occasion: Occasion): EvidenceRecord[] {
  const versions = plan.parts.map((part) => `${part.title}: ${part.live}`).join('\n');
  const changes = occasion.changes
    .map(
      (change) =>
        `${fullTime(change.at)} ${change.kind} ${change.from ?? '?'} → ${change.to ?? '?'} ${change.summary}`,
    )
    .join('\n');
  const contents: Record<string, string> = {
    alert: occasion.alert ? JSON.stringify(occasion.alert, null, 2) : `Declared by hand: ${occasion.title}`,
    versions: versions || 'No parts are listed for this system.',
    changes: changes || 'No change is known in the look-back window.',
  };
  return plan.evidence
    .filter((item) => item.source === 'automatic' && contents[item.id] !== undefined)
    .map((item) =>
      evidenceRecord(context.hash, { item: item.id, title: item.title, content: contents[item.id] ?? '' }),
    );
}

/** An item of evidence airb collected itself, with the hash of its content. */
export function evidenceRecord(
  hash: (text: string) => string,
  facts: { item: string; title: string; content: string },
): EvidenceRecord {
  return { id: `auto-${facts.item}`, ...facts, sha256: hash(facts.content), from: 'automatic' };
}
