import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Act, ActAnswer } from '../../../src/sandbox/protocol.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/server.ts';
import { parseWorkspace } from '../../../src/sandbox/workspace.ts';
import { parseScenario } from '../../../src/sandbox/world/scenario.ts';
import { closed, listening } from '../../support/loopback.ts';
import { type FakeBot, fakeBot } from './fake-bot.ts';

export const signingSecret = 'sandbox-signing';
export const botToken = 'sandbox-token';
export const start = Date.parse('2025-02-17T14:10:00Z');

const granted = [
  'app_mentions:read bookmarks:read bookmarks:write channels:history channels:join channels:manage',
  'channels:read chat:write commands files:read files:write groups:history groups:read groups:write',
  'im:history im:write pins:read pins:write reactions:read reactions:write users:read users:read.email',
].flatMap((row) => row.split(' '));
const heard = [
  'app_home_opened app_mention member_joined_channel message.channels message.groups message.im',
  'pin_added reaction_added',
].flatMap((row) => row.split(' '));

export const manifest = {
  features: {
    shortcuts: [
      { name: 'Declare an incident', type: 'global', callback_id: 'declare' },
      { name: 'Save as evidence', type: 'message', callback_id: 'evidence' },
    ],
    slash_commands: [
      { command: '/airb', description: 'Run incidents', usage_hint: 'help', should_escape: true },
    ],
  },
  oauth_config: {
    scopes: {
      bot: granted,
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: heard,
    },
  },
};

const file = (name: string) =>
  readFileSync(new URL(`../../../runbooks/scenarios/${name}`, import.meta.url), 'utf8');

export interface Rig {
  sandbox: Sandbox;
  bot: FakeBot;
  slack: WebClient;
  url: string;
  clock: { now(): number; advance(ms: number): void };
  /** Real milliseconds as the sandbox sees them: trigger ids and rate limits. */
  wait(ms: number): void;
  act(act: Act): Promise<ActAnswer>;
  control(what: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** A sandbox on a free port with a fake bot beside it, at 14:10 of the worked example. */
export async function rig(options: Partial<SandboxOptions> = {}): Promise<Rig> {
  const bot = await fakeBot();
  let now = start;
  let elapsed = 0;
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
  };
  const server = createServer((req, res) => {
    if (!sandbox.handle(req, res)) res.writeHead(418).end();
  });
  const url = await listening(server);
  const sandbox = createSandbox({
    workspace: parseWorkspace(file('workspace.yaml')),
    scenarios: ['support-bot', 'cost-spike', 'refund-agent', 'silent-model'].map((name) =>
      parseScenario(file(`${name}.yaml`)),
    ),
    manifest,
    signingSecret,
    botToken,
    app: {
      slackUrl: `${bot.url}/slack/events`,
      alertsUrl: `${bot.url}/alerts/alertmanager`,
      alertsSecret: 'alerts',
      changesUrl: `${bot.url}/changes/generic`,
    },
    publicUrl: url,
    clock,
    pageDir: new URL('.', import.meta.url).pathname,
    elapsed: () => elapsed,
    ...options,
  });
  const control = (what: string, body: unknown) =>
    fetch(`${url}/sandbox/api/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    sandbox,
    bot,
    url,
    clock,
    control,
    slack: client(url),
    wait(ms) {
      elapsed += ms;
    },
    act: async (act) => (await control('act', act)).json() as Promise<ActAnswer>,
    async close() {
      await sandbox.close();
      await closed(server);
      await bot.close();
    },
  };
}

/** The SDK repeats every refusal on the console, which here are the point. */
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** The real SDK, pointed at the sandbox and told not to try again. */
export function client(url: string, token = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/sandbox/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
}

/** The name of the error a Web API call was refused with; 'ok' when it was not. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const data = (error as { data?: { error?: string } }).data;
    return data?.error ?? String((error as { code?: string }).code ?? error);
  }
}

/** The sentences Slack adds to a refusal. */
export async function messages(call: Promise<unknown>): Promise<string[]> {
  try {
    await call;
    return [];
  } catch (error) {
    const { data } = error as { data?: { response_metadata?: { messages?: string[] } } };
    return data?.response_metadata?.messages ?? [];
  }
}

/** A section with one button, as small as an interactive message gets. */
export function buttonBlocks(actionId = 'go', value = '1') {
  return [
    {
      type: 'actions',
      block_id: 'row',
      elements: [{ type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Go' }, value }],
    },
  ];
}

/** A modal with one required text field. */
export function modalView(title = 'Ask', extra: Record<string, unknown> = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'ask',
    title: { type: 'plain_text' as const, text: title },
    submit: { type: 'plain_text' as const, text: 'Send' },
    blocks: [
      {
        type: 'input' as const,
        block_id: 'why',
        label: { type: 'plain_text' as const, text: 'Why' },
        element: { type: 'plain_text_input' as const, action_id: 'text' },
      },
    ],
    ...extra,
  };
}
