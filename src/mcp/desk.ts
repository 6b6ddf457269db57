import type { CommandBody, Rejection } from '../domain/incident/commands.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { Store } from '../ports/store.ts';
import type { Readiness } from '../readiness/assess.ts';

export type AgentActor = Extract<Actor, { kind: 'agent' }>;

/** What became of a command of an agent. */
export type Told =
  | { ok: true; incident: Opened; events: IncidentEvent[]; note?: string }
  | ({ ok: false } & Rejection);

/** What the tools ask of the program. Commands go to the one writer, so the authority table decides on them. */
export interface Desk {
  store: Pick<Store, 'heads' | 'events'>;
  incident(number: number): Promise<Opened | undefined>;
  library(): Library;
  /** Without private incidents. */
  readiness(): Promise<Readiness>;
  handle(number: number, body: CommandBody, by: AgentActor): Promise<Told>;
  addEvidence(
    number: number,
    given: { content: string; title?: string; item?: string },
    by: AgentActor,
  ): Promise<{ place: number; sha256: string; nature: string; repeated: boolean } | { refused: string }>;
  now(): Instant;
}
