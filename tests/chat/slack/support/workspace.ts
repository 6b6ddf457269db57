import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackManifest } from '../../../../src/chat/slack/package/manifest.ts';
import { createSlack, type SlackChat, type SlackOptions } from '../../../../src/chat/slack/slack.ts';
import type { ChatAnswer, ChatInput } from '../../../../src/domain/chat/input.ts';
import type { Act, ActAnswer, SandboxFaults } from '../../../../src/sandbox/protocol.ts';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/server.ts';
import { parseWorkspace } from '../../../../src/sandbox/workspace.ts';
import { parseScenario } from '../../../../src/sandbox/world/scenario.ts';
import { testLog } from '../../../support/log.ts';

const signingSecret = 'signed-in-tests';
export const botToken = 'token-in-tests';
export const opening = Date.parse('2025-02-17T14:10:00Z');

const scenarioFile = (name: string) =>
  readFileSync(new URL(`../../../../runbooks/scenarios/${name}`, import.meta.url), 'utf8');

const organization: Record<string, { id: string; name: string }> = {
  U01ANA: { id: 'ana', name: 'Ana Lima' },
  U01BEN: { id: 'ben', name: 'Ben Okafor' },
  U01CHLOE: { id: 'chloe', name: 'Chloe Martin' },
};

/** Ana, Ben and Chloe are in the organization file; everybody else is a stranger. */
export const directory = {
  slackIdOf: (person: string) => Object.entries(organization).find(([, { id }]) => id === person)?.[0],
  personOf: (slackId: string) => organization[slackId],
};

export interface Workspace {
  slack: SlackChat;
  sandbox: Sandbox;
  url: string;
  /** What reached the listener, in order. */
  inputs: ChatInput[];
  troubles: string[];
  /** Decides the answers of the listener; nothing unless a test says otherwise. */
  answer: (input: ChatInput) => ChatAnswer | Promise<ChatAnswer>;
  clock: { now(): number; advance(ms: number): void };
  act(act: Act): Promise<ActAnswer>;
  faults(faults: Partial<SandboxFaults>): Promise<void>;
  /** Posts to the adapter's door as Slack does. */
  deliver(
    body: string,
    changes?: { at?: number; secret?: string; type?: string; signature?: string },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The sandbox and the adapter on one port, the adapter speaking to the sandbox over HTTP. */
export async function openWorkspace(
  options: Partial<SlackOptions> & { scopes?: string[] } = {},
): Promise<Workspace> {
  let now = opening;
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
  };
  const server = createServer((req, res) => {
    if (!sandbox.handle(req, res)) slack.requestListener(req, res);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = createSandbox({
    workspace: parseWorkspace(scenarioFile('workspace.yaml')),
    scenarios: [parseScenario(scenarioFile('support-bot.yaml'))],
    manifest: withScopes(slackManifest({ socket: false, url }), options.scopes),
    signingSecret,
    botToken,
    app: { slackUrl: `${url}/slack/events`, alertsUrl: `${url}/alerts`, changesUrl: `${url}/changes` },
    publicUrl: url,
    clock,
    pageDir: '.',
  });
  const inputs: ChatInput[] = [];
  const troubles: string[] = [];
  const slack = createSlack({
    botToken,
    signingSecret,
    apiUrl: `${url}/sandbox/slack/api`,
    directory,
    log: testLog,
    clock,
    onTrouble: (code, text) => void troubles.push(`${code}: ${text}`),
    ...options,
  });
  const post = (path: string, body: unknown) =>
    fetch(`${url}/sandbox/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const workspace: Workspace = {
    slack,
    sandbox,
    url,
    inputs,
    troubles,
    clock,
    answer: () => ({ type: 'nothing' }),
    act: async (act) => (await (await post('act', act)).json()) as ActAnswer,
    faults: async (faults) => void (await post('faults', faults)),
    deliver: (body, { at = Date.now() / 1000, secret = signingSecret, ...rest } = {}) =>
      fetch(`${url}/slack/events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': rest.type ?? 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(Math.floor(at)),
          'x-slack-signature': rest.signature ?? signatureOf(body, Math.floor(at), secret),
        },
      }),
    async close() {
      await slack.stop();
      await sandbox.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  await slack.start(async (input) => {
    inputs.push(input);
    return workspace.answer(input);
  });
  return workspace;
}

/** docs.slack.dev/authentication/verifying-requests-from-slack */
function signatureOf(body: string, at: number, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
}

function withScopes(
  manifest: Record<string, unknown>,
  scopes: string[] | undefined,
): Record<string, unknown> {
  return scopes ? { ...manifest, oauth_config: { scopes: { bot: scopes } } } : manifest;
}
