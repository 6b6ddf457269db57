import { expect } from 'vitest';
import { createWorkspace, type Workspace } from '../../src/cli/demo/workspace.ts';
import type { SandboxFaults } from '../../src/sandbox/protocol.ts';
import { apiToken, type Edit, type RunningApp, runApp } from './app.ts';

/** The sample workspace. */
export const slack = {
  ana: 'U01ANA',
  ben: 'U01BEN',
  chloe: 'U01CHLOE',
  dev: 'U01DEV',
  eva: 'U01EVA',
  finn: 'U01FINN',
};

interface Message {
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  files: string[];
  subtype?: string;
  ephemeralFor?: string;
  metadata?: { event_payload: { key?: string } };
}

interface Channel {
  id: string;
  name: string;
  kind: string;
  topic: string;
  archived: boolean;
  members: string[];
  messages: Message[];
}

interface Dumped {
  now: number;
  channels: Channel[];
  files: { name: string; base64?: string }[];
  world: { pages: { key: string; action: string; summary: string }[] };
  targets: { method: string; path: string; body?: Record<string, unknown>; status: number }[];
}

/** A story over the whole program: people act through HTTP, the clock is moved, and every word airb says is accounted for. */
export interface Story {
  people: Workspace;
  url: string;
  dump(parts?: string): Promise<Dumped>;
  /** The channel of incident 1. */
  room(): Promise<Channel>;
  /** Sends the worked example's alert and hears everything an opening says; returns the channel's id. */
  begin(): Promise<string>;
  /** Posts to a door of airb. */
  post(path: string, body: unknown, secret: string): Promise<{ status: number; body: unknown }>;
  /** An incident as the API shows it. */
  api<T = Record<string, unknown>>(path: string): Promise<T>;
  faults(faults: Partial<SandboxFaults>): Promise<void>;
  /** Shows a part of the checklist, as anybody in the room can. */
  unfold(who: string, section: string): Promise<void>;
  /** Moves the clock, and lets everything that is due leave. */
  later(ms: number): Promise<void>;
  /** Waits until nothing is due any more; pauses airb makes to spare the chat are skipped. */
  settle(): Promise<void>;
  /**
   * What was said in a place since the last look, oldest first: `[card]` for a message that is kept current, `@U01ANA …`
   * for what only Ana sees, the text otherwise. People's own messages are left out, and so are what is due now, which
   * follows from the rest, and the asking for a role that nobody has.
   */
  news(place: string): Promise<string[]>;
  /** Hears everything that was said, paged and called so far: it is not what the story is about. */
  hush(): Promise<void>;
  /** Pages the provider took since the last look: `trigger airb-1-step-0`. */
  pages(): Promise<string[]>;
  /** Rollback calls that arrived since the last look. */
  calls(): Promise<string[]>;
  /** Runs something and returns what only this person was told meanwhile. */
  privately(who: string, act: () => Promise<void>): Promise<string>;
  /** Ends the story: what airb said and nobody listened to is an error, and so is a page, a call or an open handle. */
  close(): Promise<void>;
}

export async function tellStory(edits: Edit[] = [], env: Record<string, string> = {}): Promise<Story> {
  const running = await runApp(edits, env);
  return storyOf(running);
}

/** @param running closed when the story ends */
export function storyOf(running: RunningApp): Story {
  const { clock, close } = running;
  const { url } = running.app;
  const { workspace = url } = running;
  const people = createWorkspace(workspace);
  const heard = new Set<string>();
  let [pagesHeard, callsHeard] = [0, 0];

  const dump = async (parts = 'now,channels,files,world,targets') =>
    (await (await fetch(`${workspace}/sandbox/api/dump?parts=${parts}`)).json()) as Dumped;

  async function placed(place: string): Promise<Channel | undefined> {
    const { channels } = await dump('channels');
    return channels.find((one) =>
      place.startsWith('@')
        ? one.kind === 'dm' && one.members.includes(place.slice(1))
        : one.name.includes(place),
    );
  }

  function unheard(channel: Channel): Message[] {
    const news = channel.messages.filter((message) => !heard.has(`${channel.id} ${message.ts}`));
    for (const message of news) heard.add(`${channel.id} ${message.ts}`);
    return news.filter(({ user, subtype }) => user === 'UAIRB' && !/^(channel|group)_/.test(subtype ?? ''));
  }

  async function control(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${workspace}/sandbox/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  }

  /** When the next thing that is no timer leaves; 0 while something is under way or due. */
  async function wait(now: number): Promise<number | undefined> {
    // Asked again and again, so the cheap question comes first.
    if ((await running.app.store.backlog(now)).sending > 0) return 0;
    const unfinished = (await running.unfinished()).filter(({ waitsFor }) => waitsFor === null);
    // What stands behind another in its lane leaves when that one does; timers hold nobody up.
    const lanes = new Set<string>();
    const open = unfinished.filter(({ incident, lane, kind }) => {
      const first = !lanes.has(`${incident}/${lane}`);
      if (kind !== 'timer') lanes.add(`${incident}/${lane}`);
      return first;
    });
    if (open.some(({ state, dueAt }) => state === 'sending' || dueAt <= now)) return 0;
    const pauses = open.filter(({ lastError }) => lastError !== null).map(({ dueAt }) => dueAt - now);
    return pauses.length === 0 ? undefined : Math.min(...pauses);
  }

  async function restless(): Promise<string> {
    const open = (await running.unfinished()).filter(({ kind }) => kind !== 'timer');
    const told = open.map(
      ({ key, lane, state, dueAt, attempts, lastError }) =>
        `${key} ${lane} ${state} in ${dueAt - clock.now()} ms, ${attempts} tries, ${lastError}`,
    );
    return told.join('; ');
  }

  async function settle(): Promise<void> {
    const end = Date.now() + 30_000;
    // What takes long is looked at less often.
    let pause = 5;
    for (let sure = false; ; ) {
      const left = await wait(clock.now());
      const calm = left === undefined || left > 20_000;
      if (calm && sure) return;
      if (Date.now() > end) throw new Error(`airb does not come to rest: ${await restless()}`);
      // Looked at twice, with a round trip between: what goes on behind an answer gets its turn.
      if (calm) await dump('now');
      else if (left > 0) await people.advance(left);
      else await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(50, pause * 1.5);
      sure = calm;
    }
  }

  async function news(place: string): Promise<string[]> {
    await settle();
    const channel = await placed(place);
    const said = channel ? unheard(channel).map(worded).filter(notDue).filter(notGiven) : [];
    return place.startsWith('@') ? said : said.filter(notAsked);
  }

  async function rest(): Promise<Record<string, unknown>> {
    await settle();
    const { channels } = await dump('channels');
    const said = channels.map(
      (one) =>
        [
          one.name || one.members.join(),
          unheard(one).map(worded).filter(notDue).filter(notAsked).filter(notGiven),
        ] as const,
    );
    return {
      ...Object.fromEntries(said.filter(([, texts]) => texts.length > 0)),
      pages: await story.pages(),
      calls: await story.calls(),
    };
  }

  const story: Story = {
    people,
    url,
    dump,
    settle,
    news,
    async hush() {
      await rest();
    },
    async room() {
      const found = await placed('inc-20250217-1-');
      if (!found) throw new Error('there is no incident channel');
      return found;
    },
    async begin() {
      await people.fire('support-bot');
      const opening = await news('inc-');
      // How long the readings take is up to their source, so they may come between any two of the others.
      expect(opening.filter((text) => !text.startsWith('['))).toEqual([
        expect.stringMatching(/^Signals at 14:1\d UTC: .*refusals 19 % \(normal 4 %\)/),
      ]);
      expect(opening.filter((text) => text.startsWith('['))).toEqual(
        ['card', 'checklist'].map((slot) => `[${slot}]`),
      );
      expect(await news('incidents')).toEqual(['[announcement]']);
      expect(await news('@U01ANA')).toEqual(['[page:0:ana]']);
      expect(await story.pages()).toEqual(['trigger airb-1-step-0']);
      return (await story.room()).id;
    },
    async post(path, body, secret) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    async api(path) {
      const response = await fetch(`${url}/api${path}`, {
        headers: { authorization: `Bearer ${apiToken}` },
      });
      return (await response.json()) as never;
    },
    faults: (faults) => control('faults', faults),
    async unfold(who, section) {
      const { id } = await story.room();
      await people.press(who, id, 'section.show', `1|${section}`);
      await settle();
      const { messages } = await story.room();
      for (const message of messages)
        if (worded(message).endsWith(`${section}]`)) heard.add(`${id} ${message.ts}`);
    },
    async later(ms) {
      await people.advance(ms);
      await settle();
    },
    async pages() {
      const { pages } = (await dump('world')).world;
      const news = pages.slice(pagesHeard);
      pagesHeard = pages.length;
      return news.map(({ action, key }) => `${action} ${key}`);
    },
    async calls() {
      const real = (await dump('targets')).targets.filter(
        ({ method, body }) => method !== 'GET' && body?.dryRun !== true,
      );
      const news = real.slice(callsHeard);
      callsHeard = real.length;
      return news.map(({ path, body, status }) => `${path.split('/').at(-1)} → ${body?.version} ${status}`);
    },
    async privately(who, act) {
      const before = new Set((await dump('channels')).channels.flatMap(seenBy(who)).map(({ ts }) => ts));
      await act();
      await settle();
      const told = (await dump('channels')).channels.flatMap(seenBy(who)).filter(({ ts }) => !before.has(ts));
      for (const { id, messages } of (await dump('channels')).channels)
        for (const message of messages.filter(seen(who))) heard.add(`${id} ${message.ts}`);
      return told.map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`).join('\n');
    },
    async close() {
      const quiet = await rest().finally(close);
      expect(quiet, 'airb said or did something the story did not expect').toEqual({ pages: [], calls: [] });
    },
  };
  return story;
}

const seen = (who: string) => (message: Message) => message.ephemeralFor === who;
const seenBy = (who: string) => (channel: Channel) => channel.messages.filter(seen(who));

/** `[now:1.7.3]` says again what the card says; `[vacancy:1:scribe]` asks in every story that takes long enough. */
const notDue = (said: string) => !/^\[(?:now|vacancy|announcement):/.test(said);

/** What asks an approver in a message of their own follows from the request, which the room heard of. */
function notAsked(text: string): boolean {
  return !text.startsWith('[approval:');
}

function worded({ text, ephemeralFor, metadata, files }: Message): string {
  if (text === '' && files.length > 0) return '[file]';
  const key = metadata?.event_payload.key;
  const slot = key?.match(/^\d+:(.+)$/)?.[1];
  if (slot) return `[${slot}]`;
  return ephemeralFor ? `@${ephemeralFor} ${text}` : text;
}

/** What everybody hears who has a role from the beginning. Left out of what stands unheard; tests/domain/incident/roles.test.ts holds it. */
const notGiven = (text: string) =>
  !/^You are (commander|owner|communications)\b.* of INC-\d+, SEV\d/.test(text);
