import { expect } from 'vitest';
import { keyOf } from '../../src/chat/teams/render/message.ts';
import { movableClock } from '../../src/clock.ts';
import { execute, installation, message, task } from '../chat/teams/support/activities.ts';
import { appPassword, type FakeTeams, openTeams } from '../chat/teams/support/connector.ts';
import {
  addChannel,
  type FakeMessage,
  type FakeUser,
  incidents,
  type Json,
  people,
} from '../chat/teams/support/world.ts';
import { type Edit, runApp } from './app.ts';
import { expectLog, mayLog } from './log.ts';
import { playSlack, slackSettings } from './slack-workspace.ts';
import { type Story, storyOf } from './story.ts';
import { at } from './worked-example.ts';

/**
 * A story in two chats: the sample workspace as Slack, a played tenant as Teams, one program between them. Ana, Ben and
 * Chloe are in both, everybody else in Slack alone; those who answer for support hear in Teams.
 */
export interface Both {
  /** Slack, the clock and the world around. */
  story: Story;
  teams: FakeTeams;
  /** Sends the worked example's alert and hears everything an opening says in both; returns the channel in Slack. */
  begin(): Promise<string>;
  /** The thread of incident 1. */
  thread(): string;
  /** Sends an activity as Teams does. @returns what airb answers with 200 */
  deliver(activity: Json): Promise<Json>;
  /** Speaks to airb by mention, in the incident's thread unless told otherwise. */
  command(by: FakeUser, text: string, conversation?: string): Promise<void>;
  /** Writes without a mention. @returns the activity, for delivering it again */
  say(by: FakeUser, text: string): Promise<Json>;
  /** Presses the newest button with this meaning; a question is agreed to. @returns the line airb shows */
  press(by: FakeUser, verb: string, value?: string, conversation?: string): Promise<string>;
  /** Opens a form by its button and sends it. @returns what airb answers */
  fill(by: FakeUser, verb: string, answers: Record<string, string>, value?: string): Promise<Json>;
  /**
   * What airb said in Teams since the last look, oldest first: in a channel with its threads, or in `@Ana`'s chat. In
   * words as `Story.news`.
   */
  heard(place: string): Promise<string[]>;
  /** Hears everything that was said so far in both chats: it is not what the story is about. */
  hush(): Promise<void>;
  /** The message of a slot as it stands now, as JSON. */
  shown(slot: string): string;
  /** Ends the story; what airb said in Teams and nobody listened to is an error. */
  close(): Promise<void>;
}

const accounts = (text: string) =>
  [people.ana, people.ben, people.chloe].reduce(
    (all, { name, aad }) => all.replace(`    name: ${name}\n`, `    name: ${name}\n    teams: ${aad}\n`),
    text,
  );

const shared: Edit[] = [
  { file: 'organization.yaml', change: accounts },
  {
    file: 'organization.yaml',
    change: (text) =>
      text.replace('channel: support-leadership\n', 'channel: support-leadership\n    chat: teams\n'),
  },
];

export async function tellBoth(edits: Edit[] = [], granted?: string[]): Promise<Both> {
  // Ben adds the app to the team only when airb runs, and whoever opens a thread hears that its card can't be pinned.
  expectLog(/^warn Teams does not show airb its place/);
  mayLog(cannotPin);
  const clock = movableClock(at('14:10'));
  const teams = await openTeams({ clock, ...(granted ? { granted } : {}) });
  addChannel(teams.world, '19:leadership@thread.tacv2', 'support-leadership');
  const workspace = await playSlack({ clock });
  const running = await runApp([...shared, ...edits], settings(workspace, teams), {
    clock,
    // Nobody is told on a busy machine that it takes longer.
    playedTeams: { ...teams, patience: { message: 30_000, invoke: 30_000 } },
  });
  workspace.connect(running.app.url);
  const story = storyOf({
    ...running,
    workspace: workspace.url,
    async close() {
      await running.close();
      await workspace.close();
      await teams.close();
    },
  });
  const both = bothOf(story, teams, running.app.url);
  await both.deliver(installation(teams.sender, { by: people.ben }));
  try {
    await expect
      .poll(() => both.heard('General'), { timeout: 20_000 })
      .toEqual([expect.stringContaining('airb is here')]);
  } catch (error) {
    await both.close();
    throw error;
  }
  return both;
}

function settings(workspace: Parameters<typeof slackSettings>[0], teams: FakeTeams): Record<string, string> {
  return {
    ...slackSettings(workspace),
    PAGERDUTY_URL: `${workspace.url}/sandbox/pagerduty`,
    PAGERDUTY_ROUTING_KEY: 'k'.repeat(32),
    TEAMS_APP_ID: teams.world.appId,
    TEAMS_APP_PASSWORD: appPassword,
    TEAMS_TENANT_ID: teams.world.tenantId,
    TEAMS_GRAPH_URL: teams.graphUrl,
  };
}

const furniture = ['card', 'checklist'].map((slot) => `[${slot}]`);
const notHead = (said: string) => said !== '[head]';
/** What Teams can't do is said by the incident itself. */
const cannotPin = /Teams lets no bot pin a message/;

function bothOf(story: Story, teams: FakeTeams, url: string): Both {
  const { world, sender } = teams;
  const listened = new Set<FakeMessage>();

  const thread = () => {
    const root = messagesIn('incidents').find((one) => slotOf(one) === 'airb:1');
    if (!root) throw new Error('there is no thread of incident 1');
    return `${incidents};messageid=${root.id}`;
  };

  function messagesIn(place: string): FakeMessage[] {
    const found = [...world.conversations.values()].filter((one) =>
      place.startsWith('@')
        ? one.kind === 'direct' && one.name.startsWith(place.slice(1))
        : one.name === place,
    );
    return found.flatMap((one) => one.messages);
  }

  function unheard(messages: FakeMessage[]): string[] {
    const news = messages.filter((one) => one.from === 'bot' && !listened.has(one));
    for (const one of news) listened.add(one);
    // What is due now follows from the rest; a role that nobody has is asked for in every long story.
    return news.map(worded).filter((said) => !/^\[(?:now|vacancy|announcement):/.test(said));
  }

  /** An answer leaves after Teams has its 200, and is no effect that the story would wait for. */
  async function answered(): Promise<void> {
    const underWay = () => teams.calls.some(({ status }) => status === undefined);
    for (let seen = -1; seen !== teams.calls.length || underWay(); ) {
      seen = teams.calls.length;
      await story.dump('now');
    }
  }

  async function unheardIn(place: string): Promise<string[]> {
    await story.settle();
    await answered();
    return unheard(messagesIn(place));
  }

  async function deliver(activity: Json): Promise<Json> {
    const response = await teams.deliver(`${url}/api/messages`, activity);
    expect(response.status).toBe(200);
    const text = await response.text();
    await story.settle();
    return text === '' ? {} : (JSON.parse(text) as Json);
  }

  function button(verb: string, value: string, conversation: string) {
    const [id = '', root] = conversation.split(';messageid=');
    const messages = world.conversations.get(id)?.messages ?? [];
    for (const one of messages.filter((each) => each.root === root && each.from === 'bot').reverse()) {
      const action = actionsIn(one.activity).find(
        ({ data }) => data.verb === verb && String(data.value).startsWith(value),
      );
      if (action) return { action, replyToId: one.id };
    }
    throw new Error(`no button ${verb} ${value} in ${conversation}`);
  }

  const fetched = (by: FakeUser, conversation: string, data: Json, replyToId: string) =>
    deliver(task(sender, { by, conversation, kind: 'fetch', data, replyToId }));

  return {
    story,
    teams,
    async begin() {
      await story.people.fire('support-bot');
      for (const said of [await story.news('inc-'), (await unheardIn('incidents')).filter(notHead)]) {
        expect(said.filter((one) => one.startsWith('[')).sort()).toEqual(furniture);
        const words = said.filter((one) => !one.startsWith('[') && !cannotPin.test(one));
        expect(words.filter((one) => !/you are needed in this incident/.test(one))).toEqual([
          expect.stringMatching(/^Signals at 14:1\d UTC: .*refusals 19 % \(normal 4 %\)/),
        ]);
      }
      expect(await story.news('incidents')).toEqual(['[announcement]']);
      expect(await story.pages()).toEqual(['trigger airb-1-step-0']);
      return (await story.room()).id;
    },
    thread,
    deliver,
    async command(by, text, conversation = thread()) {
      await deliver(message(sender, { by, conversation, text, mention: !conversation.startsWith('a:') }));
    },
    async say(by, text) {
      const activity = message(sender, { by, conversation: thread(), text, mention: false });
      await deliver(activity);
      return activity;
    },
    async press(by, verb, value = '', conversation = thread()) {
      const { action, replyToId } = button(verb, value, conversation);
      const { data } = action;
      if (action.type === 'Action.Execute')
        return String((await deliver(execute(sender, { by, conversation, verb, data, replyToId }))).value);
      const asked = await fetched(by, conversation, data, replyToId);
      const [yes] = actionsIn(asked).filter((one) => one.data.confirm === true);
      if (!yes) return JSON.stringify(asked);
      return JSON.stringify(
        await deliver(task(sender, { by, conversation, kind: 'submit', data: yes.data, replyToId })),
      );
    },
    async fill(by, verb, answers, value = '') {
      const conversation = thread();
      const { action, replyToId } = button(verb, value, conversation);
      const form = await fetched(by, conversation, action.data, replyToId);
      const [submit] = actionsIn(form).filter((one) => typeof one.data.form === 'string');
      if (!submit) return form;
      const data = { ...submit.data, ...answers };
      return deliver(task(sender, { by, conversation, kind: 'submit', data, replyToId }));
    },
    heard: unheardIn,
    async hush() {
      await story.hush();
      for (const { messages } of world.conversations.values()) unheard(messages);
    },
    shown(slot) {
      const found = messagesIn('incidents').find((one) => slotOf(one) === `1:${slot}`);
      return JSON.stringify(found?.activity ?? {});
    },
    async close() {
      await story.settle();
      const rest = [...world.conversations.values()].map(
        ({ name, messages }) => [name, unheard(messages)] as const,
      );
      await story.close();
      expect(
        Object.fromEntries(rest.filter(([, texts]) => texts.length > 0)),
        'airb said in Teams what the story did not expect',
      ).toEqual({});
    },
  };
}

interface Action {
  type: string;
  data: Json;
}

/** Every button in an activity or an answer, fallbacks left out. */
function actionsIn(value: unknown): Action[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, data } = value as Partial<Action>;
  if (type?.startsWith('Action.') && data) return [{ type, data }];
  return Object.values(value).flatMap(actionsIn);
}

function slotOf({ activity }: FakeMessage): string | undefined {
  const [first] = (activity.attachments ?? []) as { content: unknown }[];
  return keyOf(first?.content);
}

function worded(one: FakeMessage): string {
  const key = slotOf(one);
  const slot = key?.match(/^(?:\d+|airb):(.+)$/)?.[1];
  if (key === 'airb:1') return '[head]';
  if (slot) return `[${slot}]`;
  const text = String(one.activity.summary ?? one.activity.text);
  return one.targeted ? `@${one.targeted} ${text}` : text;
}

/** The id of somebody's 1:1 chat with airb. */
export const chatWith = (user: FakeUser) => `a:1${user.mri.slice(3)}`;
