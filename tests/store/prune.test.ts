import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { day, hour } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { add, alert, append, change, effect, note, settle, t0 } from '../contracts/store-samples.ts';
import { onEachDatabase } from '../support/databases.ts';

onEachDatabase((open) => {
  let folder: string;
  let now: number;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airb-prune-'));
    now = t0;
    store = await open(folder, () => now);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const over = { open: false, phase: 'resolved' };
  const sent = async (key: string) => {
    await add(store, effect(key));
    await settle(store, { key, state: 'done' });
    await store.remember(`teams:sent:${key}`, 'teams:19:x/1');
  };
  /** Some writes after so long, each of which may prune a part. */
  const passes = async (ms: number, writes = 10) => {
    now += ms;
    for (let n = 0; n < writes; n++) await store.write({}, () => ({ writes: {}, answer: 0 }));
  };
  const keysOf = async (incident: number) => (await store.effects(incident)).map(({ key }) => key);
  const faults = async () => (await store.verify()).faults;

  it('what was sent goes half a year after the end of its incident, and the audit knows', async () => {
    await append(store, 1, ['a'], over);
    await append(store, 2, ['a']);
    for (const key of ['1.1.1', '1.1.2', '2.1.1']) await sent(key);
    await passes(179 * day);
    expect(await keysOf(1)).toEqual(['1.1.1', '1.1.2']);
    await passes(2 * day);
    expect(await keysOf(1)).toEqual([]);
    expect(await keysOf(2)).toEqual(['2.1.1']);
    expect(await store.recall('teams:sent:1.1.1')).toBeUndefined();
    expect(await store.recall('teams:sent:2.1.1')).toBe('teams:19:x/1');
    expect(await faults()).toEqual([]);
  });

  it('not while anything of it is left to be sent, nor when its log went on', async () => {
    for (const incident of [1, 2]) await append(store, incident, ['a'], over);
    await sent('1.1.1');
    await add(store, effect('1.1.2'));
    await sent('2.1.1');
    now += 170 * day;
    await append(store, 2, ['the alert outlasts it'], { ...over, updatedAt: now });
    await passes(20 * day);
    expect([await keysOf(1), await keysOf(2)]).toEqual([['1.1.1', '1.1.2'], ['2.1.1']]);
    await settle(store, { key: '1.1.2', state: 'failed', error: 'no such channel' });
    await passes(hour);
    expect(await keysOf(1)).toEqual([]);
    expect(await store.backlog(now)).toMatchObject({ failed: 0 });
    expect(await faults()).toEqual([]);
  });

  it('more than fit into one write go a part with each', async () => {
    await append(store, 1, ['a'], over);
    await add(store, ...Array.from({ length: 700 }, (_, n) => effect(`1.1.${n}`)));
    for (let n = 0; n < 700; n++) await settle(store, { key: `1.1.${n}`, state: 'done' });
    await passes(200 * day, 1);
    expect(await keysOf(1)).toHaveLength(200);
    expect(await faults()).toEqual([]);
    await passes(0, 1);
    expect(await keysOf(1)).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('what comes of the incident later is kept and missed as ever', async () => {
    await append(store, 1, ['a'], over);
    await sent('1.1.1');
    await passes(200 * day);
    await append(store, 1, ['outlasted'], { ...over, updatedAt: now });
    await add(store, effect('1.2.1'));
    expect(await keysOf(1)).toEqual(['1.2.1']);
    expect(await faults()).toEqual([]);
  });

  it('a redaction finds an incident whose effects are gone', async () => {
    await append(store, 1, ['Maria Silva'], over);
    await sent('1.1.1');
    await passes(200 * day);
    const entries = [{ seq: 1, event: note('gone'), texts: ['Maria Silva'], words: 'gone' }];
    await store.write({}, () => ({ writes: { redact: { incident: 1, entries } }, answer: 0 }));
    expect(await store.verify()).toMatchObject({ faults: [], redacted: 1 });
  });

  it('changes go after four hundred days, alerts and logs stay', async () => {
    await append(store, 1, ['a'], over);
    const row = { episode: 'e', incident: 1, alert: alert('f'), times: 1, receivedAt: t0 };
    await store.write({}, () => ({ writes: { change: change('old', t0), alert: row }, answer: 0 }));
    await passes(390 * day);
    await store.write({}, () => ({ writes: { change: change('new', now) }, answer: 0 }));
    await passes(11 * day);
    expect((await store.changes({})).map(({ id }) => id)).toEqual(['new']);
    expect(await store.alerts(1)).toHaveLength(1);
    expect(await store.events(1)).toHaveLength(1);
    expect(await faults()).toEqual([]);
  });
});
