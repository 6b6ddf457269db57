import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBot } from '../support/bot-process.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { botToken, signingSecret } from '../support/slack-workspace.ts';
import { until } from '../support/until.ts';
import { alert } from './house.ts';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

function settings(more: Record<string, string> = {}): Record<string, string> {
  const dir = mkdtempSync(join(tmpdir(), 'airb-process-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return { AIRB_PORT: '0', AIRB_DATA_DIR: join(dir, 'data'), ...more };
}

/** A Slack that says who airb is, then takes every call and answers none. */
async function silentSlack(): Promise<{ apiUrl: string; asked(): boolean }> {
  let asked = false;
  const server = createServer((req, res) => {
    if (!req.url?.endsWith('auth.test')) asked = true;
    else
      res
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"ok":true,"team_id":"T0","user_id":"U0","bot_id":"B0","team":"t","url":"http://x/"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { apiUrl: `http://127.0.0.1:${port}/api/`, asked: () => asked };
}

/** The shipped program with its standard error led somewhere bad. */
function servedWith(stderr: 'pipe' | number, env: Record<string, string>) {
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', stderr],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  const url = async () => {
    await until('it listens', () => /listens on/.test(out));
    return /airb listens on (http:\/\/\S+)/.exec(out)?.[1] ?? '';
  };
  return { child, url };
}

function endOf(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}

describe('a process told to stop', () => {
  it('ends with 0 when everything stopped', async () => {
    const bot = startBot(settings({ AIRB_LOG_LEVEL: 'warn' }));
    await until('it listens', () => bot.url() !== undefined);
    bot.end();
    expect(await bot.ended).toBe(0);
  });

  it('ends although Slack and a caller hang, with 1 and one line that names what hung', async () => {
    expectLog(/stopped without waiting for the sender/);
    mayLog(/./);
    const slack = await silentSlack();
    const secret = 'a-secret-of-tests';
    const bot = startBot(
      settings({
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_API_URL: slack.apiUrl,
        AIRB_ALERTMANAGER_SECRET: secret,
      }),
    );
    await until('it listens', () => bot.url() !== undefined);
    const url = bot.url() ?? '';
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    await fetch(`${url}/alerts/alertmanager`, { method: 'POST', headers, body: alert() });
    await until('Slack is asked', slack.asked);
    const held = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void held.destroy());
    held.write('POST /incidents/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nt');
    bot.end();
    expect(await bot.ended).toBe(1);
  });
});

describe('standard error that takes nothing', () => {
  it.each([
    ['is on a full disk', () => openSync('/dev/full', 'w')],
    ['is a pipe nobody reads', () => 'pipe' as const],
  ])('%s: it goes on answering, and ends when told to', async (_, stderr) => {
    const { child, url } = servedWith(stderr(), settings({ AIRB_LOG_LEVEL: 'debug' }));
    child.stderr?.pause();
    const address = await url();
    // Each is a line of the log, together more than any pipe holds.
    const long = 'x'.repeat(6000);
    for (let i = 0; i < 400; i += 1) await fetch(`${address}/${long}${i}`, { method: 'POST' });
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const ended = endOf(child);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('is a pipe whose reader is gone: it goes on answering, and ends when told to', async () => {
    const { child, url } = servedWith('pipe', settings({ AIRB_LOG_LEVEL: 'debug' }));
    const address = await url();
    child.stderr?.destroy();
    child.stdout?.destroy();
    for (let i = 0; i < 20; i += 1) await fetch(`${address}/healthz`);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const ended = endOf(child);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
