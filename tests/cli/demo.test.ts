import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { latestAfternoon } from '../../src/cli/demo/folder.ts';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { runApp } from '../support/app.ts';
import { demoAt, opened, startDemo, surroundings } from './demo-run.ts';

/** Real time a step may take where much else runs, milliseconds. */
const patience = 20_000;

const page = (url: string) => `
  Open ${url}/sandbox/

  You play everybody in a small workspace. The guide on the right says what to do next, as whom, and why;
  its first step sends the alert. Nothing leaves this machine. Ctrl-C ends it.

`;

/** The day on which the newest of the shipped runbooks had just been reviewed. */
const today = '2026-11-29T05:30:00Z';

const dump = async (url: string, parts: string) =>
  (await (await fetch(`${url}/sandbox/api/dump?parts=${parts}`)).json()) as {
    now: number;
    channels: { name: string; bookmarks: { link: string }[]; messages: { text: string }[] }[];
  };

/** What stands in the incident channel: its name, the links above it, and every message, those to one person too. */
async function inRoom(url: string): Promise<string> {
  const room = (await dump(url, 'channels')).channels.find(({ name }) => name.startsWith('inc-'));
  if (!room) return '';
  const links = room.bookmarks.map(({ link }) => link);
  return [room.name, ...links, ...room.messages.map(({ text }) => text)].join('\n');
}

describe('a demo as a process', () => {
  it('says where the page is and nothing else, and leaves nothing behind after Ctrl-C', async () => {
    const { env, left } = surroundings();
    const run = startDemo([], env);
    const url = await opened(run);
    expect(left()).toEqual([expect.stringMatching(/^airb-demo-/)]);
    run.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect([run.out, run.err]).toEqual([page(url), '']);
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind when it is ended while it starts', async () => {
    const { env, left } = surroundings();
    const run = startDemo([], env);
    await expect.poll(left, { interval: 5, timeout: patience }).toHaveLength(1);
    run.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(left()).toEqual([]);
  });

  it('ends with the shell that npm runs it in', async () => {
    const { env, left } = surroundings();
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { demo: string } };
    const run = startDemo([], env, ['sh', '-c', scripts.demo.replace('npm run --silent build', 'true')]);
    await opened(run);
    run.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(left()).toEqual([]);
  });

  it('tells the story on stdout alone, and leaves the postmortem and nothing else', async () => {
    const { env, left, folder } = surroundings();
    const out = folder('out');
    const { AIRB_PORT: _, ...unset } = env;
    const run = startDemo(['--auto', '--out', out], unset);
    expect([await run.ended, run.err]).toEqual([0, '']);
    const lines = run.out.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^14:10 {2}alertmanager {2}Incident opened as SEV2: Support bot refuses too much/,
    );
    expect(lines.at(-1)).toBe(
      `The postmortem draft is in ${out}/inc-1-postmortem.md and ${out}/inc-1-postmortem.html`,
    );
    for (const line of lines.slice(0, -3)) expect(line).toMatch(/^1[45]:\d\d {2}\S/);
    expect(lines.at(-2)).toMatch(/^Contained after \d+ presses and commands, \d+ min; resolved after \d+/);
    expect(readdirSync(out).sort()).toEqual(['inc-1-postmortem.html', 'inc-1-postmortem.md']);
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind when the story is cut short', async () => {
    const { env, left, folder } = surroundings();
    const run = startDemo(['--auto', '--out', folder('out')], env);
    await run.says(/Incident opened/);
    run.kill('SIGTERM');
    expect([await run.ended, run.err]).toEqual([143, '']);
    expect(left()).toEqual([]);
  });

  it('prints what is asked of the log on stderr, beside the page’s address on stdout', async () => {
    const { env } = surroundings({ AIRB_LOG_LEVEL: 'info' });
    const run = startDemo([], env);
    const url = await opened(run);
    run.kill('SIGINT');
    await run.ended;
    expect(run.out).toBe(page(url));
    expect(run.err).toMatch(/"level":30.*"msg":"runbooks read"/);
  });

  it('says in a sentence which file is broken, and leaves nothing behind', async () => {
    const { env, left, folder } = surroundings();
    const dir = folder('runbooks');
    cpSync('runbooks', dir, { recursive: true });
    writeFileSync(join(dir, 'organization.yaml'), 'people: none\n');
    const run = startDemo([], { ...env, AIRB_RUNBOOKS_DIR: dir });
    expect([await run.ended, run.out, left()]).toEqual([2, '', []]);
    expect(run.err).toMatch(/^airb: the runbooks in \S+ can't be used\nerror: [\s\S]*\^/);
    expect(run.err).toMatch(/run `airb runbooks lint` to see all of them\n$/);
    expect(run.err).not.toContain('{"level"');
  });
});

describe('runbook files are judged by the machine’s clock', () => {
  it('has nothing to say about the samples, and happens on an afternoon that has just been', async () => {
    const around = surroundings();
    const played = demoAt(today, around);
    const url = await played.url;
    expect([played.out, played.err]).toEqual([page(url), '']);
    await createWorkspace(url).fire('support-bot');
    await expect
      .poll(() => inRoom(url), { timeout: patience })
      .toContain('inc-20261128-1-support-bot-refusal-spike');
    await played.end('SIGHUP');
    expect(around.left()).toEqual([]);
  });

  it('whatever the clock of the sandbox shows', async () => {
    const running = await runApp([], {}, { calendar: { now: () => Date.parse(today) } });
    expect(new Date((await dump(running.app.url, 'now')).now).getUTCFullYear()).toBe(2025);
    expect(running.app.findings()).toEqual([]);
    await running.close();
  });

  it.each([
    ['a year later, when reviews are overdue', '2027-11-29T05:30:00Z', 24],
    ['where the machine’s clock is late', '2026-11-20T05:30:00Z', 7],
  ])('counts doubts about them in one sentence %s', async (_, now, count) => {
    const played = demoAt(now, surroundings());
    const url = await played.url;
    const told = `  There are ${count} warnings about the files in runbooks: airb runbooks lint lists them.\n`;
    expect([played.out, played.err]).toEqual([page(url).replace(/\n$/, `${told}\n`), '']);
    await played.end();
  });

  it.each([
    ['2026-11-29T05:30:00Z', '2026-11-28T14:10:00Z'],
    ['2026-11-29T14:09:59Z', '2026-11-28T14:10:00Z'],
    ['2026-11-29T14:10:00Z', '2026-11-29T14:10:00Z'],
    ['2026-11-29T23:59:59Z', '2026-11-29T14:10:00Z'],
  ])('and the latest afternoon at %s began %s', (now, start) => {
    expect(new Date(latestAfternoon(Date.parse(now))).toISOString()).toBe(start.replace('Z', '.000Z'));
  });
});

describe('AIRB_DATA_DIR', () => {
  it('keeps what happened, and the next demo goes on there', { timeout: 120_000 }, async () => {
    const around = surroundings();
    const [data, out] = [around.folder('data'), around.folder('out')];
    around.env.AIRB_DATA_DIR = data;
    const play = async () => {
      const played = demoAt(today, around, ['--auto', '--out', out]);
      await played.over;
      return played;
    };
    expect((await play()).err).toBe(`Its records are kept in ${data}.\n`);
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['airb.db', 'sandbox.json']));
    // Three hours of rest after the first; how many minutes on it begins depends on how long that one took to play.
    expect((await play()).out).toMatch(/^1[78]:\d\d {2}alertmanager {2}Incident opened/);
    expect(readdirSync(out)).toContain('inc-2-postmortem.md');
    const store = await openSqliteStore({ file: join(data, 'airb.db') });
    const heads = await store.heads({});
    await store.close();
    expect(heads.map(({ phase }) => phase)).toEqual(['resolved', 'resolved']);
    expect(around.left()).toEqual([]);
  });

  it('goes on at the moment at which the kept one was left, with what was said', async () => {
    const around = surroundings();
    around.env.AIRB_DATA_DIR = around.folder('data');
    const first = demoAt(today, around);
    const people = createWorkspace(await first.url);
    await people.fire('support-bot');
    await expect.poll(async () => inRoom(await first.url), { timeout: patience }).toContain('INC-1');
    await people.advance(3_600_000);
    await first.end();

    const second = demoAt('2026-12-24T05:30:00Z', around);
    const url = await second.url;
    expect(await inRoom(url)).toContain('INC-1');
    const { now } = await dump(url, 'now');
    expect(new Date(now).toISOString()).toMatch(/^2026-11-28T15:1\d/);
    await second.end();
  });

  it('with an incident that is open, or of a real airb, is not played in', async () => {
    const around = surroundings();
    const data = around.folder('data');
    around.env.AIRB_DATA_DIR = data;
    const first = demoAt(today, around);
    await createWorkspace(await first.url).fire('support-bot');
    await first.end();
    await expect(demoAt(today, around, ['--auto']).over).rejects.toThrow(
      /^AIRB_DATA_DIR: an incident is open in the records there/,
    );
    const real = `AIRB_DATA_DIR: ${data} contains the records of a real airb, and a demo must not write there`;
    const slack = { SLACK_BOT_TOKEN: 'xoxb-of-the-test', SLACK_SIGNING_SECRET: 'signed-in-tests' };
    const beside = { ...around, env: { ...around.env, ...slack } };
    await expect(demoAt(today, beside).over).rejects.toThrow(real);
    rmSync(join(data, 'sandbox.json'));
    await expect(demoAt(today, around).over).rejects.toThrow(real);
    expect(existsSync(join(data, 'sandbox.json'))).toBe(false);
  });
});

/** A copy of the shipped runbooks where the prompt of support-bot is rolled back at this address. */
function rolledBackAt(address: string, dir: string): string {
  cpSync('runbooks', dir, { recursive: true });
  const file = join(dir, 'systems/support-bot.yaml');
  const before = readFileSync(file, 'utf8');
  const after = before.replace(/\$\{AIRB_SANDBOX_URL\}\/targets\/support-bot\/prompt/, address);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  return dir;
}

/** The alert comes, and the one on call asks for the prompt before. */
async function askForRollback(url: string): Promise<void> {
  const people = createWorkspace(url);
  await people.fire('support-bot');
  await expect.poll(() => inRoom(url), { timeout: patience }).toContain('INC-1');
  const room = (await people.channelNamed('inc-'))?.id ?? '';
  // The channel has its topic, its card and its people in any order.
  await expect.poll(() => people.members(room), { timeout: patience }).toContain('U01ANA');
  await people.command('U01ANA', room, 'rollback prompt because it changed shortly before');
  await people.submit('U01ANA', { override: 'users are refused now' });
}

describe('the environment reaches a demo', () => {
  it('secrets of the doors, the token of the API and the public address', async () => {
    const around = surroundings({
      AIRB_GENERIC_SECRET: 'a-shared-secret-for-tests',
      AIRB_API_TOKEN: 'a-token-for-tests-only',
      AIRB_PUBLIC_URL: 'https://airb.example.com',
    });
    const played = demoAt(today, around);
    const url = await played.url;
    const sent = await fetch(`${url}/alerts/generic`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer a-shared-secret-for-tests',
      },
      body: JSON.stringify({ title: 'Refusals 19 %', system: 'support-bot', failure: 'refusal-spike' }),
    });
    expect(sent.status).toBe(202);
    const read = (token: string) =>
      fetch(`${url}/api/incidents`, { headers: { authorization: `Bearer ${token}` } });
    expect((await read('a-token-for-tests-only')).status).toBe(200);
    expect((await read('another-token')).status).toBe(401);
    await expect
      .poll(() => inRoom(url), { timeout: patience })
      .toContain('https://airb.example.com/incidents/1');
    await played.end();
  });

  it('variables that runbook files name; without them it says that a file is doubtful', async () => {
    const around = surroundings();
    around.env.AIRB_RUNBOOKS_DIR = rolledBackAt('${DEPLOY_URL}/prompt', around.folder('runbooks'));
    // The sandbox makes up secrets for its own targets alone.
    around.env.SUPPORT_BOT_ROLLBACK_TOKEN = 'a-rollback-token-for-tests';
    const without = demoAt(today, around);
    await without.url;
    expect(without.out).toContain('There is 1 warning about the files in');
    await without.end();
    around.env.DEPLOY_URL = 'http://127.0.0.1:9';
    const set = demoAt(today, around);
    const url = await set.url;
    expect(set.out).toBe(page(url));
    await set.end();
  });

  it('but a rollback is called at loopback addresses only, whatever a file says', async () => {
    const called: string[] = [];
    const target = createServer((request, response) => {
      called.push(request.url ?? '');
      response.end('{}');
    }).listen(0);
    onTestFinished(() => void target.close());
    await once(target, 'listening');
    const { port } = target.address() as AddressInfo;
    const around = surroundings();
    // Leads to that server as 127.0.0.1 would, and is none of the addresses a demo may call.
    const dir = rolledBackAt(`http://0.0.0.0:${port}/prompt`, around.folder('runbooks'));
    around.env.AIRB_RUNBOOKS_DIR = dir;
    const played = demoAt(today, around);
    const url = await played.url;
    await askForRollback(url);
    await expect.poll(() => inRoom(url), { timeout: patience }).toContain('Dry run of prompt v7 → v6');
    expect(called).toEqual([]);
    await played.end();
  });

  it('but what leads to real people and systems is left out, and named', async () => {
    const around = surroundings({
      SLACK_BOT_TOKEN: 'xoxb-of-the-test',
      SLACK_SIGNING_SECRET: 'signed-in-tests',
      TEAMS_APP_ID: '11111111-2222-4333-8444-555555555555',
      TEAMS_APP_PASSWORD: 'a-password-for-tests',
      TEAMS_TENANT_ID: '11111111-2222-4333-8444-666666666666',
      PAGERDUTY_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
      PROMETHEUS_URL: 'http://127.0.0.1:9',
      REDIS_URL: 'redis://127.0.0.1:9',
      AIRB_SANDBOX_URL: 'http://127.0.0.1:9/sandbox',
    });
    const played = demoAt(today, around);
    const url = await played.url;
    expect(played.out).toContain(
      '  Not used here, because they lead outside: REDIS_URL, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, TEAMS_APP_ID, ' +
        'TEAMS_APP_PASSWORD, TEAMS_TENANT_ID, PAGERDUTY_ROUTING_KEY, PROMETHEUS_URL.\n',
    );
    await askForRollback(url);
    await expect.poll(() => inRoom(url), { timeout: patience }).toContain('refusals 19 %');
    await expect
      .poll(() => inRoom(url), { timeout: patience })
      .toContain('the target would accept it. HTTP 200.');
    await played.end();
  });
});

describe('a demo that can not start says why in a sentence, and leaves nothing behind', () => {
  it.each([
    [
      'a runbooks folder that is none',
      { AIRB_RUNBOOKS_DIR: 'no-such-folder' },
      /^AIRB_RUNBOOKS_DIR: there is no folder no-such-folder$/,
    ],
    [
      'a runbooks folder without scenarios',
      { AIRB_RUNBOOKS_DIR: 'tests/fixtures/runbooks' },
      /^AIRB_RUNBOOKS_DIR: \S+ has no scenarios\/workspace\.yaml, so the demo has no people to play$/,
    ],
    [
      'an address that others can reach',
      { AIRB_HOST: '0.0.0.0' },
      /^AIRB_HOST: the sandbox does not listen on 0\.0\.0\.0, because/,
    ],
  ])('%s', async (_, set, sentence) => {
    const around = surroundings(set);
    for (const words of [[], ['--auto']])
      await expect(demoAt(today, around, words).over).rejects.toThrow(sentence);
    expect(around.left()).toEqual([]);
  });

  it('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const around = surroundings({ AIRB_PORT: String(port) });
    for (const words of [[], ['--auto']])
      await expect(demoAt(today, around, words).over).rejects.toThrow(
        `AIRB_PORT: ${port} on 127.0.0.1 is taken by another program`,
      );
    expect(around.left()).toEqual([]);
  });

  it('a scenario that is none', async () => {
    const around = surroundings();
    await expect(demoAt(today, around, ['--scenario', 'nope']).over).rejects.toThrow(
      /^There is no scenario nope in runbooks\/scenarios; there are .*support-bot/,
    );
    expect(around.left()).toEqual([]);
  });
});
