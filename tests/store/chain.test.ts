import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { sha256 } from '../../src/store/audit-entry.ts';
import { canonical, linkOf } from '../../src/store/chain.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { append } from '../contracts/store-samples.ts';

describe('somebody changes the log behind our back', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airb-chain-'));
    store = await openSqliteStore({ file: join(folder, 'airb.db') });
    await append(store, 1, ['a', 'b', 'c', 'd', 'e']);
    await append(store, 2, ['x']);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const faultsAfter = async (...changes: string[]) => {
    const intruder = new Database(join(folder, 'airb.db'));
    for (const change of changes) intruder.exec(change);
    intruder.close();
    return (await store.verify()).faults.map((fault) => `${fault.incident}.${fault.seq}: ${fault.what}`);
  };

  it('an edited text is named, and only it', async () => {
    const edit = `update events set body = replace(body, '"c"', '"C"') where incident = 1 and seq = 3`;
    expect(await faultsAfter(edit)).toEqual(['1.3: its text was changed']);
    expect((await store.verify(2)).faults).toEqual([]);
  });

  const made = (prev: string, seq: number, text: string) => {
    const body = canonical({ at: 1, by: { kind: 'airb' }, text, type: 'note.written' });
    const digest = sha256(body);
    const hash = linkOf(prev, { incident: 1, seq }, digest);
    return `update events set at = 1, body = '${body}', digest = '${digest}', prev = '${prev}', hash = '${hash}' where incident = 1 and seq = ${seq}`;
  };

  it('an edit with its hash made to fit breaks the link to the next', async () => {
    const { hash: prev } = (await store.events(1))[1] ?? { hash: '' };
    const edit = made(prev, 3, 'C');
    expect(await faultsAfter(edit)).toEqual(['1.4: does not follow the event before it']);
  });

  it('so does it at the end of the log, against the incident', async () => {
    const { hash: prev } = (await store.events(1))[3] ?? { hash: '' };
    const edit = made(prev, 5, 'E');
    expect(await faultsAfter(edit)).toEqual(['1.5: is not the event the incident ended with']);
  });

  it('a changed time beside the text is seen', async () => {
    expect(await faultsAfter('update events set at = 5 where incident = 1 and seq = 2')).toEqual([
      '1.2: its time or type was changed',
    ]);
  });

  it('events taken out are counted', async () => {
    expect(await faultsAfter('delete from events where incident = 1 and seq in (2, 3)')).toEqual([
      '1.4: the 2 events before it are missing',
    ]);
  });

  it('an event taken out and the rest renumbered is seen', async () => {
    const faults = await faultsAfter(
      'delete from events where incident = 1 and seq = 4',
      'update events set seq = 4 where incident = 1 and seq = 5',
      'update incidents set version = 4 where number = 1',
    );
    expect(faults).toEqual(['1.4: does not follow the event before it']);
  });

  it('two that changed places are named', async () => {
    const faults = await faultsAfter(
      'update events set seq = 99 where incident = 1 and seq = 2',
      'update events set seq = 2 where incident = 1 and seq = 3',
      'update events set seq = 3 where incident = 1 and seq = 99',
    );
    expect(faults[0]).toBe('1.2: out of order: it was made after event 3');
    expect(faults[1]).toBe('1.3: out of order: it was made after event 1');
  });

  it('a tail cut off is seen', async () => {
    expect(await faultsAfter('delete from events where incident = 1 and seq > 3')).toEqual([
      '1.4: the last 2 events are missing',
    ]);
    expect(await faultsAfter('delete from events where incident = 2')).toContain(
      '2.1: the last event is missing',
    );
  });

  it('an incident taken away from its events is seen', async () => {
    expect(await faultsAfter('delete from incidents where number = 2')).toEqual([
      '2.1: the incident itself is missing',
    ]);
  });
});

describe('canonical JSON', () => {
  it('is the same whatever the order of the keys', () => {
    expect(canonical({ b: [1, { d: null, c: 'é"' }], a: undefined, A: 0.5 })).toBe(
      '{"A":0.5,"b":[1,{"c":"é\\"","d":null}]}',
    );
    expect(canonical({ x: 1, y: 2 })).toBe(canonical({ y: 2, x: 1 }));
  });

  it('reads back as what JSON would have kept', () => {
    const value = { list: [undefined, Number.NaN, 'a'], gone: undefined, deep: { z: true, a: [] } };
    expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
