import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import { createLeases, type KeptLeases } from '../../src/flow/deliver/leases.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { aMinuteLater, type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { ben, person } from '../support/worked-example.ts';

/** One of two processes on the same database, in the same chat. */
interface Replica {
  flow: Flow;
  leases: KeptLeases;
  /** It stands still for so long. */
  passed(ms: number): void;
}

describe.skipIf(!postgresIsThere())('two airbs on one PostgreSQL', () => {
  const room = 'inc-20250217-1-support-bot-refusal-spike';
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  let url: string;
  let a: Replica;
  let b: Replica;
  beforeEach(async () => {
    url = await server.prepared();
    a = await replica('a');
    b = await replica('b', a.flow);
  });
  afterEach(async () => {
    await b.flow.close();
    await a.flow.close();
  });

  async function replica(
    owner: string,
    beside?: Flow,
    files?: Parameters<typeof openFlow>[0],
  ): Promise<Replica> {
    let elapsed = 0;
    const leases = createLeases({ elapsed: () => elapsed, lasts: 6 * second });
    const auditKey = 'the same on both machines';
    const flow = await openFlow(files, {
      leases,
      open: (folder, now) => openPostgresStore({ url, folder, auditKey, now, owner }),
      ...(beside && { chat: beside.chat }),
    });
    const join = () => flow.store.join({ label: `process ${owner}`, settings: {} });
    await leases.keep(async () => (await join()).disagreeing.length === 0);
    const passed = (ms: number) => {
      elapsed += ms;
    };
    return { flow, leases, passed };
  }

  /** The next time it has asked the records this, it stands still with the answer. @returns when it does so, and lets it go on */
  function standsStill(flow: Flow, where: 'slot' | 'changes') {
    const ask = flow.store[where] as (...asked: never[]) => Promise<never>;
    let goOn: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      const still = async (...asked: never[]) => {
        flow.store[where] = ask;
        const waiting = new Promise<void>((go) => {
          goOn = go;
        });
        const answer = await ask(...asked);
        resolve();
        await waiting;
        return answer;
      };
      flow.store[where] = still;
    });
    return { reached, goOn: () => goOn() };
  }

  /** A was away for a minute; its leases are over, and B has heard of it. */
  async function aIsAway() {
    a.passed(minute);
    await server.run(url, ...aMinuteLater);
    await b.leases.keep(async () => (await b.flow.store.renew(b.flow.now())).kept);
    await b.leases.keep(async () => {
      await b.flow.store.join({ label: 'process b', settings: {} });
      return true;
    });
    const { revived } = await b.flow.store.renew(b.flow.now());
    return revived;
  }

  const posts = (part: string) =>
    a.flow.chat.rooms.get(room)?.posts.filter(({ key }) => key.includes(part)) ?? [];

  it('share the work of an incident, and each thing happens once', async () => {
    await a.flow.alert();
    await Promise.all([a.flow.deliverer.run(), b.flow.deliverer.run()]);
    await Promise.all([a.flow.later(second), b.flow.later(second)]);
    expect([...a.flow.chat.rooms.keys()].filter((name) => name.startsWith('inc-'))).toEqual([room]);
    for (const part of ['1:card', '1:checklist']) expect(posts(part)).toHaveLength(1);
    expect(a.flow.pager.sent.length + b.flow.pager.sent.length).toBe(1);
    await a.flow.settled();
    expect(await a.flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('one stands still before it pages, the other does; the one wakes, pages nobody, and what it says does not count', async () => {
    expectLog(/another process has taken this over/);
    const paged = () => a.flow.chat.calls.filter((call) => call === 'post 1:page:0:ana');
    const still = standsStill(a.flow, 'slot');
    await a.flow.alert();
    const running = a.flow.deliverer.run();
    await still.reached;
    expect(await aIsAway()).toBeGreaterThan(0);
    await b.flow.deliverer.run();
    expect(paged()).toHaveLength(1);
    still.goOn();
    await running;
    await b.flow.later(5 * second);
    expect(paged()).toHaveLength(1);
    expect(posts('1:card')).toHaveLength(1);
    expect(a.flow.pager.sent.length + b.flow.pager.sent.length).toBe(1);
    await b.flow.settled();
    expect(await b.flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('one stands still before a rollback, the other carries it out; the one wakes and calls nothing', async () => {
    expectLog(/this process was away for too long/, /another process has taken this over/);
    await a.flow.alert();
    await a.flow.deliverer.run();
    const still = standsStill(a.flow, 'changes');
    const facts = { part: 'prompt', to: 'prompt-v6', reason: 'it came first', evidenceOverride: 'now' };
    await a.flow.writer.handle(1, { type: 'rollback.request', ...facts }, person(ben));
    const running = a.flow.deliverer.run();
    await still.reached;
    expect(await aIsAway()).toBeGreaterThan(0);
    await b.flow.deliverer.run();
    still.goOn();
    await running;
    expect(a.flow.actions).toEqual([]);
    expect(b.flow.actions).toHaveLength(1);
    expect((await b.flow.log()).filter((type) => type === 'rollback.attempted')).toHaveLength(1);
  });

  it('one with other files goes on with those the incident was opened with', async () => {
    const c = await replica('c', a.flow, (library) => {
      const generic = library.runbooks.filter(({ id }) => id === library.generic);
      return { ...library, runbooks: generic };
    });
    await a.flow.alert();
    await c.flow.alert({ fingerprint: 'another' });
    await c.flow.deliverer.run();
    const [mine, theirs] = [await a.flow.incident(), await c.flow.incident()];
    expect(theirs.plan).toEqual(mine.plan);
    expect(theirs.alerts).toHaveLength(2);
    const [step = ''] = Object.keys(mine.steps);
    expect(await c.flow.writer.handle(1, { type: 'step.do', step }, person(ben))).toMatchObject({ ok: true });
    for (const part of ['1:card', '1:checklist']) expect(posts(part)).toHaveLength(1);
    await c.flow.close();
  });

  it('one that was away takes nothing until it has joined again', async () => {
    a.passed(minute);
    await a.flow.alert();
    await a.flow.deliverer.run();
    expect(a.flow.chat.calls).toEqual([]);
    await a.leases.keep(async () => true);
    await a.flow.deliverer.run();
    expect(posts('1:card')).toHaveLength(1);
  });

  it('a timer that both find due is handled by one', async () => {
    await a.flow.alert();
    await a.flow.deliverer.run();
    await Promise.all([a.flow.later(5 * minute), b.flow.later(5 * minute)]);
    expect((await a.flow.log()).filter((type) => type === 'page.climbed')).toHaveLength(1);
  });
});
