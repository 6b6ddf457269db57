import { describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { lastHeard } from '../../src/webhooks/heard.ts';
import { lastRefusal, noteRefusals } from '../../src/webhooks/refusals.ts';
import { expectLog, logged, testLog } from '../support/log.ts';

function given() {
  const rows = new Map<string, string>();
  const counted: string[] = [];
  const time = { now: 1_000_000 };
  let writes = 0;
  const memory = {
    recall: async (key: string) => rows.get(key),
    remember: async (key: string, value: string) => {
      writes += 1;
      rows.set(key, value);
    },
  };
  const start = () =>
    noteRefusals({
      clock: { now: () => time.now },
      log: testLog,
      memory,
      count: (feed, source, reason) => void counted.push(`${feed} ${source} ${reason}`),
      passed: (feed, source) => void counted.push(`${feed} ${source} passed over`),
    });
  return { start, memory, counted, time, writes: () => writes };
}

const tooLarge = { status: 413, why: 'The body is larger.' };

describe('a refused webhook', () => {
  it('is counted each time, and logged and remembered once a minute for each reason', async () => {
    expectLog(/^warn a webhook was refused/);
    const { start, memory, counted, time, writes } = given();
    const refusals = start();
    for (let n = 0; n < 50; n++) refusals.refused('alerts', 'generic', tooLarge);
    refusals.refused('alerts', 'generic', { status: 401, why: 'No.' });
    expect(counted.filter((line) => line === 'alerts generic too_large')).toHaveLength(50);
    expect(writes()).toBe(2);
    time.now += minute;
    refusals.refused('alerts', 'generic', tooLarge);
    expect(writes()).toBe(3);
    expect(await lastRefusal(memory, 'alerts', 'generic')).toEqual({ at: time.now, times: 52, ...tooLarge });
    expect(logged().map(({ fields }) => fields.others)).toEqual([undefined, undefined, 49]);
  });

  it('is over once something of the source is taken, by another process as well', async () => {
    expectLog(/^warn a webhook was refused/);
    const { start, memory, time } = given();
    start().refused('alerts', 'generic', tooLarge);
    time.now += minute;
    const next = start();
    next.taken('alerts', 'generic');
    next.taken('alerts', 'generic');
    await new Promise((done) => setImmediate(done));
    expect(await lastRefusal(memory, 'alerts', 'generic')).toMatchObject({ takenAt: time.now });
    expect(await lastRefusal(memory, 'changes', 'generic')).toBeUndefined();
  });

  it('that comes again by itself is counted, but no finding', async () => {
    expectLog(/^warn a webhook was refused/);
    const { start, memory, counted } = given();
    start().refused('alerts', 'generic', { status: 503, why: 'Later.' });
    expect(counted).toEqual(['alerts generic busy']);
    expect(await lastRefusal(memory, 'alerts', 'generic')).toBeUndefined();
  });
});

describe('a source', () => {
  it('is heard with each body, which is remembered once a minute', async () => {
    const { start, memory, time, writes } = given();
    const refusals = start();
    for (let n = 0; n < 50; n++) refusals.taken('alerts', 'generic', { items: [1] });
    await new Promise((done) => setImmediate(done));
    expect([writes(), await lastHeard(memory, 'alerts', 'generic')]).toEqual([1, { at: time.now }]);
    time.now += minute;
    refusals.taken('alerts', 'generic', { items: [1] });
    await new Promise((done) => setImmediate(done));
    expect(await lastHeard(memory, 'alerts', 'generic')).toEqual({ at: time.now });
  });

  it('that sends what opens nothing is counted each time, and the last of it is kept', async () => {
    const { start, memory, counted, time } = given();
    const refusals = start();
    refusals.taken('alerts', 'grafana', { items: [], passed: ['a test'] });
    refusals.taken('alerts', 'grafana', { items: [], passed: ['another test'] });
    time.now += minute;
    refusals.taken('alerts', 'grafana', { items: [1], passed: ['beside a real one'] });
    await new Promise((done) => setImmediate(done));
    expect(counted).toEqual(['alerts grafana passed over', 'alerts grafana passed over']);
    expect(await lastHeard(memory, 'alerts', 'grafana')).toEqual({
      at: time.now,
      passed: { at: time.now - minute, why: 'another test', times: 2 },
    });
  });
});
