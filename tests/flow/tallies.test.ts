import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tallyOf } from '../../src/domain/report/tally.ts';
import { minute } from '../../src/domain/time.ts';
import { createTallies } from '../../src/flow/tallies.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { head } from '../contracts/store-samples.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { ana, person, workedExample } from '../support/worked-example.ts';

let flow: Flow | undefined;
let folder: string | undefined;
beforeEach(() => {
  flow = undefined;
  folder = undefined;
});
afterEach(async () => {
  await flow?.close();
  if (folder) rmSync(folder, { recursive: true });
});

it('each command leaves the tally of what it decided, a redaction too, and the fold of the log says the same', async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
  await flow.later(minute);
  await flow.writer.handle(1, { type: 'note', text: 'secret words' }, person(ana));
  const entry = (await flow.store.events(1)).findLast(({ event }) => event.type === 'note.written')?.seq ?? 0;
  await flow.redact({ incident: 1, entry, why: 'it names a customer', by: person(ana) });
  const { tallies, stale } = await flow.store.tallies(0);
  expect(stale).toEqual([]);
  expect(tallies).toEqual([tallyOf(await flow.incident())]);
  expect(tallies[0]).toMatchObject({
    alerts: 1,
    mapped: true,
    reached: { acknowledged: expect.any(Number) },
  });
});

/** Records as an airb left them that knew of no tallies. */
async function oldRecords(incidents: number): Promise<Store> {
  folder = mkdtempSync(join(tmpdir(), 'airb-tallies-'));
  const file = join(folder, 'airb.db');
  const store = await openSqliteStore({ file });
  for (let number = 1; number <= incidents; number++) {
    const events = workedExample({ number });
    await store.write({}, () => ({
      writes: { append: { incident: number, expected: 0, events, head: head(number, { openedAt: number }) } },
      answer: 0,
    }));
  }
  await store.close();
  return openSqliteStore({ file });
}

it('records of an older airb are counted from their logs: a report makes what it needs, the rest is made beside', async () => {
  const store = await oldRecords(45);
  const read: number[] = [];
  const watched = {
    ...store,
    events: (number: number) => {
      read.push(number);
      return store.events(number);
    },
  };

  // The report asks for the newest five before anything else was made.
  const tallies = createTallies(watched);
  const five = await tallies.since(41);
  expect(five.map(({ number }) => number)).toEqual([41, 42, 43, 44, 45]);
  expect(five[0]).toMatchObject({
    phase: 'resolved',
    containments: [
      { kind: 'rollback', outcome: 'partly' },
      { kind: 'rollback', outcome: 'worked' },
    ],
  });
  expect(read.splice(0)).toEqual([41, 42, 43, 44, 45]);

  // The rest is made a part at a time; it stops in the middle, and another process goes on.
  const reached = await tallies.catchUp(0);
  expect(reached).toBe(20);
  const again = createTallies(watched);
  for (let after: number | undefined = 0; after !== undefined; ) after = await again.catchUp(after);
  expect(read).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  expect(await store.tallies(0)).toMatchObject({ stale: [] });
  await store.close();

  // A newer airb counts otherwise: all of it is stale, and nothing of it is shown.
  const file = join(folder ?? '', 'airb.db');
  const other = new Database(file);
  other.exec('update tallies set shape = shape + 1');
  other.close();
  const back = await openSqliteStore({ file });
  expect((await back.tallies(0)).tallies).toEqual([]);
  expect(await createTallies(back).since(0)).toHaveLength(45);
  await back.close();
});
