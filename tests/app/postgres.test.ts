import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusyError } from '../../src/errors.ts';
import { alertBody } from '../bench/rig/alerts.ts';
import { apiToken, runApp, sourceSecret } from '../support/app.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

describe.skipIf(!postgresIsThere())('airb on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  async function running() {
    const url = await server.database();
    const {
      app,
      clock,
      close: closeApp,
    } = await runApp([], { DATABASE_URL: url, AIRB_ALERTMANAGER_SECRET: sourceSecret });
    const send = (fingerprint: string) =>
      fetch(`${app.url}/alerts/alertmanager`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}` },
        body: alertBody('support-bot', fingerprint),
      });
    const incident = async (number: number) => {
      const headers = { authorization: `Bearer ${apiToken}` };
      const answer = await fetch(`${app.url}/api/incidents/${number}`, { headers });
      return answer.ok ? ((await answer.json()) as { rooms: string[] }) : undefined;
    };
    const carded = () => app.store.slot(1, 'card').catch(() => undefined);
    const close = async () => {
      await until('everything to be sent', async () => {
        const { sending, oldestDue } = await app.store.backlog(clock.now());
        return sending === 0 && oldestDue === undefined;
      });
      await closeApp();
    };
    return { url, app, close, send, incident, carded };
  }

  it('takes an alert, opens the incident and posts its card, and says where its records are', async () => {
    const { url, app, close, send, incident, carded } = await running();
    expect((await send('a'.repeat(16))).status).toBe(202);
    await until('the card', carded);
    expect((await incident(1))?.rooms).toHaveLength(1);
    const place = url.split('@')[1]?.replace(/:(\d+)/, ':$1');
    expect(app.summary()).toContainEqual(expect.stringMatching(`^  records   PostgreSQL \\d+ at ${place}$`));
    expect(app.summary()).toContain('  timers    in this process, due times in PostgreSQL');
    const ready = await (await fetch(`${app.url}/readyz`)).json();
    expect(ready).toMatchObject({
      ready: true,
      checks: expect.arrayContaining([
        { name: 'store', ok: true, required: true, detail: 'The store takes writes (PostgreSQL).' },
      ]),
    });
    expect(await app.store.verify()).toMatchObject({ faults: [] });
    await close();
  });

  it('answers 503 while the server is gone, says why, and goes on by itself when it is back', async () => {
    expectLog(/a webhook was refused .*status: 503/);
    mayLog(/the leases could not be renewed yet/, /this process was away for longer than its leases/);
    mayLog(/lost the connection that holds the records/, /effects can not be taken from the store/);
    mayLog(/an effect could not be taken up/, /could not be (written|stored|planned)/);
    // What was on its way when the server went.
    mayLog(/the outcome of an effect is not written yet/, /PostgreSQL at .* can not be reached/);
    const { app, close, send, carded } = await running();
    expect((await send('a'.repeat(16))).status).toBe(202);
    await server.kill();
    const refused = await send('b'.repeat(16));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const notReady = await fetch(`${app.url}/readyz`);
    expect(notReady.status).toBe(503);
    expect(await notReady.text()).toContain('can not be reached');
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await expect(app.store.heads({})).rejects.toBeInstanceOf(BusyError);
    await server.start();
    await until('the alert to be taken', async () => (await send('b'.repeat(16))).status === 202);
    await until('the card', carded);
    await until('it to be ready', async () => (await fetch(`${app.url}/readyz`)).ok);
    expect(await app.store.alerts(1)).toHaveLength(2);
    expect(await app.store.verify()).toMatchObject({ faults: [] });
    await close();
  });
});
