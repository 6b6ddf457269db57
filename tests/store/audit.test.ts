import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/store/audit-entry.ts';
import { beginning, linkOf } from '../../src/store/chain.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openToVerify } from '../../src/store/sqlite/read-only.ts';
import { alert, append, change, effect, head, note, settle, t0 } from '../contracts/store-samples.ts';
import { beforeAudit } from './before-audit.ts';

const file = (folder: string) => join(folder, 'airb.db');
const runbook = { hash: sha256('steps: []'), file: 'library/x.yaml', text: 'steps: []' };

/** Records with a row in every table, as the program writes them. */
async function records(folder: string, auditKey?: string): Promise<void> {
  const store = await openSqliteStore({ file: file(folder), auditKey });
  await append(store, 1, ['a', 'b', 'c']);
  await store.write({}, () => ({
    writes: {
      append: { incident: 2, expected: 0, events: [note('x')], head: head(2) },
      effects: [effect('2.1.0'), effect('2.1.1')],
      rooms: { incident: 2, refs: ['slack:C2'] },
      document: runbook,
      alert: { episode: 'e', incident: 2, alert: alert('f'), times: 1, receivedAt: t0 },
    },
    answer: undefined,
  }));
  await store.write({}, () => ({ writes: { change: change('c1', t0) }, answer: undefined }));
  await store.write({}, () => ({
    writes: { slot: { incident: 2, slot: 'card', message: 'slack:C2/1', drawn: 'd' } },
    answer: undefined,
  }));
  await settle(store, { key: '2.1.0', state: 'done' });
  await append(store, 3, ['last']);
  const posted = await store.auditHead();
  if (posted) await store.rememberHead(posted);
  await store.close();
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airb-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function faults(posted?: string[], auditKey?: string): Promise<string[]> {
  const store = await openToVerify(file(folder), auditKey);
  const found = await store.verify(undefined, posted);
  await store.close();
  return found.faults.map(({ incident, seq, what }) => `${incident}.${seq}: ${what}`);
}

function tamper(...statements: string[]): void {
  const intruder = new Database(file(folder));
  for (const statement of statements) intruder.exec(statement);
  intruder.close();
}

describe('the audit log', () => {
  beforeEach(() => records(folder));

  it('is intact as the program wrote it', async () => {
    expect(await faults()).toEqual([]);
  });

  it('goes on over a restart, and with repeats of an alert', async () => {
    const store = await openSqliteStore({ file: file(folder) });
    const again = { ...alert('f'), annotations: { summary: 'worse' } };
    const row = { episode: 'e', incident: 2, alert: again, times: 2, receivedAt: t0 + 1 };
    await store.write({}, () => ({
      writes: { alert: row, active: { incident: 2, at: t0 + 1 } },
      answer: undefined,
    }));
    await append(store, 1, ['d']);
    await store.close();
    expect(await faults()).toEqual([]);
  });

  it.each<[kind: string, statements: string[], says: RegExp]>([
    [
      'an incident deleted',
      ['delete from events where incident = 3', 'delete from incidents where number = 3'],
      /3\.0: the whole incident is missing/,
    ],
    [
      'a tail cut off and the row made to fit',
      [
        'delete from events where incident = 1 and seq = 3',
        'update incidents set version = 2, hash = (select hash from events where incident = 1 and seq = 2) where number = 1',
      ],
      /1\.3: the log noted 3 events of it, and another end/,
    ],
    [
      'an incident deleted and its entry with it',
      [
        'delete from events where incident = 3',
        'delete from incidents where number = 3',
        'delete from audit where position = (select max(position) from audit)',
      ],
      /is not the entry that was posted/,
    ],
    [
      'an entry of the log changed',
      [`update audit set entry = replace(entry, '"state":"done"', '"state":"failed"')`],
      /0\.\d+: was changed, or made without the key/,
    ],
    ['an entry taken out', ['delete from audit where position = 3'], /0\.4: the entry before it is missing/],
    ['the log taken away', ['delete from audit'], /0\.0: the audit log is missing/],
    [
      'an incident put in',
      [
        `insert into incidents (number, title, system, failure, severity, phase, open, private, opened_at, updated_at, version, hash) select 9, title, system, failure, severity, phase, open, private, opened_at, updated_at, 0, '' from incidents where number = 1`,
      ],
      /9\.1: was put in from outside/,
    ],
    ...['title', 'system', 'failure', 'phase', 'severity'].map((column): [string, string[], RegExp] => [
      `the ${column} of an incident changed`,
      [`update incidents set ${column} = 'sev4' where number = 1`],
      /1\.3: its title, phase or another fact/,
    ]),
    [
      'an incident made public',
      ['update incidents set private = 1 - private where number = 1'],
      /1\.3: its title/,
    ],
    ['its opening moved', ['update incidents set opened_at = 5 where number = 1'], /1\.3: its title/],
    ['its room changed', [`update incidents set room = 'slack:CX' where number = 1`], /1\.3: its title/],
    [
      'a runbook changed',
      [`update documents set text = 'steps: [1]'`],
      /0\.0: the kept runbook library\/x.yaml was changed/,
    ],
    ['a runbook taken away', ['delete from documents'], /0\.0: the kept runbook library\/x.yaml is missing/],
    ['a room that leads elsewhere', ['update rooms set incident = 1'], /2\.0: room slack:C2 leads to INC-1/],
    ['a room taken away', ['delete from rooms'], /2\.0: room slack:C2 is missing/],
    ['a room put in', [`insert into rooms values ('slack:CX', 1)`], /1\.0: room slack:CX leads to INC-1/],
    [
      'an alert changed',
      [`update alerts set alert = replace(alert, '19 %', '1 %')`],
      /2\.0: alert e was changed/,
    ],
    ['an alert moved', ['update alerts set incident = 1, times = 7'], /2\.0: alert e was changed/],
    ['an alert taken away', ['delete from alerts'], /2\.0: alert e is missing/],
    [
      'an effect changed',
      [`update effects set body = '{"kind":"draw"}' where key = '2.1.1'`],
      /2\.0: effect 2\.1\.1 was changed/,
    ],
    [
      'an effect of another kind',
      [`update effects set kind = 'timer' where key = '2.1.1'`],
      /2\.0: effect 2\.1\.1 was changed/,
    ],
    ['an effect taken away', [`delete from effects where key = '2.1.1'`], /2\.0: effect 2\.1\.1 is missing/],
    [
      'an effect put in',
      [
        `insert into effects select 99, '2.1.9', incident, due_at, lane, coalesce, waits_for, priority, kind, body, state, attempts, sent_at, last_error, null, null from effects where key = '2.1.1'`,
      ],
      /2\.0: effect 2\.1\.9 was put in from outside/,
    ],
    [
      'an effect said to be sent',
      [`update effects set state = 'done' where key = '2.1.1'`],
      /2\.1\.1 is said to be done and never was/,
    ],
    [
      'an effect to be sent again',
      [`update effects set state = 'pending' where key = '2.1.0'`],
      /2\.1\.0 ended done, and is said to be pending/,
    ],
    [
      'a message of airb changed',
      [`update slots set message = 'slack:C2/2'`],
      /2\.0: message card was changed/,
    ],
    ['a message of airb taken away', ['delete from slots'], /2\.0: message card is missing/],
    [
      'a change changed',
      [`update changes set change = replace(change, 'v7', 'v8')`],
      /0\.0: change c1 was changed/,
    ],
    ['a change moved', ['update changes set at = 5'], /0\.0: change c1 was changed/],
    ['a change taken away', ['delete from changes'], /0\.0: change c1 is missing/],
  ])('tells of %s', async (_, statements, says) => {
    tamper(...statements);
    expect(await faults()).toContainEqual(expect.stringMatching(says));
  });

  it('takes a tombstone for what it replaced, and only that one', async () => {
    const store = await openSqliteStore({ file: file(folder) });
    const redacted = { at: t0, by: { kind: 'airb' }, type: 'entry.redacted', entry: 2, why: 'w' } as const;
    const entries = [{ seq: 2, event: note('[redacted]'), texts: ['b'], words: '[redacted]' }];
    await store.write({}, () => ({
      writes: {
        append: { incident: 1, expected: 3, events: [redacted], head: head(1) },
        redact: { incident: 1, entries },
      },
      answer: undefined,
    }));
    expect(await store.verify()).toMatchObject({ faults: [], redacted: 1 });
    await store.close();
    tamper(
      `update events set body = replace(body, '[redacted]', '[nothing]') where incident = 1 and seq = 2`,
    );
    expect(await faults()).toEqual(['1.2: its tombstone was changed']);
  });

  it('takes no tombstone that the log does not know', async () => {
    const body = `replace(body, '"b"', '"[redacted by Ana Lima: why]"')`;
    tamper(`update events set body = ${body} where incident = 1 and seq = 2`);
    expect(await faults()).toEqual(['1.2: its text was changed']);
  });

  it('tells of an incident written anew, with every hash made to fit, by somebody without the key', async () => {
    const intruder = new Database(file(folder));
    const body = '{"at":1739801400000,"by":{"kind":"airb"},"text":"never happened","type":"note.written"}';
    const digest = sha256(body);
    const hash = linkOf(beginning, { incident: 3, seq: 1 }, digest);
    const [{ hash: old }] = intruder.prepare('select hash from events where incident = 3').all() as [
      { hash: string },
    ];
    intruder
      .prepare('update events set body = ?, digest = ?, hash = ? where incident = 3')
      .run(body, digest, hash);
    intruder.prepare('update incidents set hash = ? where number = 3').run(hash);
    type Row = { position: number; entry: string; mac: string };
    let before = beginning;
    for (const row of intruder.prepare<[], Row>('select * from audit order by position').all()) {
      const entry = row.entry.replace(old, hash);
      const mac = createHmac('sha256', 'guessed')
        .update(`${before}\n${row.position}\n${entry}`)
        .digest('hex');
      intruder
        .prepare('update audit set entry = ?, mac = ? where position = ?')
        .run(entry, mac, row.position);
      before = mac;
    }
    intruder.close();
    expect(await faults()).toContainEqual(expect.stringMatching(/was changed, or made without the key/));
  });

  it('tells of a tail cut off against a head that was posted, also where the remembered ones are gone', async () => {
    const store = await openSqliteStore({ file: file(folder) });
    const { hash = '' } = (await store.auditHead()) ?? {};
    await store.close();
    expect(await faults([hash])).toEqual([]);
    rmSync(join(folder, 'audit.heads'));
    tamper(
      'delete from audit where position = (select max(position) from audit)',
      'delete from events where incident = 3',
      'delete from incidents where number = 3',
    );
    expect(await faults()).toEqual([]);
    expect(await faults([hash])).toEqual([
      `0.0: the posted head ${hash.slice(0, 12)}… is not in the log: its end was cut off, or it was written anew`,
    ]);
  });

  it('proves nothing without its key, and says so', async () => {
    rmSync(join(folder, 'audit.key'));
    expect(await faults()).toEqual([expect.stringContaining('the key is missing')]);
  });

  it('made with another key is told from one that was changed', async () => {
    writeFileSync(join(folder, 'audit.key'), 'f'.repeat(64));
    expect(await faults()).toEqual(['0.1: it and what follows were made with another key']);
  });

  it('goes on with a new key when the old one is lost, and says what can not be proven', async () => {
    rmSync(join(folder, 'audit.key'));
    const store = await openSqliteStore({ file: file(folder) });
    await append(store, 4, ['after']);
    await store.close();
    expect(await faults()).toEqual([
      '0.1: it and what follows were made with another key',
      expect.stringMatching(/^0\.\d+: the entries before it were made with another key$/),
    ]);
  });

  it('has a key that only the account of airb can read', () => {
    expect((statSync(join(folder, 'audit.key')).mode & 0o777).toString(8)).toBe('600');
  });

  it('is looked at without a change to the folder', async () => {
    const seen = () =>
      readdirSync(folder)
        .sort()
        .map((name) => [name, sha256(readFileSync(join(folder, name), 'latin1'))]);
    const before = seen();
    expect(await faults()).toEqual([]);
    expect(seen()).toEqual(before);
  });
});

describe('with a key from the environment', () => {
  it('no key lies beside the records, and another one proves nothing', async () => {
    await records(folder, 'a key of the environment');
    expect(readdirSync(folder)).not.toContain('audit.key');
    expect(await faults([], 'a key of the environment')).toEqual([]);
    expect(await faults([], 'another one')).toEqual(['0.1: it and what follows were made with another key']);
  });
});

describe('records from before the audit log', () => {
  beforeEach(async () => {
    await records(folder);
    beforeAudit(file(folder)).close();
    for (const name of ['audit.key', 'audit.heads']) rmSync(join(folder, name));
  });

  it('are verified as before', async () => {
    expect(await faults()).toEqual([]);
    tamper(`update events set body = replace(body, '"b"', '"B"') where incident = 1`);
    expect(await faults()).toEqual(['1.2: its text was changed']);
  });

  it('are bound by the entry that begins the log', async () => {
    const store = await openSqliteStore({ file: file(folder) });
    await append(store, 1, ['d']);
    await store.close();
    expect(await faults()).toEqual([]);
    tamper('delete from events where incident = 3', 'delete from incidents where number = 3');
    expect(await faults()).toEqual(['3.0: the whole incident is missing']);
  });
});
