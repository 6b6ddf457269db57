import { describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
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
