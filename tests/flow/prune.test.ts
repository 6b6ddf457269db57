import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { headOf } from '../../src/domain/incident/head.ts';
import { whyKept } from '../../src/domain/incident/retention.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { day } from '../../src/domain/time.ts';
import { type Looked, type Pruning, prune } from '../../src/flow/prune.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter } from '../../src/flow/write.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { alert, effect, settle, t0 } from '../contracts/store-samples.ts';
import { onEachDatabase } from '../support/databases.ts';
import { hash, mask } from '../support/mask.ts';
import { workedExample } from '../support/worked-example.ts';

const clock = { now: () => t0 + 800 * day };
const secret = 'Maria Silva asked for her contract';
const after = { before: clock.now() - 400 * day, holds: [], by: 'sam', dryRun: false };

async function pruned(store: Store, more: Partial<Pruning> = {}): Promise<Looked[]> {
  const looked: Looked[] = [];
  for await (const one of prune({ store, clock }, { ...after, ...more })) looked.push(one);
  return looked;
}

/** A whole incident as the worked example tells it, with a row in every table beside its log. */
async function told(store: Store, number: number, events = workedExample({ number })): Promise<Opened> {
  const incident = fold(nothing, events) as Opened;
  const said = { type: 'note.written' as const, at: t0, by: { kind: 'airb' as const }, text: secret };
  const all = [...events, said];
  await store.write({}, () => ({
    writes: {
      append: { incident: number, expected: 0, events: all, head: headOf(incident, all.length, t0) },
      effects: [effect(`${number}.1.1`)],
      rooms: { incident: number, refs: [`slack:C${number}`] },
      alert: { episode: `e${number}`, incident: number, alert: alert('f'), times: 1, receivedAt: t0 },
      contents: { incident: number, texts: [] },
      slot: { incident: number, slot: 'card', message: `slack:C${number}/1`, drawn: 'd' },
    },
    answer: 0,
  }));
  await settle(store, { key: `${number}.1.1`, state: 'done' });
  return incident;
}

onEachDatabase((open) => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airb-prune-'));
    store = await open(folder, clock.now);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('an old incident loses what it says, keeps its place in the chain, and the audit tells of it', async () => {
    await told(store, 1);
    await told(store, 2);
    const weight = await store.weight(1);
    expect(weight).toBeGreaterThan(10_000);
    const [one] = await pruned(store, { dryRun: true });
    expect(one).toEqual({ incident: 1, bytes: weight });
    expect(await store.events(1)).not.toEqual([]);

    const entries = (await store.events(1)).length;
    const holds = [{ incidents: [2], why: 'case 4711' }];
    expect(await pruned(store, { holds })).toEqual([
      { incident: 1, bytes: weight },
      { incident: 2, kept: 'it is on hold: case 4711' },
    ]);
    expect(await store.events(1)).toEqual([]);
    expect(await store.head(1)).toMatchObject({ phase: 'pruned', title: 'Content pruned', severity: 'sev2' });
    expect([await store.alerts(1), await store.effects(1), await store.slot(1, 'card')]).toEqual([
      [],
      [],
      undefined,
    ]);
    expect(await store.incidentOfRoom('slack:C1')).toBeUndefined();
    expect(await store.weight(1)).toBeLessThan(weight / 5);
    expect(await store.verify()).toMatchObject({
      faults: [],
      pruned: [{ incident: 1, entries, at: clock.now(), by: 'sam' }],
    });
    expect(await store.events(2)).not.toEqual([]);
    // Ended in the middle and asked for again, it goes on with what is left.
    expect((await pruned(store)).map(({ incident }) => incident)).toEqual([2]);
    expect((await store.verify()).faults).toEqual([]);
  });

  it('nobody can write to it any more, not even who still has it in mind', async () => {
    await told(store, 1);
    const writer = createWriter({ store, clock, states: createStates(), mask, hash });
    expect(await writer.incident(1)).toMatchObject({ number: 1 });
    await pruned(store);
    const by = { kind: 'person' as const, id: 'zoe', name: 'Zoe', standing: 'listed' as const };
    const reopening = { type: 'reopen' as const, reason: 'it is back' };
    expect(await writer.handle(1, reopening, by)).toMatchObject({ ok: false });
    expect(await writer.incident(1)).toBeUndefined();
    expect((await store.verify()).faults).toEqual([]);
  });

  it('stays while it is open or young, something is to be sent, or it goes on elsewhere', async () => {
    await told(store, 1, workedExample({ number: 1 }).slice(0, 8));
    await told(store, 2);
    // One that is open has timers as well, and people hear that it is open.
    await store.write({}, () => ({ writes: { effects: [effect('1.1.2'), effect('2.1.2')] }, answer: 0 }));
    expect(await pruned(store)).toEqual([
      { incident: 1, kept: 'it is open' },
      { incident: 2, kept: 'something of it is still to be sent' },
    ]);
    await settle(store, { key: '2.1.2', state: 'done' });
    // A repeat of its alert makes no entry, and shows that it is not forgotten.
    await store.write({}, () => ({
      writes: { active: { incident: 2, at: after.before + 1 } },
      answer: 0,
    }));
    expect((await pruned(store))[1]).toMatchObject({
      kept: expect.stringMatching(/^it was spoken of on 2026-/),
    });
  });
});

it('a running clock and an open survivor keep it, whatever its age', () => {
  const incident = fold(nothing, workedExample()) as Opened;
  const asked = { before: after.before, holds: [], activeAt: t0, survivorOpen: false };
  expect(whyKept(incident, asked)).toBeUndefined();
  const clocks = [{ name: 'GDPR Art. 33' }] as unknown as NonNullable<Opened['clocks']>;
  expect(whyKept({ ...incident, clocks }, asked)).toBe('the clock “GDPR Art. 33” is running');
  expect(whyKept(incident, { ...asked, survivorOpen: true })).toBe('the incident it was merged into is open');
  expect(whyKept(incident, { ...asked, holds: [{ systems: ['support-bot'], why: 'audit' }] })).toBe(
    'it is on hold: audit',
  );
});

describe('in a SQLite file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airb-prune-'));
    const store = await openSqliteStore({ file: join(folder, 'airb.db') });
    await told(store, 1);
    await told(store, 2);
    await told(store, 3);
    await pruned(store, { holds: [{ incidents: [3], why: 'kept' }] });
    await store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const faultsAfter = async (...statements: string[]) => {
    const intruder = new Database(join(folder, 'airb.db'));
    for (const statement of statements) intruder.exec(statement);
    intruder.close();
    const store = await openSqliteStore({ file: join(folder, 'airb.db') });
    const { faults } = await store.verify();
    await store.close();
    return faults.map(({ incident, what }) => `${incident}: ${what}`);
  };

  it('the words are not in the file any more, and the room goes back to the disk', async () => {
    const file = join(folder, 'airb.db');
    const before = statSync(file).size;
    const store = await openSqliteStore({ file });
    await pruned(store);
    expect((await store.giveBack()).left).toBe(0);
    await store.close();
    expect(readFileSync(file).includes(secret)).toBe(false);
    expect(statSync(file).size).toBeLessThan(before);
  });

  it('tampering with what is left is found', async () => {
    expect(await faultsAfter()).toEqual([]);
    const stub = (type: string) => `'{"at":' || at || ',"pruned":true,"type":"${type}"}'`;
    const tampered: [string[], RegExp][] = [
      [
        [`update events set type = 'resolved', body = ${stub('resolved')} where incident = 1 and seq = 3`],
        /^1: what pruning left of its events was changed/,
      ],
      [[`update events set body = '{"at":1}' where incident = 1 and seq = 3`], /^1: holds text/],
      [[`delete from events where incident = 2 and seq = 2`], /^2: the event before it is missing/],
      [[`update events set digest = 'ab' where incident = 2 and seq = 4`], /^2: its hash was changed/],
      [[`update incidents set severity = 'sev4' where number = 1`], /^1: its system, phase or another fact/],
      [[`insert into rooms values ('slack:CX', 1)`], /^1: room slack:CX leads to INC-1/],
      [[`insert into contents values (2, 'ab', 'put in')`], /^2: the long text ab… was put in from outside/],
      [
        [`delete from events where incident = 2`, `delete from incidents where number = 2`],
        /^2: the whole incident is missing/,
      ],
      [
        [`update audit set entry = replace(entry, '"by":"sam"', '"by":"zoe"')`],
        /^0: was changed, or made without the key/,
      ],
    ];
    const whole = readFileSync(join(folder, 'airb.db'));
    for (const [statements, says] of tampered) {
      expect(await faultsAfter(...statements)).toContainEqual(expect.stringMatching(says));
      rmSync(join(folder, 'airb.db-wal'), { force: true });
      writeFileSync(join(folder, 'airb.db'), whole);
    }
  });
});
