import { table } from './table.ts';
import type { WorkspaceFile } from './workspace.ts';

export type Json = Record<string, unknown>;

export interface Message {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: Json[];
  attachments?: unknown[];
  metadata?: { event_type: string; event_payload: Json };
  subtype?: string;
  threadTs?: string;
  editedTs?: string;
  /** The one person who sees it. */
  ephemeralFor?: string;
  reactions: { name: string; users: string[] }[];
  files: string[];
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  emoji?: string;
  created: number;
}

/** The document that stands beside a channel. */
export interface Canvas {
  id: string;
  title: string;
  markdown: string;
  /** Who made it. */
  user: string;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'dm';
  topic: string;
  purpose: string;
  archived: boolean;
  creator: string;
  /** Unix seconds. */
  created: number;
  members: string[];
  bookmarks: Bookmark[];
  pins: { ts: string; by: string; created: number }[];
  messages: Message[];
  canvas?: Canvas;
  /** Person → the last ts they have read. */
  read: Record<string, string>;
}

export interface Group {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

export interface View {
  id: string;
  hash: string;
  user: string;
  /** The body as the app sent it, after the strict checks, block ids filled in. */
  body: Json & { type: 'modal' | 'home'; blocks: Json[] };
  rootId: string;
  previousId: string | null;
  /** block_id → action_id → value in the shape of `view.state.values`. */
  values: Record<string, Record<string, Json>>;
  errors?: Record<string, string>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  user: string;
  created: number;
  /** Absent until the bytes arrived. */
  base64?: string;
  /** What a picture shows, for who can't see it. */
  alt?: string;
  shared: { channel: string; ts: string }[];
}

export interface ResponseUrl {
  user: string;
  channel: string;
  /** The message that held the control; absent for a slash command. */
  ts?: string;
  ephemeral: boolean;
  uses: number;
  /** By the workspace clock, milliseconds. */
  createdAt: number;
}

/** An event the app has not accepted yet and will be offered again. */
export interface PendingEvent {
  dueAt: number;
  body: Json;
  retry: number;
  reason: string;
}

export interface PartVersion {
  version: string;
  at: number;
}

export interface WorldState {
  scenario: string;
  /** When the symptom began, milliseconds of the workspace clock. */
  onset: number;
  firedAt?: number;
  /** part → its versions, oldest first. */
  parts: Record<string, PartVersion[]>;
  /** Idempotency key → the answer given the first time. */
  answered: Record<string, { status: number; body: Json }>;
  pages: { at: number; key: string; action: string; summary: string }[];
  pagerAlerts: Record<string, 'triggered' | 'acknowledged' | 'resolved'>;
  stepsDone: string[];
}

/** A letter as its reader has it. */
export interface Letter {
  /** The id that mail programs know it by: one that comes twice is shown once. */
  id: string;
  at: number;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** An incident of a status page, with what was posted there, oldest first. */
export interface PageIncident {
  id: string;
  page: string;
  name: string;
  status: string;
  metadata?: unknown;
  updates: { at: number; status: string; body: string }[];
}

export interface OutsideState {
  letters: Letter[];
  incidents: PageIncident[];
}

/** Everything that outlives a restart of the sandbox. */
export interface State {
  channels: Record<string, Channel>;
  groups: Record<string, Group>;
  modals: Record<string, View[]>;
  homes: Record<string, View>;
  files: Record<string, StoredFile>;
  responseUrls: Record<string, ResponseUrl>;
  pendingEvents: PendingEvent[];
  lastMicros: number;
  nextId: number;
  world: WorldState;
  /** What readers outside chat got. */
  outside: OutsideState;
  /** What the clock said when this was written to its file, milliseconds. */
  leftAt?: number;
}

export function emptyWorld(): WorldState {
  return {
    scenario: '',
    onset: 0,
    parts: table(),
    answered: table(),
    pages: [],
    pagerAlerts: table(),
    stepsDone: [],
  };
}

export function nothingOutside(): OutsideState {
  return { letters: [], incidents: [] };
}

/** The workspace as its file describes it, with nobody having said anything. */
export function freshState(file: WorkspaceFile, nowMs: number): State {
  const channels = table<Channel>();
  for (const c of file.channels) {
    channels[c.id] = {
      ...c,
      archived: false,
      creator: file.people[0]?.id ?? file.app.botUser,
      created: Math.floor(nowMs / 1000),
      bookmarks: [],
      pins: [],
      messages: [],
      read: table(),
    };
  }
  return {
    channels,
    groups: groupsIn(file),
    modals: table(),
    homes: table(),
    files: table(),
    responseUrls: table(),
    pendingEvents: [],
    lastMicros: 0,
    nextId: 1,
    world: emptyWorld(),
    outside: nothingOutside(),
  };
}

/** The user groups as the file has them. */
export function groupsIn({ groups }: WorkspaceFile): State['groups'] {
  return table(Object.fromEntries(groups.map((group) => [group.id, { ...group }])));
}
