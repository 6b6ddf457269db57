import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { movableClock } from '../../src/clock.ts';
import { minute } from '../../src/domain/time.ts';
import { airb } from '../cli/airb.ts';
import { secrets, told } from '../redaction/secrets.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { expectLog, logged } from '../support/log.ts';
import { type Story, slack, storyOf } from '../support/story.ts';

let story: Story;
let running: RunningApp;
afterEach(() => story.close());

/** Every secret there is, by a different road each. */
const all = [...Object.values(secrets).flat(), ...told.map(([, secret]) => secret)];
const spoken = [
  ...Object.values(secrets).flat(),
  ...told.map(([before, secret, after]) => `${before}${secret}${after}`),
];
const said = (n: number) => spoken[n % spoken.length] ?? '';

/** Everything airb keeps and says: all tables, the files beside them, what it posted, its log lines. */
async function everything(): Promise<Record<string, string>> {
  await story.settle();
  const data = join(running.runbooks, '..', 'data');
  const db = new Database(join(data, 'airb.db'), { readonly: true });
  const tables = db.prepare(`select name from sqlite_master where type = 'table'`).all() as {
    name: string;
  }[];
  const rows = tables.map(({ name }) => [
    `table ${name}`,
    JSON.stringify(db.prepare(`select * from "${name}"`).all()),
  ]);
  db.close();
  const { channels, files, world, targets } = await story.dump();
  const posted = channels.flatMap(({ messages }) => messages.filter(({ user }) => user === 'UAIRB'));
  const topics = channels.map(({ topic, name }) => `${name} ${topic}`);
  const pages = ['/incidents', '/incidents/1', '/incidents/1/postmortem', '/incidents/1/runbook'];
  const read = await Promise.all(pages.map(async (path) => (await fetch(`${story.url}${path}`)).text()));
  const api = ['/incidents', '/incidents/1', '/incidents/1/timeline', '/incidents/1/postmortem'];
  const answers = await Promise.all(api.map((path) => story.api(path)));
  const metrics = await (await fetch(`${story.url}/metrics`)).text();
  return {
    ...Object.fromEntries(rows),
    files: readdirSync(data)
      .filter((name) => name.startsWith('audit'))
      .map((name) => readFileSync(join(data, name), 'utf8'))
      .join(),
    posted: JSON.stringify(posted),
    topics: JSON.stringify(topics),
    uploads: files
      .map(({ name, base64 }) => name + Buffer.from(base64 ?? '', 'base64').toString())
      .join('\n'),
    provider: JSON.stringify(world.pages),
    targets: JSON.stringify(targets),
    web: read.join('\n'),
    api: JSON.stringify(answers),
    metrics,
    log: JSON.stringify(logged()),
  };
}

function leaks(places: Record<string, string>, texts: string[]): string[] {
  return Object.entries(places).flatMap(([place, content]) =>
    texts
      .filter((text) => content.includes(text) || content.includes(JSON.stringify(text).slice(1, -1)))
      .map((text) => `${text.slice(0, 12)}… in ${place}`),
  );
}

async function open(options: Parameters<typeof runApp>[2] = {}): Promise<string> {
  const sources = { AIRB_ALERTMANAGER_SECRET: sourceSecret, AIRB_GENERIC_SECRET: sourceSecret };
  running = await runApp([], sources, options);
  story = storyOf(running);
  return '';
}

async function hear(): Promise<void> {
  for (const place of ['inc-', 'incidents', 'support-leadership', '@U01ANA', '@U01BEN', '@U01CHLOE'])
    await story.news(place);
  await story.pages();
  await story.calls();
}

describe('secrets come in by every road', () => {
  it('and none is in any table, message, page, log line or file after a whole incident', async () => {
    expectLog(/^warn a webhook was refused/);
    await open();
    const alert = (n: number) => ({
      status: 'firing',
      labels: {
        alertname: `Refusals ${said(n)}`,
        system: 'support-bot',
        failure: 'refusal-spike',
        segment: said(n + 1),
        api_key: 'correct horse',
      },
      annotations: { summary: `too many ${said(n + 2)}`, description: said(n + 3) },
      startsAt: '2025-02-17T14:09:00Z',
      generatorURL: `https://prometheus.example/graph?key=${told.at(-1)?.[1]}`,
      fingerprint: `f${n}`,
      odd: { deep: [said(n + 4)] },
    });
    for (let n = 0; n < spoken.length; n += 5) {
      const sent = await story.post(
        '/alerts/alertmanager',
        { version: '4', alerts: [alert(n)] },
        sourceSecret,
      );
      expect(sent.status).toBe(202);
    }
    const change = {
      system: 'support-bot',
      kind: 'prompt',
      id: 'c1',
      summary: `with ${said(1)}`,
      from: said(2),
      to: said(3),
    };
    expect((await story.post('/changes/generic', change, sourceSecret)).status).toBe(202);
    const broken = await story
      .post('/changes/generic', { ...change, kind: said(4) }, sourceSecret)
      .catch(() => undefined);
    expect(broken?.status).toBe(422);
    await story.settle();
    const { id: room } = await story.room();
    for (const text of spoken) {
      await story.people.act({ as: slack.ana, type: 'say', channel: room, text });
      await story.people.command(slack.ben, room, `note saw ${text}`);
      await story.people.command(slack.ben, room, `evidence dump: ${text}`);
    }
    const words = (n: number) => said(n).replaceAll('\n', ' ');
    for (const text of [
      `severity sev1 ${words(0)}`,
      `category prompt ${words(1)}`,
      `update send users: ${words(2)} mitigation: ${words(3)}`,
      `rollback prompt ${words(4)}`,
      `change prompt ${words(5)}`,
      `assign ${words(6)}`,
      `${words(7)}`,
      `resolve override ${words(8)}`,
    ])
      await story.people.command(slack.ben, room, text);
    await story.settle();
    await hear();

    const places = await everything();
    expect(leaks(places, [...all, 'correct horse'])).toEqual([]);
    // The rest of each text is there to be read.
    for (const place of ['table events', 'posted', 'uploads', 'web', 'api'])
      expect(places[place], place).toContain('[masked: AWS access key]');
    expect((await running.app.store.verify()).faults).toEqual([]);
  });
});

describe('an entry is redacted afterwards', () => {
  const name = 'Maria Silva of Acme Corporation, Lisbon';

  it('and its text is gone from every surface, while the audit still holds', async () => {
    await open();
    const room = await story.begin();
    await story.people.act({ as: slack.ana, type: 'say', channel: room, text: `it was ${name}` });
    await story.people.command(slack.ben, room, `note called ${name}`);
    await story.people.command(slack.ben, room, `evidence who asked: ${name}`);
    await story.people.command(slack.ben, room, 'category prompt');
    await story.people.command(slack.ben, room, 'resolve override it was a test');
    await story.settle();
    expect(leaks(await everything(), [name]).length).toBeGreaterThan(5);

    const denied = await story.privately(slack.chloe, () =>
      story.people.command(slack.chloe, room, `redact "called ${name}" names a customer`),
    );
    expect(denied).toContain('redact an entry of the record');
    for (const which of [`"it was ${name}"`, `"called ${name}"`])
      await story.people.command(slack.ben, room, `redact ${which} names a customer`);
    const log = await running.app.store.events(1);
    const evidence = log.find(
      ({ event }) => event.type === 'evidence.saved' && event.evidence.content === name,
    );
    await story.people.command(slack.ben, room, `redact ${evidence?.seq} names a customer`);
    await story.later(minute);
    await hear();

    const places = await everything();
    expect(leaks(places, [name])).toEqual([]);
    // The drafts from before are out of the channel; those that follow hold the tombstones.
    const { files } = await story.dump();
    expect(files.map((file) => file.name)).toEqual(['inc-1-postmortem.md', 'inc-1-postmortem.html']);
    expect(places.uploads).toContain('redacted by Ben Okafor: names a customer');
    for (const place of ['table events', 'posted', 'web', 'api'])
      expect(places[place], place).toContain('redacted by Ben Okafor: names a customer');
    const audit = await running.app.store.verify();
    expect(audit).toMatchObject({ faults: [], redacted: 3 });
  });
});

describe('an entry is redacted in the terminal, beside the running program', () => {
  const name = 'Maria Silva of Acme Corporation, Lisbon';

  it('and its text is gone from every surface, as when it is done in chat', async () => {
    // The terminal has the machine's clock.
    await open({ clock: movableClock(Date.now()) });
    await story.people.fire('support-bot');
    await story.settle();
    const room =
      (await story.dump('channels')).channels.find(({ name }) => name.startsWith('inc-'))?.id ?? '';
    await story.people.act({ as: slack.ana, type: 'say', channel: room, text: `it was ${name}` });
    await story.people.command(slack.ben, room, `note called ${name}`);
    await story.people.command(slack.ben, room, `evidence who asked: ${name}`);
    await story.people.command(slack.ana, room, `category prompt ${name} was refused`);
    await story.people.command(slack.ben, room, 'resolve override it was a test');
    await story.settle();
    const before = leaks(await everything(), [name]).map((leak) => leak.replace(/.* in /, ''));
    for (const place of ['table events', 'posted', 'uploads', 'web', 'api']) expect(before).toContain(place);

    const env = { AIRB_DATA_DIR: join(running.runbooks, '..', 'data'), AIRB_RUNBOOKS_DIR: running.runbooks };
    const redact = (...words: string[]) => airb(['redact', '1', ...words], env);
    const listed = (await redact()).out.split('\n').filter((line) => line.includes(name));
    const log = await running.app.store.events(1);
    const evidence = log.find(
      ({ event }) => event.type === 'evidence.saved' && event.evidence.content === name,
    );
    const entries = [...listed.map((line) => line.split(' ')[0] ?? ''), String(evidence?.seq)];
    expect(entries).toHaveLength(4);
    expect((await redact('--entry', '12')).code).toBe(2);
    expect(await redact('--entry', '999', '--why', 'x')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/INC-1 has \d+ entries and no 999; “airb redact 1” lists them/),
    });
    for (const entry of entries)
      expect(await redact('--entry', entry, '--why', 'names a customer', '--by', 'Hugo')).toMatchObject({
        out:
          log[Number(entry) - 1]?.event.type === 'message.said'
            ? 'It is redacted. Ana Lima’s own message stays in the chat until they or an admin delete it.\n'
            : `INC-1 entry ${entry} is redacted.\n`,
        code: 0,
      });
    const [first = ''] = entries;
    expect((await redact('--entry', first, '--why', 'again')).out).toBe('That entry is redacted already.\n');

    // What another process wrote is found by the sweep.
    const left = async () => {
      await story.later(minute);
      return leaks(await everything(), [name]);
    };
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    // Not in what lies on the disk either: the file keeps the pages that rows leave.
    const lying = readdirSync(env.AIRB_DATA_DIR)
      .filter((file) => file.startsWith('airb.db'))
      .filter((file) => readFileSync(join(env.AIRB_DATA_DIR, file)).includes('Maria Silva'));
    expect(lying).toEqual([]);
    await hear();
    const places = await everything();
    for (const place of ['table events', 'posted', 'web', 'api'])
      expect(places[place], place).toContain('redacted by Hugo (command line): names a customer');
    for (const verb of [
      ['timeline', '1'],
      ['postmortem', '1'],
      ['incidents', '--json'],
    ])
      expect((await airb(verb, env)).out).not.toContain(name);
    expect((await airb(['audit', 'verify'], env)).out).toMatch(
      /intact\.\n4 entries redacted on record; their tombstones are as put there/,
    );
  });
});
