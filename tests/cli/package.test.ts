import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import { movableClock } from '../../src/clock.ts';
import { expectLog, journal } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';
import { botToken, playSlack, signingSecret } from '../support/slack-workspace.ts';
import { until } from '../support/until.ts';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'airb-package-'));
const installed = join(folder, 'node_modules', 'airb');
interface Manifest {
  version: string;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  repository: { url: string };
}
let manifest: Manifest;

const jobs = (workflow: string) =>
  Object.values(parse(readFileSync(`.github/workflows/${workflow}.yml`, 'utf8')).jobs) as {
    container: unknown;
    steps: { run?: string }[];
  }[];
const commands = jobs('release').flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run));

const [, released = ''] = /^## \[(\d[^\]]*)\]/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];

/** Packs as a release does; then what `npm install` does, but for compiling: what it asks for is here already. */
beforeAll(() => {
  const [, pack = ''] = /"\$\((node pack\.mjs .*)\)"/.exec(commands.join('\n')) ?? [];
  const of = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/airb' };
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, GITHUB_REF_NAME: `v${released}`, ...of };
  const packed = execFileSync('bash', ['-c', `${pack} --to ${folder}`], { encoding: 'utf8', env }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', packed, '--strip-components=1', '-C', installed]);
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), place);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a verb of what was installed, in a folder with nothing else, and without any setting but those given. */
async function airb(words: string[], env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(folder, 'empty-'));
  const program = join(installed, manifest.bin.airb ?? '');
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err, cwd };
}

describe('airb as npm brings it, in an empty folder', () => {
  it('asks for what is compiled for a machine or read as a file, and brings the rest with its licences', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(5);
    const licences = readFileSync(join(installed, 'dist/licences.txt'), 'utf8');
    for (const name of ['@slack/bolt', 'botbuilder', 'bullmq', 'drizzle-orm'])
      expect(licences).toContain(`${name} `);
    expect(readdirSync(installed)).not.toContain('src');
  });

  it('plays the demo to the end with its samples, and leaves the postmortem', async () => {
    const { code, out, err, cwd } = await airb(['demo', '--auto']);
    expect({
      code,
      err: err.replace(/^The runbooks, people and incidents are the samples in .*\n/, ''),
    }).toEqual({
      code: 0,
      err: '',
    });
    expect(out).toMatch(/resolved/i);
    expect(readdirSync(cwd).filter((name) => name.endsWith('.md'))).toHaveLength(1);
  });

  it('looks at its samples, which lint without a finding', async () => {
    const { code, out } = await airb(['runbooks', 'lint', '--strict'], {
      AIRB_RUNBOOKS_DIR: join(installed, 'runbooks'),
    });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/0 errors/) });
  });

  it('says what is missing before it serves', async () => {
    const { code, err, out } = await airb(['doctor']);
    expect(code).toBe(1);
    expect(out + err).toContain('organization.yaml');
    expect(out + err).toMatch(/fix +Write one with airb init/);
  });

  it('brings every part that it loads later', () => {
    const dist = join(installed, 'dist');
    const parts = readdirSync(join(dist, 'parts')).filter((name) => name.endsWith('.js'));
    const wanted = ['main.js', ...parts.map((name) => `parts/${name}`)].flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(/import\("(\.{1,2}\/[^"]+)"\)/g)].map(([, path]) =>
        join(dist, dirname(file), path ?? ''),
      ),
    );
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((path) => !existsSync(path))).toEqual([]);
  });
});

/** The blocks of shell of a page, as they stand there. */
const blocksOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(
    ([, , block = '']) => block,
  );

describe('somebody who follows docs/start.md in an empty folder', () => {
  const [install = '', makeApp = '', begin = '', serve = '', alert = ''] = blocksOf('docs/start.md');
  const [, declare = ''] = /`\/airb (declare [^`]+)`/.exec(readFileSync('docs/start.md', 'utf8')) ?? [];

  it('installs, makes the app, begins, serves, and has the first incident', async () => {
    // What is not described yet is said at the start.
    expectLog(/systems\/support-bot\.yaml.*expected/);
    const slack = await playSlack({ clock: movableClock(Date.now()) });
    const people = createWorkspace(slack.url);
    const cwd = mkdtempSync(join(folder, 'begun-'));
    const port = await freePort();
    const npx = `npx() { shift; "${process.execPath}" "${join(installed, 'dist/main.js')}" "$@"; }`;
    const shell = (block: string, env: Record<string, string> = {}) => {
      const script = `${npx}\n${block
        .trim()
        .replace(/^npm install airb && /, '')
        .replaceAll(':3000/', `:${port}/`)}`;
      // A group of its own, which can be ended as Ctrl-C ends it.
      return spawn('sh', ['-c', script], { cwd, env: { PATH: process.env.PATH, ...env }, detached: true });
    };
    const said = async (block: string, env?: Record<string, string>) => {
      const child = shell(block, env);
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return out + err;
    };
    let serving: ReturnType<typeof shell> | undefined;
    const end = () => {
      if (serving?.pid) process.kill(-serving.pid, 'SIGTERM');
      serving = undefined;
    };
    try {
      expect(await said(install)).toBe(`${manifest.version}\n`);
      await said(makeApp);
      expect(readFileSync(join(cwd, 'slack-manifest.yaml'), 'utf8')).toContain('socket_mode_enabled: true');
      const typed = `${begin.trim()} --me ana.lima@example.com --system support-bot`;
      const tokens = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret };
      expect(await said(typed, { ...tokens, SLACK_API_URL: slack.apiUrl })).toMatch(
        /Test incident INC-1: its channel was opened[\s\S]*page by chat: sent\nStart it: set -a/,
      );

      serving = shell(serve, { AIRB_PORT: String(port) });
      const log = text(serving.stderr);
      const out = text(serving.stdout);
      const url = `http://127.0.0.1:${port}`;
      await until('it takes alerts', async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok);
      slack.connect(url);
      const announced = (await people.channelNamed('incidents'))?.id ?? '';
      await people.command('U01ANA', announced, declare);
      const room = () => people.channelNamed('-2-support-bot');
      await until('her in its channel', async () => (await room())?.members.includes('U01ANA'));
      expect(await said(alert)).toMatch(/"incident":\d+,"because":/);
      end();
      expect(await out).toContain(`airb listens on ${url}`);
      journal.take(await log);
    } finally {
      end();
      await slack.close();
    }
  });
});

describe('a release', () => {
  it('is made where CI runs, names its repository, and has the number of the tag', () => {
    expect(jobs('release').map(({ container }) => container)).toEqual(
      jobs('ci').map(({ container }) => container),
    );
    expect(commands).toContain('bash .ci/run');
    expect(commands.at(-1)).toMatch(/^npm publish --provenance /);
    expect(manifest).toMatchObject({
      version: released,
      repository: { type: 'git', url: 'git+https://github.com/example/airb.git' },
    });
  });

  it('is refused while the changelog does not tell of it', () => {
    expect(() =>
      execFileSync(process.execPath, ['pack.mjs', '--release', '9.9.9', '--to', folder], { stdio: 'pipe' }),
    ).toThrow(/CHANGELOG\.md has no line "## \[9\.9\.9\]/);
  });
});
