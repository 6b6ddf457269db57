import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { IncidentEvent, StoredEvent } from '../domain/incident/events.ts';
import type { HeadItem } from '../domain/incident/head.ts';
import type { Outcome } from '../domain/incident/similar.ts';
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
   * failures that it stood for itself. Drills are left out, or alone there.
   */
  openOf?: { system: string; drills?: true };
  /** The incidents opened since then, private ones and drills left out. */
  openedSince?: Instant;
  /** The strays of a source that are open or were opened since an instant, newest first; see `Head.stray`. */
  straysOf?: { source: string; since: Instant };
  /** Changes of a system since an instant, newest first. */
  changesOf?: { system: string; since: Instant };
  /** Incidents that are over and not private, of the system or with the failure: the newest of each. */
  earlierLike?: { system: string; failure?: string };
  /** Asks whether this change has been stored. */
  change?: string;
}

export interface Loaded {
  duplicate: boolean;
  /** Number of the newest event, 0 when there is none or its content was pruned, and the events asked for. */
  incident?: { version: number; events: IncidentEvent[]; pruned?: boolean };
  /** The incident that holds the episode, 0 where none does, and how often it was delivered. */
  episode?: Pick<AlertRow, 'incident' | 'times'>;
  open: Head[];
  /** Of the incident asked for; absent where there is none. */
  head?: Head;
  /** Those of `openedSince`, newest first. */
  recent: Head[];
  strays: Head[];
  changes: Change[];
  /** Those of `earlierLike`; one may be there twice. */
  earlier: Head[];
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
  /** Everything an incident that is over says is taken out for good; its number, hashes and times stay. */
  empty?: { incident: number; at: Instant; by: string };
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
  /** That of the incident; `pruned` where its content was pruned. */
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
  /** Its action items; absent where none was noted. */
  items?: HeadItem[];
  /** The incident as which it goes on. */
  mergedInto?: number;
  /** True for an exercise; whatever counts or compares incidents leaves it out. */
  drill?: boolean;
  /** What it was and what contained it; absent where nobody knows, and in rows from before it was kept. */
  outcome?: Outcome;
}

/** Which incidents are listed; what is left out does not narrow. */
export interface HeadsFilter {
  open?: boolean;
  private?: boolean;
  drill?: boolean;
  system?: string;
  failure?: string;
  severity?: Severity;
  /** With action items that are owed, or that an issue closed; of whatever age. */
  followUp?: true;
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

/** An incident whose content was pruned: how many entries it had, when, and by whom. */
export interface PrunedIncident {
  incident: number;
  entries: number;
  at: Instant;
  by: string;
}

/** What an audit found. */
export interface Audited {
  events: number;
  faults: ChainFault[];
  /** How many events have a tombstone in place of their text. */
  redacted: number;
  /** Incidents whose content was pruned; absent where there are none. */
  pruned?: PrunedIncident[];
  /** Absent where the audit log has not begun yet. */
  head?: AuditHead;
}

/** What the audit log noted of the events of an incident, and where. */
export interface AuditNote {
  position: number;
  /** The link of that entry: only who has the key can compute it. */
  mac: string;
  /** The log began with this many events of it. */
  begin?: { to: number; hash: string };
  append?: { from: number; to: number; hash: string };
  /** The sha-256 of the tombstone that stands in place of an event's text. */
  redact?: { seq: number; body: string };
}

/** An event as it is stored. */
export interface ChainedEvent {
  seq: number;
  prev: string;
  /** sha-256 of the text as it came; null in logs from before the audit log, whose links hold the text itself. */
  digest: string | null;
  hash: string;
  /** The text that was hashed, or its tombstone. */
  body: string;
  event: IncidentEvent;
}

/** The log of one incident as it is stored, at one moment. */
export interface Chain {
  /** None of an incident whose content was pruned. */
  events: ChainedEvent[];
  notes: AuditNote[];
  /** What was too long for events and alerts. */
  contents: Content[];
  /** Where the audit log stood. */
  head?: AuditHead;
  /** When and by whom its content was pruned; absent where it is there. */
  pruned?: { at: Instant; by: string };
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
  /**
   * None of an incident whose content was pruned.
   * @param after only those with a higher number
   */
  events(incident: number, after?: number): Promise<StoredEvent[]>;
  /** Newest first. */
  heads(filter: HeadsFilter): Promise<Head[]>;
  head(incident: number): Promise<Head | undefined>;
  incidentOfRoom(room: RoomRef): Promise<number | undefined>;
  alerts(incident: number): Promise<AlertRow[]>;
  changes(filter: { system?: string; since?: Instant }): Promise<Change[]>;
  document(hash: string): Promise<Document | undefined>;
  /** The whole of what was too long for an event of the incident. */
  content(incident: number, hash: string): Promise<string | undefined>;
  /** The log of an incident as it is stored, with what the audit log noted of it. */
  chain(incident: number): Promise<Chain>;
  /** Hashes of the incident's contents that hold one of these texts. */
  contentsWith(incident: number, texts: string[]): Promise<string[]>;
  /** How many bytes of content the records hold of an incident. */
  weight(incident: number): Promise<number>;
  /**
   * Gives room that is free within the records back to the disk, a part at a time.
   * @returns `left` bytes that are still free; `kept` where only a pause in serving would give them back
   */
  giveBack(): Promise<{ left: number; kept?: boolean }>;
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

export type { HeadItem } from '../domain/incident/head.ts';
