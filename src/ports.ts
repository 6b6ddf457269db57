import type { Card } from './domain/chat/card.ts';
import type { ChatAnswer, ChatInput, MessageRef, RoomRef } from './domain/chat/input.ts';
import type { Effect, Lane, StoredEffect } from './domain/incident/effects.ts';
import type { IncidentEvent, StoredEvent } from './domain/incident/events.ts';
import type { PersonId, Severity } from './domain/people.ts';
import type { HttpAction, SignalSpec } from './domain/runbooks/runbook.ts';
import type { Alert } from './domain/signals/alert.ts';
import type { Change } from './domain/signals/change.ts';
import type { Reading } from './domain/signals/reading.ts';
import type { Instant } from './domain/time.ts';
import type { Turn } from './domain/turns.ts';

export interface Clock {
  now(): Instant;
}

/** Structured log; fields never hold secrets. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

// ── chat ────────────────────────────────────────────────────────────────────────────────────────────────

export type ChatPlace = { room: RoomRef } | { channel: string } | { person: PersonId };

export interface RoomSpec {
  name: string;
  private: boolean;
  /** Written into the room so that a retry recognises its own: `airb:42`. */
  marker: string;
  /** Who must act, where that is known: some platforms can't make a private room without its first members. */
  people?: PersonId[];
}

/**
 * A chat platform. Every method throws DeliveryError and nothing else; posts carry `key` where the platform can hold
 * it, so that `find` can tell whether an uncertain one arrived.
 */
export interface Chat {
  /** `slack`, `teams`: what its refs begin with. */
  readonly name: string;
  /**
   * What the platform can't do, as sentences a responder reads. The call concerned throws a DeliveryError with that
   * sentence that is not tried again, so the incident says it once.
   */
  readonly cannot: readonly string[];
  /**
   * Runs one effect's work on this chat. Its calls count as its turn where the platform limits them; when it is put off
   * (`throttled`) and run again under the same key, it goes on where it stopped.
   */
  inTurn<T>(turn: Turn, work: (chat: Chat) => Promise<T>): Promise<T>;
  /**
   * Creates the room, or adopts the one an earlier attempt made. Fails closed: a private room is never public.
   * @returns `announced` when everybody who follows the incidents channel sees the room there already
   */
  openRoom(spec: RoomSpec): Promise<{ room: RoomRef; name: string; announced: boolean }>;
  /** @returns who could not be invited, and why */
  invite(room: RoomRef, people: PersonId[]): Promise<{ person: PersonId; why: string }[]>;
  setTopic(room: RoomRef, topic: string): Promise<void>;
  addLinks(room: RoomRef, links: { title: string; url: string }[]): Promise<void>;
  post(place: ChatPlace, card: Card, key: string): Promise<MessageRef>;
  redraw(message: MessageRef, card: Card, key: string): Promise<void>;
  pin(message: MessageRef): Promise<void>;
  upload(
    place: ChatPlace,
    file: { name: string; title: string; bytes: Buffer },
    key: string,
  ): Promise<MessageRef>;
  /** The message an earlier attempt left, if it arrived. `since` bounds the search. */
  find(place: ChatPlace, key: string, since: Instant): Promise<MessageRef | undefined>;
  /** Text of a message a person pointed at, for the timeline; undefined when it can't be read. */
  read(message: MessageRef): Promise<{ text: string; author: string } | undefined>;
}

/** What an adapter must still know after a restart: where a conversation is, which address answers for a tenant. */
export interface Memory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, value: string): Promise<void>;
}

/** What a chat adapter calls when a person does something; it acks only after this resolves. */
export type OnChatInput = (input: ChatInput) => Promise<ChatAnswer>;

// ── paging, actions, signals ────────────────────────────────────────────────────────────────────────────

export interface PageRequest {
  action: 'trigger' | 'acknowledge' | 'resolve';
  /** Stable per incident and escalation step: the provider's dedup key. */
  dedupKey: string;
  incident: number;
  level: number;
  severity: Severity;
  people: { id: PersonId; name: string; email?: string }[];
  summary: string;
  link?: string;
  details: Record<string, string>;
}

/** One way to reach people outside chat. Repeating a request with the same dedup key pages nobody twice. */
export interface Pager {
  readonly route: string;
  send(request: PageRequest): Promise<void>;
}

export interface ActionRequest {
  http: HttpAction;
  version: string;
  reason: string;
  /** Sent as the Idempotency-Key header and as `{{key}}`. */
  key: string;
  dryRun: boolean;
}

export interface Actions {
  /** @returns what the target answered, shortened and without secrets; throws DeliveryError when it gave no usable answer */
  run(request: ActionRequest): Promise<{ ok: boolean; status: number; response: string }>;
}

export interface Signals {
  /** One reading per signal, in order; a signal without data has no `value` and says why. Never throws. */
  read(signals: SignalSpec[], at: Instant): Promise<Reading[]>;
}

// ── jobs ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Wakes the bot up. Due times live in the store; a wake-up that is lost is covered by the sweep, one too many
 * finds nothing to do.
 */
export interface Jobs {
  /** `wake` is called at or after each asked instant, and by the sweep. Calls never overlap within one process. */
  start(wake: () => Promise<void>): Promise<void>;
  /** Best effort and quick: never throws, never waits for a broken connection. */
  wakeAt(at: Instant): void;
  stop(): Promise<void>;
}

// ── store ───────────────────────────────────────────────────────────────────────────────────────────────

/** What a transaction must know before it can decide. */
export interface Needs {
  /** Remembered once committed; a second write with the same key is answered `duplicate`. */
  inputKey?: string;
  /** Events of this incident newer than `after` (what the caller has already folded). */
  incident?: { number: number; after: number };
  /** Has this alert episode been stored? See `episodeKey`. */
  episode?: string;
  /** The open incidents of a system, newest first. */
  openOf?: { system: string };
  /** Changes of a system since an instant, newest first. */
  changesOf?: { system: string; since: Instant };
  /** Has this change been stored? */
  change?: string;
}

export interface Loaded {
  duplicate: boolean;
  /** Number of the newest event, 0 when there is none, and the events asked for. */
  incident?: { version: number; events: IncidentEvent[] };
  episode?: AlertRow;
  open: Head[];
  changes: Change[];
  changeSeen: boolean;
  /** The number a new incident would take. */
  nextNumber: number;
}

export interface Writes {
  /** Events appended to an incident whose newest event must be number `expected`. */
  append?: { incident: number; expected: number; events: IncidentEvent[]; head: Head };
  effects?: Effect[];
  /** Rooms the incident is found by from now on. */
  rooms?: { incident: number; refs: RoomRef[] };
  /** A file an incident was opened with, kept under the hash of its bytes. */
  document?: Document;
  /** Held-back effects of the incident to let go: `room`, `slot:card`. */
  release?: { incident: number; words: string[] };
  /** What became of an effect that was handed out. */
  settle?: Settlement;
  alert?: AlertRow;
  change?: Change;
  /** A message drawn for a slot. */
  slot?: SlotRow;
}

export type Settlement =
  | { key: string; state: 'done' }
  | { key: string; state: 'failed'; error: string }
  /** Try again at `dueAt`; `counted` says whether it was an attempt (being throttled is not). */
  | { key: string; state: 'pending' | 'uncertain'; dueAt: Instant; error: string; counted: boolean };

export interface AlertRow {
  episode: string;
  incident: number;
  alert: Alert;
  /** How often this episode was delivered. */
  times: number;
  receivedAt: Instant;
}

/** A file as it was at some moment. */
export interface Document {
  /** sha-256 of the bytes, hex. */
  hash: string;
  /** Where it lay: `library/quality/x.yaml`. */
  file: string;
  text: string;
}

export interface SlotRow {
  incident: number;
  slot: string;
  message: MessageRef;
  /** sha-256 of what was drawn: an unchanged card is not sent again. */
  drawn: string;
}

/** What lists and look-ups need of an incident, without folding it. */
export interface Head {
  number: number;
  title: string;
  system: string;
  failure: string;
  severity: Severity;
  phase: string;
  open: boolean;
  private: boolean;
  openedAt: Instant;
  updatedAt: Instant;
  room?: RoomRef;
  version: number;
}

/** A finding of the chain check. */
export interface ChainFault {
  incident: number;
  seq: number;
  what: string;
}

/**
 * The records. `write` is the only way in: load, decide, append as one durable transaction; it resolves after the
 * commit, and writes that wait together share one. `decide` must be pure: a store may call it again. When it throws,
 * nothing of it is kept and the others of the batch go on.
 */
export interface Store extends Memory {
  write<T>(needs: Needs, decide: (loaded: Loaded) => { writes: Writes; answer: T }): Promise<T>;
  events(incident: number): Promise<StoredEvent[]>;
  heads(filter: { open?: boolean; limit?: number }): Promise<Head[]>;
  head(incident: number): Promise<Head | undefined>;
  incidentOfRoom(room: RoomRef): Promise<number | undefined>;
  alerts(incident: number): Promise<AlertRow[]>;
  changes(filter: { system?: string; since?: Instant }): Promise<Change[]>;
  /**
   * Takes due effects: marks them `sending` durably and hands them out, most urgent first, at most one per lane, none
   * of `busyLanes`, none behind an older unfinished effect of its lane. A lane is an incident's own: what one incident
   * waits for holds no other up. Effects found `uncertain` come with that state. Timers stay `pending`: they are settled
   * in the transaction of their command.
   */
  claim(query: { now: Instant; busyLanes: Lane[]; limit: number }): Promise<StoredEffect[]>;
  /** When the next effect falls due. */
  nextDue(): Promise<Instant | undefined>;
  /** At start: whatever was being sent when the process died becomes `uncertain` and due. @returns how many */
  reviveInterrupted(now: Instant): Promise<number>;
  slot(incident: number, slot: string): Promise<SlotRow | undefined>;
  document(hash: string): Promise<Document | undefined>;
  effects(incident: number): Promise<StoredEffect[]>;
  /** How many effects wait, by state, and when the oldest of those that could leave fell due. */
  backlog(now: Instant): Promise<{
    pending: number;
    sending: number;
    uncertain: number;
    failed: number;
    oldestDue?: Instant;
  }>;
  /** Recomputes the hash chain. */
  verify(incident?: number): Promise<{ events: number; faults: ChainFault[] }>;
  /** Cheap proof of life for /readyz; throws when the store can't write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
