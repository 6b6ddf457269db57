import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pruneIn } from '../../src/app/prune.ts';
import { registerPrune } from '../../src/cli/prune/prune.ts';
import { readConfig } from '../../src/config.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { headOf } from '../../src/domain/incident/head.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { holdRecords } from '../../src/store/sqlite/hold.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { workedExample } from '../support/worked-example.ts';

let folder: string;
const file = () => join(folder, 'airb.db');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airb-prune-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Three incidents of February 2025, in a file as an older airb made it: its free pages stay in it. */
async function recorded(): Promise<void> {
  const store = await openSqliteStore({ file: file() });
  for (const number of [1, 2, 3]) {
    const events = workedExample({ number });
    const head = headOf(fold(nothing, events) as Opened, events.length, events.at(-1)?.at ?? 0);
    await store.write({}, () => ({
      writes: { append: { incident: number, expected: 0, events, head } },
      answer: 0,
    }));
  }
  await store.close();
  const older = new Database(file());
  older.pragma('journal_mode = DELETE');
  older.pragma('auto_vacuum = NONE');
  older.exec('vacuum');
  older.close();
}

async function run(words: string[], runbooks = 'runbooks') {
  const said: string[] = [];
  let code: number | undefined;
  const io = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
    exit: (ended: number) => {
      code = ended;
    },
  };
  const config = readConfig({ AIRB_DATA_DIR: folder, AIRB_RUNBOOKS_DIR: runbooks });
  const program = new Command().exitOverride();
  const means = { absent: () => `${folder} holds no airb.db`, user: 'sam' };
  registerPrune(program, { ...means, prune: (asked) => pruneIn(config, asked) }, io);
  const error = await program.parseAsync(['prune', ...words], { from: 'user' }).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { code, said: said.join('\n'), error };
}

it('says what would go, takes it, and gives the room back, at the latest while nobody serves', async () => {
  await recorded();
  const before = statSync(file()).size;
  const dry = await run(['--older-than', '400d', '--dry-run']);
  expect(dry).toMatchObject({
    code: 0,
    said: expect.stringMatching(
      /^Would prune the content of 3 incidents, \d+ kB: INC-1, INC-2 and INC-3\.\nNothing was changed\.$/,
    ),
  });
  const hold = holdRecords(file());
  const done = await run(['--older-than', '400d']);
  hold.release();
  expect(done.said).toMatch(/^Pruned the content of 3 incidents.*\n.*run this again while airb is stopped/);
  expect(await run(['--older-than', '400d'])).toMatchObject({
    code: 0,
    said: 'Nothing is older than 400d and may go.',
  });
  expect(statSync(file()).size).toBeLessThan(before);
  const store = await openSqliteStore({ file: file() });
  expect(await store.verify()).toMatchObject({ faults: [], pruned: [{ by: 'sam (command line)' }, {}, {}] });
  await store.close();
});

it('takes nothing by a slip of the time, without records, or where it can not read what is held', async () => {
  expect(await run(['--older-than', '400d'])).toMatchObject({
    code: 1,
    said: expect.stringContaining('holds no airb.db'),
  });
  await recorded();
  for (const time of ['4d', '400', 'soon'])
    expect(await run(['--older-than', time])).toMatchObject({
      code: 2,
      said: expect.stringContaining('at least 30d'),
    });
  const broken = join(folder, 'runbooks');
  mkdirSync(broken);
  writeFileSync(join(broken, 'organization.yaml'), 'hold: everything');
  expect((await run(['--older-than', '400d'], broken)).error).toMatch(
    /`hold` in organization.yaml says what must stay/,
  );
  const store = await openSqliteStore({ file: file() });
  expect(await store.events(1)).not.toEqual([]);
  await store.close();
});
