import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { IncidentEvent, StoredEvent } from '../domain/incident/events.ts';
import type { Severity } from '../domain/people.ts';
import type { RoomRef } from '../domain/refs.ts';
import type { Tally } from '../domain/report/tally.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Instant } from '../domain/time.ts';
import type { Settlement, SlotRow } from './outbox.ts';

/** What a transaction must know before it can decide. */
export interface Needs {
  /** Stored on commit. A second write with the same key gets the answer `duplicate`. */
  inputKey?: string;
  /**
   * Events of this incident newer than `after`, which is what the caller has already folded. It is asked inside the
   * transaction, where an earlier write of the same batch may just have added to it.
   */
  incident?: { number: number; after(): number };
  /** Asks whether this alert episode has been stored. See `episodeKey`. */
  episode?: string;
  /** Where another incident stands. */
  head?: number;
  /**
   * The open incidents of a system, newest first. One that was merged into an open one is there as that one, with the
   * failures that it stood for itself.
   */
  openOf?: { system: string };
  /** The incidents opened since then, private ones left out. */
  openedSince?: Instant;
  /** The strays of a source that are open or were opened since an instant, newest first; see `Head.stray`. */
  straysOf?: { source: string; since: Instant };
  /** Changes of a system since an instant, newest first. */
  changesOf?: { system: string; since: Instant };
  /** Asks whether this change has been stored. */
  change?: string;
}

export interface Loaded {
  duplicate: boolean;
  /** Number of the newest event, 0 when there is none, and the events asked for. */
  incident?: { version: number; events: IncidentEvent[] };
  /** The incident that holds the episode, 0 where none does, and how often it was delivered. */
  episode?: Pick<AlertRow, 'incident' | 'times'>;
  open: Head[];
  /** Of the incident asked for; absent where there is none. */
  head?: Head;
  /** Those of `openedSince`, newest first. */
  recent: Head[];
  strays: Head[];
  changes: Change[];
  changeSeen: boolean;
  /** The number a new incident would take. */
  nextNumber: number;
}

export interface Writes {
  /** Events appended to an incident whose newest event must be number `expected`, with what is read of it without its log. */
  append?: { incident: number; expected: number; events: IncidentEvent[]; head: Head; tally?: Tally };
  effects?: Outgoing[];
  /** Rooms by which the incident can be found from now on. */
  rooms?: { incident: number; refs: RoomRef[] };
  /** A file an incident was opened with, kept under the hash of its bytes. */
  document?: Document;
  /** What is too long for events and alerts of the incident; they hold its hash. */
  contents?: { incident: number; texts: Content[] };
  /** Held-back effects of the incident to let go: `room`, `slot:card`. */
  release?: { incident: number; words: string[] };
  /** The outcome of an effect that was claimed. */
  settle?: Settlement;
  alert?: AlertRow;
  /** An alert came again that adds no event: its incident is spoken of still. */
  active?: { incident: number; at: Instant };
  change?: Change;
  /** A message drawn for a slot. */
  slot?: SlotRow;
  /**
   * Entries whose text is taken out: their events become tombstones, and whatever else of the incident holds one of the
   * texts gets `words` instead. `contents` are hashes of what only they held, and what is taken away with them.
   */
  redact?: { incident: number; entries: RedactedEntry[]; contents?: string[] };
}

export interface RedactedEntry {
  seq: number;
  /** The tombstone. */
  event: IncidentEvent;
  texts: string[];
  words: string;
}

export interface AlertRow {
  episode: string;
  incident: number;
  alert: Alert;
  /** How often this episode was delivered. */
  times: number;
  receivedAt: Instant;
}

/** A text that is too long for an event. */
export interface Content {
  /** sha-256 of the text, hex. */
  hash: string;
  text: string;
}

/** A file with its content at one moment. */
export interface Document {
  /** sha-256 of the bytes, hex. */
  hash: string;
  /** The path of the file: `library/quality/x.yaml`. */
  file: string;
  text: string;
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
  /** The last alert, a repeated one too, or human act. */
  activeAt: Instant;
  room?: RoomRef;
  version: number;
  /** Other failures of the system that joined. */
  siblings?: string[];
  /** The source whose alert opened it although no file names its system or its failure. */
  stray?: string;
  /** See `incident.opened`. */
  storm?: number;
  /** The incident as which it goes on. */
  mergedInto?: number;
}

/** Which incidents are listed; what is left out does not narrow. */
export interface HeadsFilter {
  open?: boolean;
  private?: boolean;
  system?: string;
  severity?: Severity;
  /** Opened then or later. */
  since?: Instant;
  /** Only numbers below this one. */
  before?: number;
  /** Only numbers above this one; with a limit those next to it, unless `before` is given too. */
  after?: number;
  limit?: number;
}

export interface Decided<T> {
  writes: Writes;
  answer: T;
  /**
   * Called inside the transaction once the writes are applied. The next write of the batch sees them, and the commit may
   * still fail; then `write` rejects.
   */
  applied?(): void;
}

/** A finding of the audit. */
export interface ChainFault {
  /** 0 when it is about the log as a whole. */
  incident: number;
  /** Number of the event, or of the audit log's entry; 0 when it is about neither. */
  seq: number;
  what: string;
}

/** Where the audit log stands: the number of its newest entry and the hash that binds all entries up to it. */
export interface AuditHead {
  position: number;
  hash: string;
}

/** What an audit found. */
export interface Audited {
  events: number;
  faults: ChainFault[];
  /** How many events have a tombstone in place of their text. */
  redacted: number;
  /** Absent where the audit log has not begun yet. */
  head?: AuditHead;
}

/**
 * The records. `write` is the only way in: it loads, decides and appends as one durable transaction, and resolves after
 * the commit. Writes that wait at the same time share a transaction. `decide` must be pure, because a store may call it
 * again. When it throws, nothing of it is kept, and the other writes of the batch go on.
 */
export interface Records {
  write<T>(needs: Needs, decide: (loaded: Loaded) => Decided<T>): Promise<T>;
  /** True when a write with this input key was stored; forgotten after 14 days. */
  taken(inputKey: string): Promise<boolean>;
  events(incident: number): Promise<StoredEvent[]>;
  /** Newest first. */
  heads(filter: HeadsFilter): Promise<Head[]>;
  head(incident: number): Promise<Head | undefined>;
  incidentOfRoom(room: RoomRef): Promise<number | undefined>;
  alerts(incident: number): Promise<AlertRow[]>;
  changes(filter: { system?: string; since?: Instant }): Promise<Change[]>;
  document(hash: string): Promise<Document | undefined>;
  /** The whole of what was too long for an event of the incident. */
  content(incident: number, hash: string): Promise<string | undefined>;
  /** Hashes of the incident's contents that hold one of these texts. */
  contentsWith(incident: number, texts: string[]): Promise<string[]>;
  /**
   * Recomputes every hash, and compares the rows beside the log with what the audit log noted of them.
   * @param incident only faults of this one, and of the log as a whole
   * @param posted hashes of heads that were posted somewhere; each has to be in the log
   */
  verify(incident?: number, posted?: string[]): Promise<Audited>;
  /** The newest entry of the audit log, to be posted where it can't be taken back. */
  auditHead(): Promise<AuditHead | undefined>;
  /** Keeps a head beside the records, so that a later audit misses what is gone by then. */
  rememberHead(head: AuditHead): Promise<void>;
}
