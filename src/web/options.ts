import type { Seal } from '../domain/chat/seal.ts';
import type { CommandBody, Rejection } from '../domain/incident/commands.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import type { AskReport } from '../domain/report/asked.ts';
import type { EvalRun, RunExample } from '../domain/response/eval-run.ts';
import type { Proposal } from '../domain/revision/proposal.ts';
import type { Library, Runbook } from '../domain/runbooks/runbook.ts';
import type { Doors } from '../http/doors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Document } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import type { Readiness } from '../readiness/assess.ts';
import type { EvidenceGiven, EvidenceKept } from './contract/evidence.ts';
import type { Contract } from './contract/operation.ts';

/** One thing `/readyz` looks at. */
export interface Check {
  name: 'store' | 'replicas' | 'jobs' | 'chat' | 'runbooks' | 'timers';
  ok: boolean;
  /** False for a check that is reported but does not take the bot out of service, such as a runbook finding. */
  required: boolean;
  /** A sentence: what is wrong, or what is used. */
  detail: string;
  /** More lines, such as one per finding. */
  findings?: string[];
}

export interface ReadyState {
  /** All checks except the store, which `/readyz` checks itself. */
  checks: Check[];
}

/** What the linter says about a file, in short. */
export interface FileFinding {
  level: 'error' | 'warning';
  file: string;
  line: number;
  what: string;
}

/** A stored file as the loader reads it today, or why it no longer can. */
export type KeptRunbook = { runbook: Runbook } | { problem: string };

/** The runbook files. */
export interface RunbookFiles {
  /** As they are in use. */
  library(): Library;
  /** As they are now. */
  findings(): FileFinding[];
  read(document: Document): KeptRunbook;
}

/** What became of what somebody did. */
export type Told = { ok: true; note?: string | undefined } | ({ ok: false } & Rejection);

export interface Postmortems {
  /** The log with what was kept apart of it; empty where there is no such incident. */
  events(number: number): Promise<IncidentEvent[]>;
  handle(number: number, body: CommandBody, by: { by: Actor; inputKey: string }): Promise<Told>;
  /** @param asked.confirmed the open questions that the person was shown */
  publish(number: number, asked: { by: Actor; confirmed: string[]; inputKey: string }): Promise<Told>;
}

/** Reports of users, written on a page. */
export interface FeedbackForm {
  /** `AIRB_FEEDBACK_SECRET`: the secret link to the form is made of the first. Without one only signed-in readers open it. */
  secrets: readonly string[];
  /**
   * Resolves when the report is durably stored.
   * @returns the number of its incident, where that may be told to anybody
   * @throws BusyError when it can't be stored just now
   */
  take(report: { system: string; what: string; link?: string; by?: string }): Promise<{
    incident: number | undefined;
  }>;
}

/** What a run said of an incident. */
export interface RunNoted {
  passed: boolean;
  /** Every blocking example of the incident, those that were not in the run too. */
  examples: Omit<RunExample, 'id'>[];
  repeated: boolean;
}

export interface WebOptions {
  store: Pick<
    Store,
    'database' | 'events' | 'heads' | 'head' | 'document' | 'content' | 'ping' | 'write' | 'taken'
  >;
  runbooks: RunbookFiles;
  fold(number: number): Promise<Opened | undefined>;
  /** The change that an incident asks of its runbook file; undefined when there is no such incident. */
  revision(number: number): Promise<Proposal | undefined>;
  /** How ready each system is; private incidents count only for readers who are trusted with them. */
  readiness(reader: { trusted: boolean }): Promise<Readiness>;
  /** How incidents were handled; whoever is not trusted reads no name of a private one. */
  report: AskReport;
  /** `AIRB_API_TOKEN`. Without it neither the API nor the pages answer. */
  apiToken?: string;
  /** `AIRB_EVIDENCE_TOKEN`. Without it no program hands evidence over. */
  evidenceToken?: string;
  /** Keeps evidence that a program hands over, masked; the same content once. */
  keepEvidence(
    number: number,
    given: EvidenceGiven,
  ): Promise<Omit<EvidenceKept, 'incident'> | { refused: string }>;
  feedback: FeedbackForm;
  /** What people read and do on the postmortem's page. */
  postmortems: Postmortems;
  /** Seals the links that open a page as somebody, and the forms of whoever opened it. */
  seal: Seal;
  /** Notes what a run of an eval says of an incident’s blocking examples. */
  noteRun(number: number, run: EvalRun): Promise<RunNoted | { refused: string }>;
  clock: Clock;
  log: Pick<Log, 'debug'>;
  /** Keeps account of how many reports come in, for all replicas. */
  limiter: Pick<RateLimiter, 'take'>;
  /** Slows down whoever shows wrong tokens. */
  doors: Doors;
  publicUrl: string;
  /** Pages of incidents that are not private need no token. Only for the sandbox on loopback. */
  openPages?: boolean;
  state(): ReadyState | Promise<ReadyState>;
  /** The contracts of addresses on this port that are not registered here, for `/openapi.json`. */
  contracts(): Promise<Contract[]>;
  /** One answer of `/metrics`. */
  scrape(): Promise<{ contentType: string; text: string }>;
}
