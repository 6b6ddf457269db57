/**
 * What the sandbox server and its page say to each other, over `/sandbox/api/*`.
 * Both sides import these types; nothing else is shared.
 */

export interface SandboxPerson {
  id: string;
  name: string;
  /** What this person does, shown under the name: "Platform engineer; owner of support-bot, first on call". */
  title: string;
  /** IANA zone in which this person reads times. */
  tz: string;
  email: string;
  isBot: boolean;
  /** Two or three words for the picture; the page draws initials on this colour (a CSS hue, 0–359). */
  hue: number;
}

export interface SandboxChannel {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'dm';
  topic: string;
  purpose: string;
  archived: boolean;
  members: string[];
  bookmarks: { id: string; title: string; link: string; emoji?: string }[];
  /** The document beside it; its `url` answers the Markdown. */
  canvas?: { id: string; title: string; url: string };
  pins: string[];
  /** For a DM: the other person, seen from the reader. */
  with?: string;
  unread: number;
  /** Unread messages for the reader in particular: a DM or an @mention. */
  mentions: number;
  latestTs: string;
}

export interface SandboxMessage {
  ts: string;
  channel: string;
  user: string;
  text: string;
  /** Slack Block Kit, as accepted by the strict checks. */
  blocks: unknown[];
  threadTs?: string;
  replyCount: number;
  editedTs?: string;
  /** Only the reader sees it; it lives until the page reloads its channel. */
  ephemeral: boolean;
  reactions: { name: string; users: string[] }[];
  files: SandboxFile[];
  subtype?: string;
}

export interface SandboxFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  /** Path on this server that answers the bytes. */
  url: string;
  /** What a picture shows, for who can't see it. */
  alt?: string;
}

export interface SandboxView {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  callbackId: string;
  title: string;
  submit?: string;
  close?: string;
  blocks: unknown[];
  /** Answers to the last submit: block_id → sentence under that field. */
  errors?: Record<string, string>;
}

export interface GuideStep {
  id: string;
  title: string;
  /** Whom to act as. */
  as: string;
  /** What to press or type. */
  do: string;
  /** Why it matters in a real incident. */
  why: string;
  /** The step waits for time to pass: the clock is offered with it. */
  clock?: boolean;
  done: boolean;
}

export interface SandboxFaults {
  /** Added to every Web API call, milliseconds. */
  latencyMs: number;
  /** Enforce the documented rate tiers (429 + Retry-After). */
  rateLimits: boolean;
  /** Every call answers 503. */
  down: boolean;
  /** The same until this time of the workspace's clock, milliseconds; 0 when it was not asked for. */
  downUntil: number;
  /** Share (0–1) of calls answered 500 before anything happened. */
  errorShare: number;
  /** Share (0–1) of calls that take effect but whose answer is lost. */
  lostShare: number;
  /** A workspace that has no charts yet: a message that holds one is refused with `invalid_blocks`. */
  noCharts: boolean;
  /** A workspace in which canvases are switched off. */
  noCanvases: boolean;
  /** Every call, and every upload, is answered 200 with the sign-in page of a proxy, before anything happened. */
  proxy: boolean;
  /** How rollback targets answer; only `lost` does what was asked. What is live is told truly all the while. */
  target: TargetLie;
  /** How Prometheus answers every query. */
  metrics: MetricsLie;
}

export const targetLies = ['none', 'page', 'ok-false', 'errors', 'queued', 'lost', 'away'] as const;
export type TargetLie = (typeof targetLies)[number];

export const metricsLies = ['none', 'partial', 'nan', 'empty', 'no-org', 'unprocessable', 'away'] as const;
export type MetricsLie = (typeof metricsLies)[number];

export interface BrokenFile {
  file: string;
  why: string;
}

export interface SandboxWorld {
  scenario: string;
  scenarios: { name: string; title: string }[];
  /** Scenario files that can't be played, and what is wrong with them. */
  broken: BrokenFile[];
  parts: { system: string; part: string; version: string; since: string }[];
  /** `value` is null while the signal is not measured. */
  signals: { name: string; title: string; value: number | null; unit: string; normal: number }[];
  pages: { at: string; key: string; action: string; summary: string }[];
}

/** What readers outside chat have before them; the newest of each stands first. */
export interface SandboxOutside {
  letters: {
    id: string;
    at: string;
    to: string;
    subject: string;
    text: string;
    /** Path on this server that answers the letter as mail programs draw it. */
    url: string;
  }[];
  /** Incidents of status pages. */
  incidents: {
    id: string;
    page: string;
    name: string;
    status: string;
    updates: { at: string; status: string; body: string }[];
  }[];
  /** What programs were told by webhook. */
  posts: { at: string; audience: string; title: string; text: string }[];
}

export interface WorkspaceState {
  workspace: string;
  /** The sandbox clock, ISO 8601. */
  now: string;
  people: SandboxPerson[];
  channels: SandboxChannel[];
  /** Public channels the reader has not joined. */
  otherChannels: SandboxChannel[];
  guide: GuideStep[];
  faults: SandboxFaults;
  world: SandboxWorld;
  outside: SandboxOutside;
  /** Slash commands and shortcuts of the installed app manifest. */
  commands: { command: string; usage: string; description: string }[];
  shortcuts: { callbackId: string; name: string; type: 'global' | 'message' }[];
}

/** Server-sent events of `GET /sandbox/api/stream?as=U…`; each carries JSON. */
export type StreamEvent =
  | { type: 'workspace'; state: WorkspaceState }
  | { type: 'messages'; channel: string; messages: SandboxMessage[] }
  /** The view stack open in front of the reader, topmost last; empty closes the dialog. */
  | { type: 'modal'; views: SandboxView[] }
  | { type: 'home'; view: SandboxView | null };

/** Body of `POST /sandbox/api/act`. */
export type Act = { as: string } & (
  | { type: 'say'; channel: string; text: string; threadTs?: string }
  | { type: 'command'; channel: string; text: string }
  /** A button, menu or overflow in a message or a view. `value` is what a button carries or the option picked. */
  | {
      type: 'press';
      channel?: string;
      ts?: string;
      viewId?: string;
      blockId: string;
      actionId: string;
      value?: string;
    }
  | { type: 'submit'; viewId: string; values: Record<string, Record<string, unknown>> }
  | { type: 'close'; viewId: string }
  | { type: 'shortcut'; callbackId: string; channel?: string; ts?: string }
  | { type: 'react'; channel: string; ts: string; name: string; remove?: boolean }
  | { type: 'join'; channel: string }
  /** Takes the channel away from the app: for everybody, for good, or from the app alone. */
  | { type: 'archive' | 'delete' | 'kick'; channel: string }
  | { type: 'read'; channel: string }
  | { type: 'home' }
  | { type: 'dm'; with: string }
  | { type: 'upload'; channel: string; name: string; mimetype: string; base64: string }
);

/** Answer of `POST /sandbox/api/act`: 200 with `ok`, or the sentence Slack would show. */
export type ActAnswer =
  | { ok: true; channel?: string }
  | { ok: false; error: string; errors?: Record<string, string> };

/** Bodies of the control panel: `POST /sandbox/api/clock`, `/faults`, `/scenario`. */
export interface ClockBody {
  advanceMs: number;
}
/** `downMinutes`: down for so long from now on, by the workspace's clock. */
export type FaultsBody = Partial<Omit<SandboxFaults, 'downUntil'>> & { downMinutes?: number };
export interface ScenarioBody {
  name: string;
}
