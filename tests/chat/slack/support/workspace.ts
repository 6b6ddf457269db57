import { createSlack, type SlackChat, type SlackOptions } from '../../../../src/chat/slack/slack.ts';
import type { ChatAnswer, ChatInput } from '../../../../src/domain/chat/input.ts';
import type { Act, ActAnswer, SandboxFaults } from '../../../../src/sandbox/protocol.ts';
import type { Sandbox } from '../../../../src/sandbox/server.ts';
import { testLog } from '../../../support/log.ts';
import { botToken, playSlack, signed, signingSecret } from '../../../support/slack-workspace.ts';

export const opening = Date.parse('2025-02-17T14:10:00Z');

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
  /** From now on this account is of another kind. */
  become(user: string, account: 'guest' | 'deactivated'): void;
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
  options: Partial<SlackOptions> & { scopes?: string[]; people?: Record<string, unknown>[] } = {},
): Promise<Workspace> {
  let now = opening;
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
  };
  const { scopes, people, ...changes } = options;
  const { url, apiUrl, sandbox, ...played } = await playSlack({
    clock,
    beside: (req, res) => slack.requestListener(req, res),
    ...(scopes && { scopes: () => scopes }),
    ...(people && { people }),
  });
  played.connect(url);
  const inputs: ChatInput[] = [];
  const troubles: string[] = [];
  const slack = createSlack({
    botToken,
    signingSecret,
    apiUrl,
    directory,
    log: testLog,
    clock,
    onTrouble: (code, text) => void troubles.push(`${code}: ${text}`),
    ...changes,
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
    become: played.become,
    answer: () => ({ type: 'nothing' }),
    act: async (act) => (await (await post('act', act)).json()) as ActAnswer,
    faults: async (faults) => void (await post('faults', faults)),
    deliver: (body, { at, secret, ...rest } = {}) =>
      fetch(`${url}/slack/events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': rest.type ?? 'application/x-www-form-urlencoded',
          ...signed(body, at, secret),
          ...(rest.signature !== undefined && { 'x-slack-signature': rest.signature }),
        },
      }),
    async close() {
      await slack.stop();
      await played.close();
    },
  };
  await slack.start(async (input) => {
    inputs.push(input);
    return workspace.answer(input);
  });
  return workspace;
}
