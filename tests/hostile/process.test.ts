import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runVerb, startBot } from '../support/bot-process.ts';
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
function servedWith(stderr: 'pipe' | 'ignore' | number, env: Record<string, string>) {
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
    expectLog(/stopped without waiting for .*(the sender|slack|the web)/);
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

describe('a folder that another airb serves', () => {
  it('is refused, naming that one; verbs read beside it, none migrates; after kill -9 the next start takes it', async () => {
    const env = settings({ AIRB_LOG_LEVEL: 'error' });
    const first = startBot(env);
    await until('it listens', () => first.url() !== undefined);
    const second = await runVerb(['serve'], env);
    expect(second.code).toBe(2);
    expect(second.text).toMatch(/served by another airb: process \d+ on \S+, since 20\d\d-/);
    expect((await runVerb(['migrate'], env)).text).toContain('served by another airb');
    expect((await runVerb(['incidents'], env)).code).toBe(0);
    first.kill();
    await first.ended;
    const third = startBot(env);
    await until('it listens', () => third.url() !== undefined);
    third.end();
    expect(await third.ended).toBe(0);
  }, 120_000);
});

describe('a disk that takes no more of the records', () => {
  it('gets senders 503 with Retry-After and /readyz the reason, and is forgotten once there is room', async () => {
    mayLog(/could not be stored|is not written yet|can not be taken|could not be taken up|wake-up failed/);
    const secret = 'a-secret-of-tests';
    const { child, url } = servedWith('ignore', settings({ AIRB_GENERIC_SECRET: secret }));
    const address = await url();
    const room = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`]);
    const post = (id: number) =>
      fetch(`${address}/changes/generic`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          changes: [{ id: `change-${id}`, system: 'support-bot', kind: 'code', summary: 'A change' }],
        }),
      });
    expect((await post(1)).status).toBe(202);
    room('4096');
    const refused = await post(2);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const ready = await fetch(`${address}/readyz`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toMatch(/the disk reports an error|no room for more/);
    room('unlimited');
    expect((await post(2)).status).toBe(202);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const ended = endOf(child);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
