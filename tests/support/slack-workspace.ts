import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { slackManifest } from '../../src/chat/slack/package/manifest.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import { type Person, parseWorkspace } from '../../src/sandbox/workspace.ts';
import { parseScenario } from '../../src/sandbox/world/scenario.ts';
import { sourceSecret } from './app.ts';
import { closed, listening } from './loopback.ts';

export const botToken = 'xoxb-of-the-test';
export const signingSecret = 'signed-in-tests';

type PlayedSlack = Awaited<ReturnType<typeof playSlack>>;

/**
 * The sample workspace and the world around it on a port of its own, for a program to which a real chat is connected.
 * @param options.scopes what its admins granted, of all that airb asks for
 * @param options.people beside those of the sample
 * @param options.beside answers on the same port whatever is not for Slack
 */
export async function playSlack(options: {
  clock: Parameters<typeof createSandbox>[0]['clock'];
  scopes?: (asked: string[]) => string[];
  /** People beside those of the sample, as its file has them. */
  people?: Record<string, unknown>[];
  beside?: RequestListener;
}) {
  const {
    clock,
    people = [],
    scopes = (asked) => asked,
    beside = (_, res) => void res.writeHead(404).end(),
  } = options;
  const server = createServer((req, res) => {
    if (!sandbox.handle(req, res)) beside(req, res);
  });
  const url = await listening(server);
  const file = (name: string) =>
    readFileSync(join(import.meta.dirname, '../../runbooks/scenarios', name), 'utf8');
  const manifest = slackManifest({ url, socket: false });
  const asked = (manifest.oauth_config as { scopes: { bot: string[] } }).scopes.bot;
  const { people: sample, ...rest } = parse(file('workspace.yaml')) as Record<string, unknown[]>;
  const workspace = parseWorkspace(stringify({ ...rest, people: [...(sample ?? []), ...people] }));
  const sandbox = createSandbox({
    workspace,
    scenarios: [parseScenario(file('support-bot.yaml'))],
    manifest: { ...manifest, oauth_config: { scopes: { bot: scopes(asked) } } },
    botToken,
    signingSecret,
    app: doorsOf('http://127.0.0.1:9'),
    publicUrl: url,
    clock,
    pageDir: '.',
  });
  return {
    url,
    apiUrl: `${url}/sandbox/slack/api/`,
    sandbox,
    /** From now on this account is of another kind. */
    become(user: string, account: Person['account']) {
      const person = workspace.people.find(({ id }) => id === user);
      if (person) person.account = account;
    },
    connect: (app: string) => sandbox.connect(doorsOf(app)),
    async close() {
      await sandbox.close();
      await closed(server);
    },
  };
}

const doorsOf = (app: string) => ({
  slackUrl: `${app}/slack/events`,
  alertsUrl: `${app}/alerts/alertmanager`,
  alertsSecret: sourceSecret,
  changesUrl: `${app}/changes/generic`,
  changesSecret: sourceSecret,
});

/** What connects a program to that workspace and its world, but for who pages. */
export function slackSettings({ url, apiUrl }: PlayedSlack): Record<string, string> {
  return {
    AIRB_ALERTMANAGER_SECRET: sourceSecret,
    AIRB_GENERIC_SECRET: sourceSecret,
    AIRB_SANDBOX_URL: `${url}/sandbox`,
    SUPPORT_BOT_ROLLBACK_TOKEN: sourceSecret,
    CONTRACT_SUMMARISER_ROLLBACK_TOKEN: sourceSecret,
    REFUND_AGENT_ROLLBACK_TOKEN: sourceSecret,
    PROMETHEUS_URL: `${url}/sandbox/prometheus`,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl,
  };
}

/** The headers Slack signs a body with, at a time in seconds: docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(body: string, at = Date.now() / 1000, secret = signingSecret) {
  const stamp = String(Math.floor(at));
  const hash = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${hash}` };
}
