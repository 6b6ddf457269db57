import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellBrokenFiles } from '../../src/app/broken-files.ts';
import { type MovableClock, movableClock } from '../../src/clock.ts';
import type { MessageRef } from '../../src/domain/refs.ts';
import { minute, second } from '../../src/domain/time.ts';
import type { LibraryWatch } from '../../src/library/watch.ts';
import type { Store } from '../../src/ports/store.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { alertBody } from '../bench/rig/alerts.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { expectLog, logged, mayLog, testLog } from '../support/log.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { playSlack, slackSettings } from '../support/slack-workspace.ts';
import { slack as people, storyOf } from '../support/story.ts';
import { until } from '../support/until.ts';
import { at } from '../support/worked-example.ts';

const auditKey = 'of the replicas of a test, long enough';

/** Three airbs on one database, behind one workspace. */
describe.skipIf(!postgresIsThere())('three replicas', { timeout: 120_000 }, () => {
  let server: PostgresServer;
  let url: string;
  let slack: Awaited<ReturnType<typeof playSlack>>;
  let running: RunningApp[];
  let clocks: MovableClock[];
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    // Three programs in one process on a busy machine may keep each other waiting for the one lock of all writers.
    mayLog(/is held by another writer for too long/, /a webhook was refused .*status: 503/);
    mayLog(/the leases could not be renewed yet/, /this process was away for longer than its leases/);
    mayLog(/Slack takes pins\.add again/);
    url = await server.prepared();
    [running, clocks] = [[], []];
    slack = await playSlack({ clock: { now: Date.now, advance: async () => undefined } });
  });
  afterEach(async () => {
    for (const one of running.reverse()) await one.close();
    await slack.close();
  });

  /** @param ahead by how much its clock is, in milliseconds */
  async function replica(ahead = 0): Promise<RunningApp> {
    const env = {
      ...slackSettings(slack),
      DATABASE_URL: url,
      AIRB_AUDIT_KEY: auditKey,
      AIRB_ALERTMANAGER_SECRET: sourceSecret,
    };
    const clock = movableClock(at('14:10') + ahead);
    clocks.push(clock);
    const one = await runApp([], env, { clock });
    running.push(one);
    return one;
  }
  async function replicas(...ahead: number[]): Promise<[RunningApp, RunningApp, RunningApp]> {
    const [a, b, c] = [await replica(ahead[0]), await replica(ahead[1]), await replica(ahead[2])];
    slack.connect(a.app.url);
    return [a, b, c];
  }
  const send = ({ app }: RunningApp, fingerprint: string, system = 'support-bot') =>
    fetch(`${app.url}/alerts/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}` },
      body: alertBody(system, fingerprint),
    }).then(({ status }) => status);
  /** Sends it until it is stored. */
  const stored = (one: RunningApp, fingerprint: string, system?: string) =>
    until('the alert to be taken', async () => (await send(one, fingerprint, system)) === 202);
  const rooms = () => slack.sandbox.dump().channels.filter(({ name }) => name.startsWith('inc-'));
  const reminders = () =>
    slack.sandbox
      .dump()
      .channels.flatMap(({ id, messages }) => messages.map(({ text }) => ({ id, text })))
      .filter(({ text }) => text.includes('next stakeholder update of INC-1 is due'))
      .map(({ id }) => id);
  const cards = () =>
    slack.sandbox
      .dump()
      .channels.flatMap(({ messages }) => messages)
      .filter(({ metadata }) => String(metadata?.event_payload.key ?? '').endsWith(':card'));

  it('of which two are idle, the third has all of Slack’s limit: five channels at once, and none was put off', async () => {
    const [a] = await replicas();
    const systems = ['support-bot', 'refund-agent', 'contract-summariser', 'fraud-scorer', 'image-studio'];
    for (const [n, system] of systems.entries()) await stored(a, `${n}`.repeat(16), system);
    await until('five channels', async () => rooms().length === 5);
    const effects = await Promise.all(systems.map((_, n) => a.app.store.effects(n + 1)));
    const opened = effects.flat().filter(({ body }) => body.kind === 'room.open');
    expect(opened.filter(({ lastError = '' }) => lastError.startsWith('Slack takes'))).toEqual([]);
    const [kept] = await server.run(url, `select count(*)::int as n from buckets where name like 'slack %'`);
    expect(kept?.n).toBeGreaterThan(2);
  });

  it('whose clocks are thirty seconds apart do each thing once, and what one planned another does', async () => {
    const [ahead, right, behind] = await replicas(30 * second, 0, -30 * second);
    await stored(ahead, 'a'.repeat(16));
    await stored(behind, 'a'.repeat(16));
    await until('the card', async () => cards().length === 1);
    await stored(behind, 'b'.repeat(16));
    // By the clock of the one that hears it, the incident begins in a minute.
    slack.connect(behind.app.url);
    const story = storyOf({ ...behind, workspace: slack.url });
    await story.people.command(people.ana, rooms()[0]?.id ?? '', 'ack');
    const acknowledged = async () =>
      (await right.app.store.events(1)).some(({ event }) => event.type === 'acknowledged');
    await until('the acknowledgement', acknowledged);
    for (const clock of clocks) await clock.advance(25 * minute);
    await until('the reminder, from one of them', async () => reminders().length > 0);
    await until('quiet', async () => (await right.app.store.backlog(right.clock.now())).sending === 0);
    const events = (await right.app.store.events(1)).map(({ event }) => event);
    const acked = events.find((event) => event.type === 'acknowledged');
    expect(acked?.at).toBeGreaterThanOrEqual(events[0]?.at ?? 0);
    expect(reminders()).toEqual([...new Set(reminders())]);
    expect(rooms()).toHaveLength(1);
    expect(cards()).toHaveLength(1);
    expect(await right.app.store.verify()).toMatchObject({ faults: [] });
  });

  it('that lose the database for a while say so, lose nothing, and all come back', async () => {
    mayLog(/lost the connection that holds the records/, /effects can not be taken from the store/);
    mayLog(/an effect could not be taken up/, /could not be (written|stored|planned)/);
    // What was on its way when the server went.
    mayLog(/the outcome of an effect is not written yet/, /PostgreSQL at .* can not be reached/);
    mayLog(/the limits of the chat that replicas share can not be asked/);
    expectLog(/a webhook was refused .*status: 503/);
    const all = await replicas();
    await stored(all[0], 'a'.repeat(16));
    await server.kill();
    for (const one of all) {
      expect(await send(one, 'b'.repeat(16))).toBe(503);
      expect((await fetch(`${one.app.url}/readyz`)).status).toBe(503);
    }
    await server.start();
    for (const [n, one] of all.entries()) {
      await stored(one, `${n}`.repeat(16));
      await until('it to be ready', async () => (await fetch(`${one.app.url}/readyz`)).ok);
    }
    const store = all[1].app.store;
    await until('all three to serve again', async () => (await store.replicas()).length === 3);
    await until('the card', async () => cards().length === 1);
    expect(await store.alerts(1)).toHaveLength(4);
    expect(await store.verify()).toMatchObject({ faults: [] });
    expect(rooms()).toHaveLength(1);
  });

  it('of which one is of a version before the shared limits: both go on, the older with its part of them', async () => {
    expectLog(/the limits of the chat that replicas share can not be asked; each keeps to its part/);
    const older = await replica();
    slack.connect(older.app.url);
    await stored(older, 'a'.repeat(16));
    await until('the card', async () => cards().length === 1);
    // From here on the database is as the older version made it.
    await server.run(
      url,
      'drop table buckets, turns',
      `delete from airb_migrations where step >= '0003_limits'`,
    );
    await stored(older, 'd'.repeat(16), 'refund-agent');
    await until('the second card', async () => cards().length === 2);
    const newer = await replica();
    expect((await newer.app.store.replicas()).length).toBe(2);
    await stored(newer, 'b'.repeat(16));
    await stored(older, 'c'.repeat(16));
    expect(await newer.app.store.alerts(1)).toHaveLength(3);
    await until(
      'the channel hears',
      async () => (await server.run(url, 'select name from buckets')).length > 0,
    );
    expect(cards()).toHaveLength(2);
    expect(await newer.app.store.verify()).toMatchObject({ faults: [] });
    expect(logged().filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('that start together with the same broken file say so once', async () => {
    const stores = await Promise.all(
      ['a', 'b', 'c'].map((owner) => openPostgresStore({ url, folder: '.', auditKey, owner })),
    );
    for (const [n, store] of stores.entries()) await store.join({ label: `process ${n}`, settings: {} });
    const posted: string[] = [];
    const chat = {
      name: 'slack',
      post: async (_: unknown, __: unknown, key: string) => {
        posted.push(key);
        return 'slack:C1/1' as MessageRef;
      },
    };
    const broken = { level: 'error', file: 'a.yaml', line: 1, what: 'broken', kind: 'unreadable' };
    const watch = {
      library: () => ({ organization: { incidentsChannel: 'incidents' } }),
      findings: () => [broken],
    } as unknown as LibraryWatch;
    const tell = (memory: Store) => tellBrokenFiles({ watch, chats: [chat], memory, log: testLog });
    await Promise.all(stores.map(tell));
    expect(posted).toHaveLength(1);
    await Promise.all(stores.map(tell));
    expect(posted).toHaveLength(1);
    for (const store of stores) await store.close();
  });
});
