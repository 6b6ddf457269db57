import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { BusyError, ConflictError } from '../../src/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { effectsContract } from './store-effects.contract.ts';
import {
  add,
  alert,
  append,
  change,
  claimed,
  effect,
  head,
  note,
  t0,
  tally,
  timer,
} from './store-samples.ts';
import { stormContract } from './store-storm.contract.ts';

/** Records that outlive the store that wrote them. */
export interface Records {
  open(options?: { capacity?: number; now?: () => number; owner?: string }): Promise<Store>;
  /** A minute goes by on the clock of the database, and nobody renews a lease. */
  leasesEnd(): Promise<void>;
  remove(): Promise<void>;
}

/** What every store must do. @param make gives empty records */
export function storeContract(name: string, make: () => Promise<Records>): void {
  describe(`${name}: the records`, () => {
    let records: Records;
    let store: Store;
    beforeEach(async () => {
      records = await make();
      store = await records.open();
    });
    afterEach(async () => {
      await store.close();
      await records.remove();
    });
    const reopen = async () => {
      await store.close();
      store = await records.open();
    };

    describe('who listens to commits', () => {
      it('hears of those that follow, with what falls due, before the writer goes on', async () => {
        await append(store, 1, ['before']);
        const heard: unknown[] = [];
        store.onCommit(({ dueAt }) => heard.push(dueAt));
        await append(store, 1, ['nothing due']);
        expect(heard).toEqual([undefined]);
        await add(store, timer('1.1.1', t0 + minute), effect('1.1.2'));
        expect(heard).toEqual([undefined, t0]);
      });
    });

    describe('tallies', () => {
      const opened = (number: number, openedAt: number) => ({ ...tally(number), openedAt });

      it('stand with the events they count, and are stale as soon as an event comes without one', async () => {
        for (const [number, openedAt] of [
          [1, t0 - minute],
          [2, t0],
          [3, t0 + minute],
        ] as const)
          await store.write({}, () => ({
            writes: {
              append: {
                ...{ incident: number, expected: 0, events: [note('a')] },
                ...{ head: head(number, { openedAt }), tally: opened(number, openedAt) },
              },
            },
            answer: 0,
          }));
        await reopen();
        expect(await store.tallies(t0)).toEqual({
          tallies: [opened(2, t0), opened(3, t0 + minute)],
          stale: [],
        });
        // As an airb writes it that knows of no tallies.
        await append(store, 3, ['b'], { openedAt: t0 + minute });
        expect(await store.tallies(t0)).toEqual({ tallies: [opened(2, t0)], stale: [3] });
      });

      it('are found where they are missing, a few at a time, and kept unless a newer one stands there', async () => {
        for (const number of [1, 2, 3]) await append(store, number, ['a', 'b']);
        expect(await store.staleTallies({ number: 0, limit: 2 })).toEqual([1, 2]);
        expect(await store.staleTallies({ number: 2, limit: 2 })).toEqual([3]);
        await store.keepTally(tally(1), 2);
        await store.keepTally(tally(1, { alerts: 99 }), 1);
        expect(await store.tallies(0)).toEqual({ tallies: [tally(1)], stale: [2, 3] });
        expect(await store.staleTallies({ number: 0, limit: 9 })).toEqual([2, 3]);
        expect((await store.verify()).faults).toEqual([]);
      });
    });

    describe('who asked to hear of incidents', () => {
      it('is kept for each person, way and system, replaced and ended', async () => {
        const mine = { person: 'zoe', by: 'dm', system: 'all', severities: ['sev1'] } as const;
        const bot = { ...mine, by: 'email', system: 'support-bot' } as const;
        for (const one of [mine, bot, { ...mine, person: 'ana' }, { ...mine, severities: ['sev2'] as const }])
          await store.subscribe({ ...one, severities: [...one.severities] });
        await reopen();
        expect(await store.subscriptions('zoe')).toEqual([{ ...mine, severities: ['sev2'] }, bot]);
        expect((await store.subscriptions()).map(({ person }) => person)).toEqual(['ana', 'zoe', 'zoe']);
        await store.unsubscribe('zoe', { by: 'email' });
        expect(await store.subscriptions('zoe')).toEqual([{ ...mine, severities: ['sev2'] }]);
        await store.unsubscribe('zoe');
        expect((await store.subscriptions()).map(({ person }) => person)).toEqual(['ana']);
      });
    });

    describe('one write', () => {
      it('keeps events, effects, alert, change and slot together, and finds them after a restart', async () => {
        await store.write({ inputKey: 'webhook/1' }, ({ nextNumber }) => ({
          writes: {
            append: {
              incident: nextNumber,
              expected: 0,
              events: [note('first'), note('second')],
              head: head(nextNumber, { room: 'slack:C1', private: true }),
            },
            effects: [effect('1.1.1')],
            alert: { episode: 'e1', incident: nextNumber, alert: alert('f1'), times: 1, receivedAt: t0 },
            change: change('c1', t0),
            slot: { incident: nextNumber, slot: 'card', message: 'slack:C1/1', drawn: 'abc' },
            rooms: { incident: nextNumber, refs: ['slack:C1', 'teams:19:a;messageid=1'] },
            document: { hash: 'a1', file: 'library/cost/x.yaml', text: 'schema: 1' },
          },
          answer: nextNumber,
        }));
        await reopen();
        expect((await store.events(1)).map((e) => [e.seq, e.event])).toEqual([
          [1, note('first')],
          [2, note('second')],
        ]);
        expect(await store.head(1)).toEqual(head(1, { room: 'slack:C1', private: true, version: 2 }));
        expect(await store.incidentOfRoom('slack:C1')).toBe(1);
        expect(await store.incidentOfRoom('teams:19:a;messageid=1')).toBe(1);
        expect(await store.document('a1')).toEqual({
          hash: 'a1',
          file: 'library/cost/x.yaml',
          text: 'schema: 1',
        });
        expect(await store.effects(1)).toEqual([{ ...effect('1.1.1'), state: 'pending', attempts: 0 }]);
        expect(await store.alerts(1)).toEqual([
          { episode: 'e1', incident: 1, alert: alert('f1'), times: 1, receivedAt: t0 },
        ]);
        expect(await store.changes({})).toEqual([change('c1', t0)]);
        expect(await store.slot(1, 'card')).toEqual({
          incident: 1,
          slot: 'card',
          message: 'slack:C1/1',
          drawn: 'abc',
        });
      });

      it('answers with what decide said', async () => {
        expect(await store.write({}, ({ nextNumber }) => ({ writes: {}, answer: `INC-${nextNumber}` }))).toBe(
          'INC-1',
        );
      });

      it('keeps nothing of a decision that throws, and tells the caller why', async () => {
        const refused = store.write({ inputKey: 'k' }, () => {
          throw new Error('no runbook');
        });
        await expect(refused).rejects.toThrow('no runbook');
        expect(await store.write({ inputKey: 'k' }, (l) => ({ writes: {}, answer: l.duplicate }))).toBe(
          false,
        );
      });

      it('keeps not even the outcome of an effect, when what came of it came too late', async () => {
        await append(store, 1, ['first']);
        await add(store, effect('1.1.1'));
        await claimed(store);
        const late = store.write({}, () => ({
          writes: {
            settle: { key: '1.1.1', state: 'done' },
            append: { incident: 1, expected: 0, events: [note('late')], head: head(1) },
          },
          answer: 0,
        }));
        await expect(late).rejects.toBeInstanceOf(ConflictError);
        expect(await store.effects(1)).toMatchObject([{ key: '1.1.1', state: 'sending' }]);
      });

      it('keeps nothing of a write whose append came too late', async () => {
        await append(store, 1, ['first']);
        const late = store.write({}, () => ({
          writes: {
            change: change('c1', t0),
            append: { incident: 1, expected: 0, events: [note('late')], head: head(1) },
            effects: [effect('1.9.1')],
          },
          answer: 0,
        }));
        await expect(late).rejects.toBeInstanceOf(ConflictError);
        await expect(late).rejects.toMatchObject({ incident: 1, expected: 0, actual: 1 });
        expect(await store.events(1)).toHaveLength(1);
        expect(await store.effects(1)).toEqual([]);
        expect(await store.changes({})).toEqual([]);
      });
    });

    describe('many writes at once', () => {
      it('gives each the numbers left by those before it', async () => {
        const open = () =>
          store.write({}, ({ nextNumber: n }) => ({
            writes: { append: { incident: n, expected: 0, events: [note(`INC-${n}`)], head: head(n) } },
            answer: n,
          }));
        expect(await Promise.all([open(), open(), open()])).toEqual([1, 2, 3]);
      });

      it('lets the others go on when one of them throws', async () => {
        const results = await Promise.allSettled([
          append(store, 1, ['one']),
          store.write({}, () => {
            throw new Error('bad input');
          }),
          store.write({}, () => ({
            writes: { append: { incident: 1, expected: 7, events: [note('x')], head: head(1) } },
            answer: 0,
          })),
          append(store, 1, ['two']),
        ]);
        expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
        expect((await store.events(1)).map((e) => e.seq)).toEqual([1, 2]);
      });

      it('tells each decision whose writes are applied before it makes the next, and none that came too late', async () => {
        const heard: string[] = [];
        const add = (text: string, expected: () => number) =>
          store.write({ incident: { number: 1, after: () => Number.MAX_SAFE_INTEGER } }, () => {
            heard.push(`${text} decides`);
            return {
              writes: { append: { incident: 1, expected: expected(), events: [note(text)], head: head(1) } },
              answer: 0,
              applied: () => void heard.push(`${text} is applied`),
            };
          });
        let version = 0;
        await Promise.allSettled([
          add('one', () => version++),
          add('late', () => 7),
          add('two', () => version++),
        ]);
        expect(heard.filter((word) => !word.startsWith('late'))).toEqual([
          ...['one decides', 'one is applied', 'two decides', 'two is applied'],
        ]);
        expect(heard).not.toContain('late is applied');
        expect((await store.events(1)).map(({ event }) => event)).toEqual([note('one'), note('two')]);
      });

      it('takes the same input once, however close together it comes', async () => {
        const take = () => store.write({ inputKey: 'click/1' }, (l) => ({ writes: {}, answer: l.duplicate }));
        expect(await Promise.all([take(), take(), take()])).toEqual([false, true, true]);
        await reopen();
        expect(await take()).toBe(true);
      });

      it('turns away intake beyond what may wait, but never the outcome of an effect', async () => {
        await store.close();
        store = await records.open({ capacity: 3 });
        const intake = (n: number) => store.write({ inputKey: `k${n}` }, () => ({ writes: {}, answer: n }));
        const all = Promise.allSettled([
          intake(1),
          intake(2),
          intake(3),
          intake(4),
          add(store, effect('1.1.1')),
        ]);
        const results = await all;
        expect(results.map((r) => r.status)).toEqual([
          'fulfilled',
          'fulfilled',
          'fulfilled',
          'rejected',
          'fulfilled',
        ]);
        const [, , , turnedAway] = results;
        const reason = turnedAway?.status === 'rejected' ? turnedAway.reason : undefined;
        expect(reason).toBeInstanceOf(BusyError);
        expect(reason).toMatchObject({ retryAfterSeconds: 1 });
        expect(await intake(4)).toBe(4);
      });
    });

    describe('what a decision may know', () => {
      it('the events after those the caller has folded, and the version', async () => {
        await append(store, 1, ['a', 'b', 'c']);
        const known = (after: number) =>
          store.write({ incident: { number: 1, after: () => after } }, (l) => ({
            writes: {},
            answer: l.incident,
          }));
        expect(await known(2)).toEqual({ version: 3, events: [note('c')] });
        expect(await known(3)).toEqual({ version: 3, events: [] });
      });

      it('version 0 of an incident that is not there', async () => {
        const answer = await store.write({ incident: { number: 9, after: () => 0 } }, (l) => ({
          writes: {},
          answer: l.incident,
        }));
        expect(answer).toEqual({ version: 0, events: [] });
      });

      it('the open incidents of the system, newest first', async () => {
        await append(store, 1, ['a']);
        await append(store, 2, ['a'], { open: false });
        await append(store, 3, ['a'], { system: 'search' });
        await append(store, 4, ['a']);
        const open = await store.write({ openOf: { system: 'support-bot' } }, (l) => ({
          writes: {},
          answer: l.open,
        }));
        expect(open.map((h) => [h.number, h.version])).toEqual([
          [4, 1],
          [1, 1],
        ]);
      });

      it('the changes of the system since then, newest first, and whether one was seen', async () => {
        for (const c of [
          change('old', t0 - 90 * minute),
          change('a', t0 - 40 * minute),
          change('b', t0 - 30 * minute),
        ]) {
          await store.write({}, () => ({ writes: { change: c }, answer: 0 }));
        }
        await store.write({}, () => ({ writes: { change: change('other', t0, 'search') }, answer: 0 }));
        const since = t0 - 60 * minute;
        const known = await store.write(
          { changesOf: { system: 'support-bot', since }, change: 'a' },
          ({ changes, changeSeen }) => ({
            writes: {},
            answer: { ids: changes.map((c) => c.id), changeSeen },
          }),
        );
        expect(known).toEqual({ ids: ['b', 'a'], changeSeen: true });
        expect(await store.write({ change: 'new' }, (l) => ({ writes: {}, answer: l.changeSeen }))).toBe(
          false,
        );
      });

      it('the alert episode as last stored', async () => {
        const row = { episode: 'e1', incident: 1, alert: alert('f1'), times: 1, receivedAt: t0 };
        await store.write({}, () => ({ writes: { alert: row }, answer: 0 }));
        await store.write({}, () => ({ writes: { alert: { ...row, times: 2 } }, answer: 0 }));
        const episode = (key: string) =>
          store.write({ episode: key }, (l) => ({ writes: {}, answer: l.episode }));
        expect(await episode('e1')).toEqual({ incident: row.incident, times: 2 });
        expect(await episode('e2')).toBeUndefined();
      });
    });

    describe('lists', () => {
      it('incidents newest first, by state and number', async () => {
        await append(store, 1, ['a']);
        await append(store, 2, ['a'], { open: false });
        await append(store, 3, ['a']);
        const numbers = async (filter: Parameters<Store['heads']>[0]) =>
          (await store.heads(filter)).map((h) => h.number);
        expect(await numbers({})).toEqual([3, 2, 1]);
        expect(await numbers({ open: true })).toEqual([3, 1]);
        expect(await numbers({ open: false })).toEqual([2]);
        expect(await numbers({ limit: 1 })).toEqual([3]);
        expect(await store.head(9)).toBeUndefined();
        expect(await store.incidentOfRoom('slack:nowhere')).toBeUndefined();
        expect(await store.slot(1, 'card')).toBeUndefined();
        expect(await store.document('none')).toBeUndefined();
      });
    });

    describe('what an adapter must still know', () => {
      it('is there after a restart, and the newer replaces the older', async () => {
        await store.remember('teams:service-url', 'https://a.example');
        await store.remember('teams:service-url', 'https://b.example');
        await reopen();
        expect(await store.recall('teams:service-url')).toBe('https://b.example');
        expect(await store.recall('teams:team')).toBeUndefined();
      });
    });

    describe('input keys', () => {
      it('are forgotten after 14 days', async () => {
        let now = t0;
        await store.close();
        store = await records.open({ now: () => now });
        const take = (key: string) =>
          store.write({ inputKey: key }, (l) => ({ writes: {}, answer: l.duplicate }));
        await take('a');
        now += 13 * 24 * 60 * minute;
        expect(await take('a')).toBe(true);
        expect([await store.taken('a'), await store.taken('b')]).toEqual([true, false]);
        now += 2 * 24 * 60 * minute;
        expect(await take('a')).toBe(false);
      });
    });

    describe('the chain', () => {
      it('is whole over every incident', async () => {
        await append(store, 1, ['a', 'b']);
        await append(store, 2, ['c']);
        await append(store, 1, ['d']);
        await reopen();
        expect(await store.verify()).toMatchObject({ events: 4, faults: [] });
        expect(await store.verify(1)).toMatchObject({ events: 3, faults: [] });
      });
    });

    describe('closing', () => {
      it('waits for what was handed in before', async () => {
        const last = append(store, 1, ['last']);
        await reopen();
        await last;
        expect(await store.events(1)).toHaveLength(1);
      });

      it('refuses what comes after', async () => {
        const closed = await records.open();
        await closed.close();
        await expect(append(closed, 1, ['x'])).rejects.toThrow('closed');
      });
    });

    it('proves that it can write', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });

  effectsContract(name, make);
  stormContract(name, make);
}
