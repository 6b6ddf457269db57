import type { InstalledApp } from './manifest.ts';
import type { BrokenFile, SandboxFaults } from './protocol.ts';
import type { Triggers } from './slack/triggers.ts';
import type { Json, State } from './state.ts';
import type { WorkspaceFile } from './workspace.ts';
import type { Scenario } from './world/scenario.ts';

/** What people are for a system, in words: system → account → `owner, first on call`. */
export type Duties = Record<string, Record<string, string>>;

/** Where the bot listens. */
export interface BotAddress {
  slackUrl: string;
  alertsUrl: string;
  alertsSecret?: string;
  changesUrl: string;
  changesSecret?: string;
}

/** One Web API call, as it was answered. */
export interface CallRecord {
  at: number;
  clockAt: number;
  method: string;
  args: Json;
  status: number;
  answer: Json;
}

/** One HTTP request to the bot, and its result. */
export interface DeliveryRecord {
  at: number;
  clockAt: number;
  kind: string;
  body: unknown;
  retry: number;
  outcome: 'answered' | 'http_timeout' | 'connection_failed';
  status?: number;
  answer?: string;
  ms: number;
}

export interface Journal {
  calls: CallRecord[];
  deliveries: DeliveryRecord[];
  targets: { at: number; method: string; path: string; body: unknown; status: number; answer: Json }[];
  pages: { at: number; body: unknown; status: number }[];
  webhooks: { at: number; headers: Json; body: string }[];
}

/** What happened in the workspace; the guide marks its steps as done by it. */
export type Observation =
  | { type: 'said'; text: string }
  /** `control` is the action id, and after a blank the value picked. */
  | { type: 'pressed'; control: string }
  | { type: 'command'; text: string }
  /** Somebody looked into a file. */
  | { type: 'opened'; name: string }
  | { type: 'version' }
  | { type: 'fired' };

/** The part of the page that must be drawn again. */
export type Change = { channel?: string; person?: string };

/** What all parts of the sandbox share. */
export interface Context {
  readonly workspace: WorkspaceFile;
  readonly app: InstalledApp;
  readonly scenarios: Scenario[];
  readonly broken: BrokenFile[];
  readonly duties: Duties;
  readonly state: State;
  readonly journal: Journal;
  readonly triggers: Triggers;
  readonly publicUrl: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly faults: SandboxFaults;
  readonly inFlight: Set<Promise<unknown>>;
  bot: BotAddress;
  /** Milliseconds of the workspace clock. */
  now(): number;
  advance(ms: number): void | Promise<void>;
  random(): number;
  changed(change: Change): void;
  observe(observation: Observation): void;
}

/** As far as readings and traffic need it: a scenario, and what is live in it. */
export type OnStage = Pick<Context, 'scenarios' | 'now'> & { readonly state: Pick<State, 'world'> };

const journalCap = 20_000;

/** Appends to a journal. It forgets its oldest entries, so that it does not grow for ever. */
export function record<T>(journal: T[], entry: T): void {
  journal.push(entry);
  if (journal.length > journalCap) journal.splice(0, journal.length - journalCap);
}

/** A new message timestamp: seconds and microseconds of the workspace clock, each larger than the one before. */
export function mintTs(ctx: Context): string {
  const micros = Math.max(Math.floor(ctx.now()) * 1000, ctx.state.lastMicros + 1);
  ctx.state.lastMicros = micros;
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** A new id of the workspace: `mintId(ctx, 'C')` → `C00000A`. */
export function mintId(ctx: Context, prefix: string): string {
  const n = ctx.state.nextId;
  ctx.state.nextId = n + 1;
  return `${prefix}${n.toString(36).toUpperCase().padStart(8, '0')}`;
}
