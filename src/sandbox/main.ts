import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { readScenarios } from './scenarios-in.ts';
import { createSandbox, type Sandbox } from './server.ts';
import { parseWorkspace } from './workspace.ts';

/**
 * The sandbox as a process of its own, so the workspace lives on while the bot is stopped and started.
 * Its clock is the machine's, moved by what the page asks; the bot's own clock does not follow.
 */
const usage = `usage: node dist/sandbox/main.js --workspace FILE --scenario FILE… --manifest FILE --bot URL
  [--port 3000 (0 takes a free one)] [--start ISO-TIME] [--file FILE] [--seed N]
  [--signing-secret S] [--bot-token S] [--alerts-secret S] [--changes-secret S]`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3000' },
    workspace: { type: 'string' },
    scenario: { type: 'string', multiple: true },
    manifest: { type: 'string' },
    bot: { type: 'string' },
    start: { type: 'string' },
    file: { type: 'string' },
    seed: { type: 'string' },
    'signing-secret': { type: 'string', default: 'sandbox' },
    'bot-token': { type: 'string', default: 'sandbox' },
    'alerts-secret': { type: 'string' },
    'changes-secret': { type: 'string' },
  },
});

function need(name: 'workspace' | 'manifest' | 'bot'): string {
  const value = values[name];
  if (value) return value;
  process.stderr.write(`--${name} is missing\n${usage}\n`);
  process.exit(2);
}

/** A clock that starts where `--start` says and runs on at the usual pace. */
function movedClock(): { now(): number; advance(ms: number): void } {
  let offset = values.start ? Date.parse(values.start) - Date.now() : 0;
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      offset += ms;
    },
  };
}

const bot = need('bot').replace(/\/$/, '');
const alertsSecret = values['alerts-secret'];
const changesSecret = values['changes-secret'];
if (values.file) mkdirSync(dirname(values.file), { recursive: true });

/** @param publicUrl known only once the port is, since `--port 0` takes a free one. */
function open(publicUrl: string): Sandbox {
  const workspace = parseWorkspace(readFileSync(need('workspace'), 'utf8'));
  const found = readScenarios(values.scenario ?? [], workspace);
  for (const { file, why } of found.broken) process.stderr.write(`${file} can't be played. ${why}\n`);
  return createSandbox({
    workspace,
    ...found,
    manifest: parse(readFileSync(need('manifest'), 'utf8')),
    signingSecret: values['signing-secret'],
    botToken: values['bot-token'],
    app: {
      slackUrl: `${bot}/slack/events`,
      alertsUrl: `${bot}/alerts/alertmanager`,
      changesUrl: `${bot}/changes/generic`,
      ...(alertsSecret ? { alertsSecret } : {}),
      ...(changesSecret ? { changesSecret } : {}),
    },
    publicUrl,
    clock: movedClock(),
    pageDir: join(dirname(fileURLToPath(import.meta.url)), 'page'),
    ...(values.file ? { file: values.file } : {}),
    ...(values.seed ? { seed: Number(values.seed) } : {}),
  });
}

const server = createServer();
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : values.port;
  const sandbox = open(`http://127.0.0.1:${port}`);
  server.on('request', (req, res) => {
    if (!sandbox.handle(req, res)) res.writeHead(302, { location: '/sandbox/' }).end();
  });
  process.stdout.write(`sandbox listening on http://127.0.0.1:${port}/sandbox/\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(sandbox));
});

async function stop(sandbox: Sandbox): Promise<void> {
  server.close();
  await sandbox.close();
  server.closeAllConnections();
}
