import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BusyError, ConfigError } from '../../../src/errors.ts';
import type { Store } from '../../../src/ports/store.ts';
import { holdPostgres, migratePostgres } from '../../../src/store/postgres/open.ts';
import { add, append, claimed, effect, head, note, settle } from '../../contracts/store-samples.ts';
import { expectLog, testLog } from '../../support/log.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../../support/postgres.ts';
import { postgresWire, type Wire } from '../../support/postgres-wire.ts';
import { until } from '../../support/until.ts';
import { opened } from './given.ts';

/** A write as a webhook makes it: the same alert twice is one. */
const take = (store: Store, inputKey: string, incident = 1) =>
  store.write({ inputKey, incident: { number: incident, after: () => 0 } }, (loaded) => {
    if (loaded.duplicate) return { writes: {}, answer: 'known' };
    const expected = loaded.incident?.version ?? 0;
    const append = { incident, expected, events: [note(inputKey)], head: head(incident) };
    return { writes: { append, effects: [effect(`${incident}.${expected + 1}.1`)] }, answer: 'taken' };
  });

describe.skipIf(!postgresIsThere())('PostgreSQL turns bad while in use', () => {
  let server: PostgresServer;
  let wire: Wire;
  let url: string;
  let store: Store;
  beforeAll(async () => {
    server = await postgresServer();
    wire = await postgresWire(server.port);
  });
  afterAll(async () => {
    await wire.close();
    await server.remove();
  });
  beforeEach(async () => {
    url = await server.prepared();
    store = await opened(wire.through(url));
    await take(store, 'before');
  });

  const texts = async () =>
    (await store.events(1)).map(({ event }) => (event.type === 'note.written' ? event.text : ''));
  /** As senders do: again and again until it is taken. */
  const inTheEnd = (key: string) =>
    until('the write to be taken', () => take(store, key).catch(() => undefined));

  it('a commit whose answer is lost has happened, and the sender who comes again is known', async () => {
    wire.cutAtCommit();
    await expect(take(store, 'in doubt')).rejects.toBeInstanceOf(BusyError);
    expect(await take(store, 'in doubt')).toBe('known');
    expect(await texts()).toEqual(['before', 'in doubt']);
    expect((await store.effects(1)).map(({ key }) => key)).toEqual(['1.1.1', '1.2.1']);
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
  });

  it('so has the outcome of an effect, which is settled once', async () => {
    await claimed(store);
    wire.cutAtCommit();
    const done = { key: '1.1.1', state: 'done' } as const;
    await expect(settle(store, done)).rejects.toBeInstanceOf(BusyError);
    await settle(store, done);
    expect(await store.effects(1)).toMatchObject([{ state: 'done', attempts: 1 }]);
    expect(await store.verify()).toMatchObject({ faults: [] });
  });

  it('a connection cut while it writes keeps nothing, and the next write has a new one', async () => {
    const writes = [1, 2, 3].map((n) => take(store, `cut ${n}`));
    setTimeout(wire.cut, 1);
    const results = await Promise.allSettled(writes);
    const kept = results.filter((one) => one.status === 'fulfilled').length;
    expect([0, 3]).toContain(kept);
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(BusyError);
    for (const n of [1, 2, 3]) await take(store, `cut ${n}`);
    expect((await texts()).slice().sort()).toEqual(['before', 'cut 1', 'cut 2', 'cut 3']);
    expect(await store.verify()).toMatchObject({ events: 4, faults: [] });
  });

  it('gone and back again: what was answered for is there, everybody else is told to come again', async () => {
    await server.kill();
    await expect(take(store, 'meanwhile')).rejects.toMatchObject({ retryAfterSeconds: 2 });
    await expect(store.ping()).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:\d+\/airb_\d+ can not be reached: /,
    );
    await expect(store.heads({})).rejects.toBeInstanceOf(BusyError);
    await expect(store.claim({ now: 0, busyLanes: [], limit: 1 })).rejects.toBeInstanceOf(BusyError);
    await server.start();
    await inTheEnd('afterwards');
    await expect(store.ping()).resolves.toBeUndefined();
    expect(await texts()).toEqual(['before', 'afterwards']);
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
  });

  it('silent: writers are turned away in seconds, and taken again when it speaks', async () => {
    wire.freeze();
    await expect(take(store, 'silence')).rejects.toThrow('it does not answer in time');
    wire.thaw();
    wire.cut();
    expect(['taken', 'known']).toContain(await inTheEnd('silence'));
    expect(await texts()).toEqual(['before', 'silence']);
  });

  it('held by another writer for too long: intake is turned away, nothing is lost, and it goes on', async () => {
    const other = await opened(url, { auditKey: 'k'.repeat(20) });
    const holding = server.run(
      url,
      'begin',
      `select pg_advisory_xact_lock(${0x61690001}, hashtext(coalesce(current_schema(), '')))`,
      'select pg_sleep(2.5)',
      'commit',
    );
    const locked = `select 1 from pg_locks where locktype = 'advisory' and granted`;
    await until('somebody to have the lock', async () => (await server.run(url, locked)).length > 0);
    await expect(take(store, 'late')).rejects.toThrow('is held by another writer for too long (55P03)');
    await holding;
    expect(await take(store, 'late')).toBe('taken');
    expect(await other.heads({})).toHaveLength(1);
  });

  it('read-only: the proof of life fails in words, and holds again when it may be written', async () => {
    const name = url.split('/').at(-1);
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`;
    await server.run(url, `alter database ${name} set default_transaction_read_only = on`, terminate);
    await until('new connections', () => store.heads({}).catch(() => undefined));
    const why = await store.ping().catch((error: unknown) => error);
    expect(why).toBeInstanceOf(ConfigError);
    expect(String(why)).toContain('takes no writes: it is read-only (25006)');
    await expect(take(store, 'x')).rejects.toBeInstanceOf(ConfigError);
    await server.run(
      url.replace(/airb_\d+$/, 'postgres'),
      `alter database ${name} reset default_transaction_read_only`,
      terminate,
    );
    await inTheEnd('x');
    expect(await texts()).toEqual(['before', 'x']);
  });

  it('full: whoever writes hears it in words and nothing is kept, what is there is read, and it goes on when there is room', async () => {
    // As the server answers when a file of a table can't grow.
    const noRoom = `create function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`;
    const fills = ['inputs', 'events'].map(
      (table) => `create trigger full_${table} before insert on ${table} execute function no_room()`,
    );
    await server.run(url, noRoom, ...fills);
    const says = /^PostgreSQL at \S+ is full: its disk has no room for more \(53100\)$/;
    const results = await Promise.allSettled([
      take(store, 'a'),
      take(store, 'b', 2),
      append(store, 3, ['c']),
    ]);
    for (const result of results)
      expect(result).toMatchObject({
        reason: { message: expect.stringMatching(says), hint: expect.stringContaining('Free space') },
      });
    await expect(store.ping()).rejects.toThrow(says);
    expect(await texts()).toEqual(['before']);
    expect((await store.heads({})).map(({ number }) => number)).toEqual([1]);
    await server.run(url, 'drop function no_room cascade');
    expect(await take(store, 'a')).toBe('taken');
    expect(await store.ping()).toBeUndefined();
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
  });

  it('out of connections: it says so, and goes on when there is one', async () => {
    const name = url.split('/').at(-1);
    const admin = url.replace(/airb_\d+$/, 'postgres');
    await server.run(
      admin,
      'create role few login connection limit 0',
      `grant all on database ${name} to few`,
      `alter database ${name} owner to few`,
    );
    const limited = opened(url.replace('postgres@', 'few@'));
    await expect(limited).rejects.toThrow('has no connection to spare (53300)');
  });

  it('one write it can not keep is refused alone', async () => {
    // Longer than an index takes, and nothing that could be packed to less.
    const long = Array.from({ length: 300 }, (_, n) => hash('sha256', String(n), 'base64')).join('');
    const results = await Promise.allSettled([
      append(store, 2, ['a']),
      store.write({ inputKey: long }, () => ({ writes: {}, answer: 'kept' })),
      append(store, 3, ['b']),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.verify()).toMatchObject({ events: 3, faults: [] });
  });

  it('a batch with a decision that throws keeps the rest', async () => {
    const results = await Promise.allSettled([
      take(store, 'one', 2),
      store.write({}, () => {
        throw new Error('bad input');
      }),
      take(store, 'two', 3),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.heads({})).map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('the hold on the records is taken again after a restart', async () => {
    expectLog(/lost the connection that holds the records/);
    const hold = await holdPostgres(url, testLog);
    await server.kill();
    await server.start();
    await until('the hold to be taken again', async () => {
      const alone = await migratePostgres(url).catch((error: unknown) => error);
      return alone instanceof ConfigError;
    });
    await hold.release();
  });
});

describe.skipIf(!postgresIsThere())('somebody changes rows behind our back', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  it.each<[kind: string, statement: string, says: RegExp]>([
    [
      'a text',
      `update events set body = replace(body, '"b"', '"B"') where seq = 2`,
      /^1\.2: its text was changed/,
    ],
    ['a title', `update incidents set title = 'x'`, /^1\.2: its title, phase or another fact/],
    ['an incident made public', 'update incidents set private = not private', /^1\.2: its title/],
    [
      'an effect',
      `update effects set state = 'done'`,
      /^1\.0: effect 1\.1\.1 is said to be done and never was/,
    ],
    ['an end cut off', 'delete from events where seq = 2', /^1\.2: the last event is missing/],
    ['the log', 'delete from audit where position = 1', /^0\.2: the entry before it is missing/],
  ])('the audit tells of %s', async (_, statement, says) => {
    const url = await server.prepared();
    const store = await opened(url);
    await append(store, 1, ['a', 'b']);
    await add(store, effect('1.1.1'));
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
    await server.run(url, statement);
    const { faults } = await store.verify();
    expect(faults.map(({ incident, seq, what }) => `${incident}.${seq}: ${what}`)).toContainEqual(
      expect.stringMatching(says),
    );
  });
});

describe.skipIf(!postgresIsThere())('what PostgreSQL is given', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  it('comes back as it was, whatever characters it has, in text and in keys', async () => {
    const store = await opened(await server.prepared());
    const odd = 'a\0b \ue000 \ue0000 \ue000\0 👩‍🚒 \u202e ÿ';
    await store.write({ inputKey: odd }, () => ({
      writes: {
        append: {
          incident: 1,
          expected: 0,
          events: [note(odd)],
          head: head(1, { title: odd, room: 'slack:C1' }),
        },
        rooms: { incident: 1, refs: ['slack:C1'] },
        document: { hash: 'h', file: odd, text: odd },
        slot: { incident: 1, slot: odd, message: 'slack:C1/1', drawn: odd },
        effects: [effect('1.1.1')],
      },
      answer: 0,
    }));
    await add(store, effect('1.1.2', { lane: 'slot:card' }));
    const error = { key: '1.1.2', state: 'failed', error: odd } as const;
    await settle(store, error);
    await store.remember(odd, odd);
    expect(await store.head(1)).toMatchObject({ title: odd });
    expect(await store.slot(1, odd)).toMatchObject({ slot: odd, drawn: odd });
    expect(await store.document('h')).toEqual({ hash: 'h', file: odd, text: odd });
    expect(await store.effects(1)).toMatchObject([{}, { lastError: odd }]);
    expect(await store.recall(odd)).toBe(odd);
    expect(await store.write({ inputKey: odd }, (l) => ({ writes: {}, answer: l.duplicate }))).toBe(true);
    expect((await store.verify()).faults.filter(({ what }) => !what.includes('runbook'))).toEqual([]);
  });
});
