import type { OutgoingBody } from '../../domain/chat/outgoing.ts';
import type { Seal } from '../../domain/chat/seal.ts';
import { chatsOf } from '../../domain/incident/rooms.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import type { PersonSpec } from '../../domain/runbooks/runbook.ts';
import type { Actions } from '../../ports/action.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EvalSets } from '../../ports/eval-sets.ts';
import type { Jobs } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { Masking } from '../../ports/masking.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import type { Pager } from '../../ports/pager.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Writes } from '../../ports/records.ts';
import type { Scenarios } from '../../ports/scenarios.ts';
import type { Signals } from '../../ports/signals.ts';
import type { Spans } from '../../ports/spans.ts';
import type { Store } from '../../ports/store.ts';
import type { Traces } from '../../ports/traces.ts';
import type { Tracker } from '../../ports/tracker.ts';
import type { Writer } from '../write.ts';
import type { Lease, Leases } from './leases.ts';

export interface DeliverDeps {
  store: Store;
  writer: Writer;
  clock: Clock;
  jobs: Jobs;
  log: Log;
  chats: Chat[];
  pagers: Pager[];
  actions: Actions;
  signals: Signals;
  traces: Traces;
  /** The worlds that drills are played in. */
  scenarios: Pick<Scenarios, 'world'>;
  publishers: Publisher[];
  /** Eval tools whose data sets are filled. */
  evalSets: EvalSets[];
  trackers: Tracker[];
  /** What is known of people who subscribe. */
  people: () => PersonSpec[];
  hash: (text: string) => string;
  metrics: Metrics;
  spans: Spans;
  seal: Seal;
  masking: Masking;
  leases: Leases;
  /** Lets what has begun reach its connection first. */
  nextTurn(): Promise<void>;
  /** Renders the postmortem draft of an incident. */
  draft: (number: number, format: 'md' | 'html') => Promise<{ title: string; bytes: Buffer }>;
  /** The postmortem of an incident as the Markdown of a document beside its room. */
  canvas: (number: number) => Promise<string>;
  /** The change that an incident asks of its runbook file. */
  revision: (number: number) => Promise<Proposal | undefined>;
  /** Draws the signal an incident is about as a PNG; undefined where there is nothing to draw, or nothing to draw with. */
  picture: (incident: Opened) => Promise<{ title: string; alt: string; bytes: Buffer } | undefined>;
}

export type BodyOf<K extends OutgoingBody['kind']> = Extract<OutgoingBody, { kind: K }>;

/** Every kind of effect that goes through a port; a timer does not. */
export type SentKind = Exclude<OutgoingBody['kind'], 'timer'>;

/** Sends one effect; what it returns is written in the transaction that settles the effect. */
export type Send = (effect: StoredEffect, incident: Opened, lease: Lease) => Promise<Sent>;

/** The effect of a body, and its incident in the present state. */
export interface On {
  effect: StoredEffect;
  incident: Opened;
}

/** The result of a delivery: rows to write, and the outcome as a command. */
export interface Sent {
  also?: Pick<Writes, 'slot' | 'release'>;
  command?: Parameters<Writer['handle']>[1];
  /** Why it was not sent after all. */
  leftOut?: string;
}

/** The chat an effect is meant for; the home chat when it names none. */
export function chatName(body: { chat?: string }, incident: Opened): string {
  return body.chat ?? chatsOf(incident.plan)[0];
}
