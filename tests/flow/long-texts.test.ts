import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonical } from '../../src/store/chain.ts';
import { inSqlite } from '../support/databases.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { ben, person } from '../support/worked-example.ts';

const words = 'Maria Silva of Lisbon asked for a refund';
/** 180 kB, as a rule may write that puts answers of the model into its annotations. */
const dump = (end: string) =>
  Object.fromEntries(
    Array.from({ length: 45 }, (_, n) => [`answer_${n}`, `${'so the model said '.repeat(222)}${n}`]).concat([
      ['last', end],
      ['summary', 'Refusals are high'],
    ]),
  );

let dir: string;
let flow: Flow;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'airb-long-'));
  flow = await openFlow(undefined, { open: (_, now) => inSqlite(dir, now) });
});
afterEach(async () => {
  await flow.close();
  rmSync(dir, { recursive: true });
});

const events = () => flow.store.events(1);
const wholeOf = async (entry: number) => {
  const { event } = (await events())[entry - 1] ?? {};
  const kept = event && 'alert' in event ? event.alert?.kept : undefined;
  return kept && (await flow.store.content(1, kept.hash));
};
const faults = async () => (await flow.store.verify()).faults.map(({ seq, what }) => `${seq}: ${what}`);
const inFile = (statement: string, ...values: unknown[]) => {
  const file = new Database(join(dir, 'airb.db'));
  const answer = /^select/.test(statement)
    ? file.prepare(statement).all(...values)
    : file.prepare(statement).run(...values);
  file.close();
  return answer;
};

describe('alerts that carry 180 kB each', () => {
  it('leave their shortest words in the log and in memory, and their whole beside it', async () => {
    await flow.alert({ annotations: dump(words) });
    for (let n = 0; n < 20; n++)
      await flow.alert({ fingerprint: `f${n}`, annotations: dump(`${words} ${n}`) });
    for (const { event } of await events())
      expect(canonical({ ...event, plan: undefined }).length, event.type).toBeLessThan(8000);
    const { alerts, evidence } = await flow.incident();
    expect(alerts).toHaveLength(21);
    expect(alerts[0]?.alert.annotations).toMatchObject({ summary: 'Refusals are high', last: words });
    expect(alerts[0]?.alert.labels.severity).toBeDefined();
    expect((await wholeOf(1))?.length).toBeGreaterThan(170_000);
    const payload = evidence.find(({ item }) => item === 'alert');
    expect(payload?.kept?.hash).toBe(payload?.sha256);
    expect(await flow.store.content(1, payload?.sha256 ?? '')).toContain('"answer_44"');
    expect(await faults()).toEqual([]);
  });

  it('that come again add nothing', async () => {
    const sent = { fingerprint: 'again', annotations: dump('x') };
    await flow.alert();
    for (let n = 0; n < 3; n++) await flow.alert(sent);
    expect(inFile('select count(*) as n from contents')).toEqual([{ n: 1 }]);
  });

  it('that were over before airb saw them fire are kept whole too', async () => {
    await flow.alert({ status: 'resolved', annotations: dump('over') });
    const [row] = await flow.store.alerts(0);
    expect(row?.alert.annotations.answer_44).toContain('so the model said');
    await flow.alert({ annotations: dump('and again') });
    expect(await flow.store.alerts(0)).toEqual([]);
    expect((await flow.store.alerts(1))[0]?.alert.kept).toBeDefined();
    expect(await faults()).toEqual([]);
  });

  it('as an older airb stored them are read as they are', async () => {
    const long = { annotations: dump('old') };
    await flow.alert({ annotations: { summary: 'short' } });
    const [row] = await flow.store.alerts(1);
    expect(row?.alert.kept).toBeUndefined();
    inFile('update alerts set alert = ?', JSON.stringify({ ...row?.alert, ...long }));
    expect((await flow.store.alerts(1))[0]?.alert.annotations.last).toBe('old');
    await flow.alert(long);
    expect(await flow.incident()).toMatchObject({ alerts: [{ times: 1 }] });
  });
});

describe('the audit', () => {
  beforeEach(() => flow.alert({ annotations: dump(words) }));

  it.each<[what: string, statement: string, says: RegExp]>([
    [
      'changed',
      `update contents set text = replace(text, 'Maria', 'Marta')`,
      /^1: the long text it refers to was changed/,
    ],
    ['taken away', 'delete from contents', /^1: the long text it refers to is missing/],
    [
      'put in',
      `insert into contents (incident, hash, text) values (1, 'abc', 'x')`,
      /^0: the long text abc… was put in from outside/,
    ],
    [
      'put in for an incident that is not there',
      `insert into contents (incident, hash, text) values (7, 'abc', 'x')`,
      /^0: there are long texts of incidents that are not there/,
    ],
  ])('notices a long text that was %s', async (_, statement, says) => {
    inFile(statement);
    expect((await faults())[0]).toMatch(says);
  });
});

describe('a redaction', () => {
  const redact = (entry: number) => flow.redact({ incident: 1, entry, why: 'a customer', by: person(ben) });
  const everything = () =>
    ['events', 'alerts', 'effects', 'contents']
      .map((table) => JSON.stringify(inFile(`select * from ${table}`)))
      .join('\n');

  it('reaches the whole of a long alert, and says where the same words still stand', async () => {
    const deep = { z_log: `${'x'.repeat(4000)} ${words}` };
    await flow.alert({ annotations: { ...dump('x'), ...deep } });
    const evidence = (await flow.log()).indexOf('evidence.saved') + 1;
    expect(await redact(1)).toMatchObject({
      note: expect.stringMatching(new RegExp(`stand in entr.*\\b${evidence}\\b`)),
    });
    expect(await wholeOf(1)).toBeUndefined();
    expect(await redact(evidence)).toMatchObject({ ok: true });
    expect(everything()).not.toContain(words);
    expect(inFile('select * from contents')).toEqual([]);
    expect(await flow.store.verify()).toMatchObject({ faults: [], redacted: 2 });
  });

  it('leaves what another entry holds as well', async () => {
    const annotations = dump(words);
    await flow.alert();
    await flow.alert({ fingerprint: 'one', annotations });
    await flow.alert({ fingerprint: 'two', annotations });
    const last = (await flow.log()).length;
    expect(await redact(last)).toMatchObject({
      note: expect.stringMatching(new RegExp(`\\b${last - 1}\\b`)),
    });
    expect(await wholeOf(last - 1)).toContain(words);
    await redact(last - 1);
    expect(everything()).not.toContain(words);
    expect(await faults()).toEqual([]);
  });
});
