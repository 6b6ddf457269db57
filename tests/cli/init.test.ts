import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pagerDutyOf, rosterOf } from '../../src/app/beginning.ts';
import { testIncident } from '../../src/app/test-incident.ts';
import { gaveUp } from '../../src/cli/init/answers.ts';
import type { Means } from '../../src/cli/init/asked.ts';
import { registerInit } from '../../src/cli/init/init.ts';
import { movableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { closed, listening } from '../support/loopback.ts';
import { botToken, playSlack, signingSecret } from '../support/slack-workspace.ts';

const flags = [
  '--name',
  'Acme',
  '--system',
  'support-bot',
  '--chat',
  'none',
  '--me',
  'Zoe Ray',
  '--email',
  'zoe@example.com',
];

let folder: string;
let home: string;
beforeEach(() => {
  home = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'airb-init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** Runs the verb in the folder. @returns what it printed, and how it ended */
async function init(words: string[], environment: Record<string, string> = {}, more: Partial<Means> = {}) {
  const said: string[] = [];
  const ended: { code?: number; error?: string } = {};
  const io = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
    exit: (code: number) => {
      ended.code = code;
    },
  };
  const samples = join(home, 'runbooks');
  const means: Means = {
    ...{ version: '0.0.0', samples, environment, asker: () => undefined },
    ...{ slack: rosterOf, pagerDuty: pagerDutyOf },
    examined: () => ({ settings: () => readConfig({}), means: () => Promise.reject(new Error('not asked')) }),
    testIncident: (set, person) => testIncident(readConfig(set), person, samples),
    ...more,
  };
  const program = new Command().exitOverride();
  registerInit(program, means, io);
  await program.parseAsync(['init', '--no-doctor', ...words], { from: 'user' }).catch((error: Error) => {
    ended.error = `${error.message} ${'hint' in error ? error.hint : ''}`;
  });
  return { ...ended, said: said.join('\n') };
}

const text = (file: string) => readFileSync(join(folder, file), 'utf8');
const library = () => loadLibrary(join(folder, 'runbooks'));

describe('airb init with flags alone', () => {
  it('writes people, a system, runbooks, schemas and settings that airb can use, and only it can read the secrets', async () => {
    const { code, said } = await init(flags);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining('runbooks/organization.yaml'),
    });
    expect(said).toMatch(/\nNext: connect a chat, without which airb does not serve/);
    expect(library().findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(library().library?.organization).toMatchObject({ name: 'Acme', commanders: ['zoe-ray'] });
    for (const file of ['runbooks/organization.yaml', 'runbooks/systems/support-bot.yaml'])
      expect(text(file)).toMatch(/^# yaml-language-server: \$schema=\.{1,2}\/schema\/\w+\.v1\.json\n/);
    expect(existsSync('runbooks/schema/system.v1.json')).toBe(true);
    expect(statSync('.env').mode & 0o777).toBe(0o600);
    const secret = /AIRB_API_TOKEN=(\S{30,})/.exec(text('.env'))?.[1] ?? 'none';
    expect(said).not.toContain(secret);
  });

  it('says without a terminal which flags are missing, and what a wrong one has to be', async () => {
    expect(await init(['--name', 'Acme'])).toMatchObject({
      error: expect.stringMatching(/no terminal.*--me <your name>, --email <.*>, --system <id>/),
    });
    expect((await init([...flags, '--system', 'Support Bot'])).error).toMatch(
      /--system Support Bot: expected a name of/,
    );
    // Pasted one question too early, it would stand in a file for everybody.
    expect((await init([...flags, '--name', 'xapp-1-A01'])).error).toMatch(
      /--name xapp-1-A01: expected no token/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('changes nothing that is there before somebody agreed, and shows no secret while it asks', async () => {
    await init(flags);
    const before = text('runbooks/organization.yaml');
    const settings = text('.env');
    writeFileSync(
      join(folder, 'runbooks/library/cost/cost-spike.yaml'),
      `${text('runbooks/library/cost/cost-spike.yaml')}# ours\n`,
    );
    const again = await init([...flags, '--name', 'Other']);
    expect(again.error).toMatch(/runbooks\/organization.yaml would change.*--force/);
    expect(again.said).toMatch(/- name: Acme\n.*\+ name: Other/);
    const asker = { ...refusing, confirm: async () => undefined };
    expect((await init([...flags, '--name', 'Other'], {}, { asker: async () => asker })).error).toContain(
      gaveUp.message,
    );
    expect((await init([...flags, '--name', 'Other', '--dry-run'])).said).toContain(
      'would change runbooks/organization.yaml',
    );
    expect(text('runbooks/organization.yaml')).toBe(before);
    expect(await init([...flags, '--name', 'Other', '--force'])).toMatchObject({ code: 0 });
    expect(text('runbooks/organization.yaml')).toContain('name: Other');
    // Keys stay, and so do runbooks that somebody has written into.
    expect(text('.env')).toBe(settings);
    expect(text('runbooks/library/cost/cost-spike.yaml')).toMatch(/# ours\n$/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('asks at a terminal what no flag says, and who gives up leaves nothing half written', async () => {
    const answers: Record<string, string> = {
      name: 'Acme',
      system: 'support-bot',
      email: 'zoe@example.com',
      channel: 'incidents',
    };
    const asked: string[] = [];
    const asker = {
      text: async (question: string) => {
        asked.push(question);
        return Object.entries({
          called: 'name',
          'first AI system': 'system',
          address: 'email',
          announced: 'channel',
        })
          .filter(([words]) => question.includes(words))
          .map(([, key]) => answers[key])[0];
      },
      choose: async (_: string, choices: readonly string[]) => choices[0],
      secret: async () => '',
      confirm: async () => true,
    };
    expect(await init(['--me', 'Zoe'], {}, { asker: async () => asker })).toMatchObject({ code: 0 });
    expect(asked).toHaveLength(4);
    expect(text('slack-manifest.yaml')).toContain('socket_mode_enabled: true');
    rmSync(join(folder, 'runbooks'), { recursive: true });
    rmSync(join(folder, '.env'));
    rmSync(join(folder, 'slack-manifest.yaml'));
    const leaving = { ...asker, secret: async () => undefined };
    expect((await init(['--me', 'Zoe'], {}, { asker: async () => leaving })).error).toContain(
      'nothing was written',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

const refusing = {
  text: async () => undefined,
  choose: async () => undefined,
  secret: async () => undefined,
  confirm: async () => false,
};

describe('airb init --from-slack', () => {
  const clock = movableClock(Date.UTC(2026, 10, 30, 9));
  const fromSlack = ['--from-slack', '--system', 'support-bot', '--channel', 'incidents'];
  const playing = async (options: Partial<Parameters<typeof playSlack>[0]> = {}) => {
    process.chdir(home);
    const slack = await playSlack({ clock, ...options });
    process.chdir(folder);
    return {
      slack,
      env: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: 'xapp-of-the-test', SLACK_API_URL: slack.apiUrl },
    };
  };

  it('takes members with address and zone, and leaves out apps, guests and who is gone', async () => {
    const people = [
      { id: 'U09GUEST', name: 'Gil Guest', email: 'gil@example.com', account: 'guest' },
      { id: 'U09GONE', name: 'Gone Gray', email: 'gone@example.com', account: 'deactivated' },
      { id: 'U09BOT', name: 'Deploy Bot', email: 'bot@example.com', account: 'bot' },
    ];
    const { slack, env } = await playing({ people });
    try {
      const begun = await init([...fromSlack, '--me', 'ana.lima@example.com'], env);
      expect(begun).toMatchObject({ code: 0 });
      const { organization } = library().library ?? {};
      expect(organization?.people.map(({ slack: id }) => id)).not.toContain('U09GUEST');
      expect(organization?.people).toHaveLength(8);
      expect(organization?.people).toContainEqual(
        expect.objectContaining({
          id: 'ana-lima',
          email: 'ana.lima@example.com',
          slack: 'U01ANA',
          tz: 'Europe/Lisbon',
        }),
      );
      expect(begun.said).toMatch(/8 members; 4 apps, guests and deactivated accounts left out/);
      expect(text('.env')).toContain(`SLACK_BOT_TOKEN=${botToken}`);
      expect(begun.said).not.toContain(botToken);

      const some = await init(
        [...fromSlack, '--people', 'ben.okafor@example.com', '--me', 'U01ANA', '--force'],
        env,
      );
      expect(some).toMatchObject({ code: 0 });
      expect(library().library?.organization.people.map(({ id }) => id)).toEqual(['ana-lima', 'ben-okafor']);
    } finally {
      await slack.close();
    }
  });

  it('names the scope that is missing, a wrong token, and who is not there; then nothing is written', async () => {
    const { slack, env } = await playing({ scopes: (asked) => asked.filter((one) => one !== 'users:read') });
    try {
      const words = [...fromSlack, '--me', 'U01ANA'];
      expect((await init(words, env)).error).toMatch(/scope users:read, which users.list needs/);
      expect((await init(words, { ...env, SLACK_BOT_TOKEN: 'xoxb-of-somebody' })).error).toMatch(
        /rejects the bot token/,
      );
      expect((await init(words)).error).toMatch(/SLACK_BOT_TOKEN is not set/);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      await slack.close();
    }
    const blind = await playing({ scopes: (asked) => asked.filter((one) => one !== 'users:read.email') });
    try {
      const begun = await init([...fromSlack, '--me', 'ana.lima@example.com'], blind.env);
      expect(begun.error).toMatch(/no member of the workspace has this e-mail address/);
      expect(begun.said).toMatch(/users:read.email is missing/);
      expect(await init([...fromSlack, '--me', 'U01ANA'], blind.env)).toMatchObject({ code: 0 });
    } finally {
      await blind.slack.close();
    }
  });
});

describe('airb init --test-incident', () => {
  it('pages whoever asked by the way of a real alert, in a private channel, and is over and told apart afterwards', async () => {
    const clock = movableClock(Date.now());
    process.chdir(home);
    const slack = await playSlack({ clock });
    process.chdir(folder);
    const env = {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
    };
    try {
      const words = [
        '--from-slack',
        '--system',
        'support-bot',
        '--me',
        'ana.lima@example.com',
        '--test-incident',
      ];
      const { code, said } = await init(words, env);
      expect({ code, said }).toMatchObject({
        code: 0,
        said: expect.stringMatching(
          /Test incident INC-1: its channel was opened, and it is over[\s\S]*page by \w+: sent/,
        ),
      });
      const { channels } = slack.sandbox.dump();
      const room = channels.find(({ name }) => name.includes('airb-test'));
      expect(room).toMatchObject({ kind: 'private', archived: false });
      expect(room?.members).toEqual(['UAIRB', 'U01ANA']);
      // In no other place was anything said, but to the asker.
      const others = channels.filter(({ messages, kind }) => messages.length > 0 && kind === 'channel');
      expect(others.map(({ name }) => name)).toEqual([]);
      const direct = channels.filter(({ kind, messages }) => kind === 'dm' && messages.length > 0);
      expect(direct.flatMap(({ members }) => members.filter((id) => id.startsWith('U01')))).toEqual([
        'U01ANA',
      ]);
      expect(JSON.stringify(direct[0]?.messages)).toContain('TEST by airb init: nothing is wrong');
      const store = await openSqliteStore({ file: 'data/airb.db' });
      expect(await store.heads({})).toEqual([
        expect.objectContaining({ system: 'airb-test', phase: 'cancelled', private: true, open: false }),
      ]);
      await store.close();
    } finally {
      await slack.close();
    }
  });
});

describe('airb init --from-pagerduty', () => {
  const schedules = [{ id: 'PSCHED1', name: 'Support first line', time_zone: 'Europe/Lisbon' }];
  const rules = [
    {
      escalation_delay_in_minutes: 5,
      targets: [{ id: 'PSCHED1', type: 'schedule_reference', summary: 'x' }],
    },
    {
      escalation_delay_in_minutes: 15,
      targets: [{ id: 'PUSER01', type: 'user', name: 'Ben Okafor', email: 'Ben.Okafor@example.com' }],
    },
  ];
  const policies = [{ id: 'PPOL001', name: 'Support', escalation_rules: rules }];

  it('makes rotations that read its schedules, and its policy pages for the first system', async () => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(req.url ?? '');
      if (req.headers.authorization !== 'Token token=read-only-token') return void res.writeHead(401).end();
      // A page of one, so that the second has to be asked for.
      const isFirst = req.url?.includes('offset=0');
      const answer = req.url?.startsWith('/schedules')
        ? { schedules: isFirst ? schedules : [], more: isFirst }
        : { escalation_policies: policies, more: false };
      res.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    const PAGERDUTY_API_URL = await listening(server);
    try {
      const words = [...flags, '--from-pagerduty'];
      const wrong = await init(words, { PAGERDUTY_API_TOKEN: 'another-token', PAGERDUTY_API_URL });
      expect(wrong.error).toMatch(/PagerDuty refuses PAGERDUTY_API_TOKEN/);
      expect(readdirSync(folder)).toEqual([]);
      const env = { PAGERDUTY_API_TOKEN: 'read-only-token', PAGERDUTY_API_URL };
      expect(await init(words, env)).toMatchObject({ code: 0 });
      expect(asked.filter((url) => url.startsWith('/schedules'))).toHaveLength(3);
      const { organization, systems } = library().library ?? {};
      expect(organization?.rotations).toMatchObject([{ id: 'support-first-line', zone: 'Europe/Lisbon' }]);
      expect(organization?.people).toContainEqual(
        expect.objectContaining({ id: 'ben-okafor', pagerduty: 'PUSER01' }),
      );
      expect(systems?.[0]?.onCall).toMatchObject([
        { people: ['support-first-line'], after: 300_000 },
        { people: ['ben-okafor'], after: 900_000 },
      ]);
    } finally {
      await closed(server);
    }
  });
});

describe('airb init where a link stands in its way', () => {
  it('writes nothing in the place of the link or through it, and says so', async () => {
    writeFileSync('secrets', 'AIRB_API_TOKEN=kept\n');
    symlinkSync('secrets', '.env');
    const { error } = await init([...flags, '--force']);
    expect(error).toMatch(/\.env is a symbolic link.*Nothing was written/);
    expect([text('secrets'), existsSync('runbooks')]).toEqual(['AIRB_API_TOKEN=kept\n', false]);

    rmSync('.env');
    symlinkSync('secrets', '.env.part');
    expect((await init([...flags, '--force'])).error).toMatch(
      /\.env\.part is there already.*Nothing was written/,
    );
    expect([text('secrets'), existsSync('.env')]).toEqual(['AIRB_API_TOKEN=kept\n', false]);
  });
});
