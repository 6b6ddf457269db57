import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import { LeaseLostError } from '../../src/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Records } from './store.contract.ts';
import { add, append, change, claimed, effect, head, note, settle, t0, timer } from './store-samples.ts';

/** What a store must do that several processes serve from at a time. Here they are A and B. */
export function replicasContract(name: string, make: () => Promise<Records>): void {
  describe(`${name}: two processes take effects`, () => {
    let records: Records;
    let a: Store;
    let b: Store;
    beforeEach(async () => {
      records = await make();
      a = await records.open({ owner: 'a' });
      b = await records.open({ owner: 'b' });
    });
    afterEach(async () => {
      await Promise.all([a.close(), b.close()]);
      await records.remove();
    });
    const find = async (key: string) => (await a.effects(1)).find((one) => one.key === key);
    const card = { lane: 'slot:card' };
    const done = (key: string) => ({ key, state: 'done' as const });
    const later = { state: 'pending' as const, error: 'slow down', counted: false };

    it('what one has taken the other does not get, nor what stands behind it', async () => {
      await add(a, effect('1.1.1'), effect('1.1.2'), effect('1.1.3', card));
      expect(await claimed(a, t0, [], 1)).toEqual(['1.1.1']);
      expect(await claimed(b)).toEqual(['1.1.3']);
      await settle(a, done('1.1.1'));
      expect(await claimed(b)).toEqual(['1.1.2']);
    });

    it('taken at the same instant, each goes to one of them', async () => {
      const keys = Array.from({ length: 40 }, (_, n) => `${n + 1}.1.1`);
      await add(a, ...keys.map((key) => effect(key)));
      const halves = await Promise.all([a, b, a, b].map((one) => claimed(one, t0, [], 15)));
      expect(halves.flat().sort()).toEqual(keys.sort());
    });

    it('a timer that one is handling is not handed to the other, and is again to the one', async () => {
      await add(a, timer('1.1.1', t0));
      expect(await claimed(a)).toEqual(['1.1.1']);
      expect(await claimed(b)).toEqual([]);
      expect(await b.nextDue()).toBeUndefined();
      expect(await claimed(a)).toEqual(['1.1.1']);
    });

    it('nothing is revived that somebody has a lease on', async () => {
      await add(a, effect('1.1.1'));
      await claimed(a);
      expect(await b.reviveInterrupted(t0 + minute)).toBe(0);
      expect(await find('1.1.1')).toMatchObject({ state: 'sending' });
    });

    describe('one is gone, or was away for longer than its lease', () => {
      const taken = effect('1.1.1');
      beforeEach(async () => {
        await add(a, taken, timer('1.1.3', t0));
        expect(await claimed(a)).toEqual(['1.1.3', '1.1.1']);
        await records.leasesEnd();
      });
      const takenOver = async () => {
        expect(await b.reviveInterrupted(t0 + second)).toBe(1);
        return b.claim({ now: t0 + second, busyLanes: [], limit: 9 });
      };

      it('the other takes it as uncertain, from the time of the attempt in doubt on; timers as they are', async () => {
        expect(await takenOver()).toMatchObject([
          { key: '1.1.3', state: 'pending' },
          { key: '1.1.1', state: 'uncertain', sentAt: t0 },
        ]);
      });

      it('it does not put its own in doubt, of which it knows whether it sends them', async () => {
        expect(await a.reviveInterrupted(t0 + second)).toBe(0);
      });

      it('what it says of them afterwards is refused, with all that was to be written beside', async () => {
        await takenOver();
        const append = { incident: 1, expected: 0, events: [note('late')], head: head(1) };
        for (const key of ['1.1.1', '1.1.3']) {
          const late = a.write({}, () => ({ writes: { append, settle: done(key) }, answer: 0 }));
          await expect(late).rejects.toBeInstanceOf(LeaseLostError);
        }
        const putBack = { key: '1.1.1', dueAt: t0, ...later };
        await expect(settle(a, putBack)).rejects.toBeInstanceOf(LeaseLostError);
        expect(await a.head(1)).toBeUndefined();
        expect(await find('1.1.1')).toMatchObject({ state: 'sending' });
        await settle(b, done('1.1.1'));
        await expect(settle(a, done('1.1.1'))).rejects.toBeInstanceOf(LeaseLostError);
        expect(await find('1.1.1')).toMatchObject({ state: 'done', attempts: 1 });
      });

      it('it may not go on with it from then on, taken over or not', async () => {
        const goesOn = { key: '1.1.1', state: 'sending' as const };
        await expect(settle(a, goesOn)).rejects.toBeInstanceOf(LeaseLostError);
        await takenOver();
        await expect(settle(a, goesOn)).rejects.toBeInstanceOf(LeaseLostError);
        await expect(settle(b, goesOn)).resolves.toBeUndefined();
      });

      it('an outcome it knows counts as long as nobody has taken it up', async () => {
        await b.reviveInterrupted(t0 + second);
        await settle(a, done('1.1.1'));
        expect(await find('1.1.1')).toMatchObject({ state: 'done' });
      });
    });

    describe('one put it off in the middle', () => {
      beforeEach(async () => {
        await add(a, effect('1.1.1'), effect('1.1.2'));
        await claimed(a);
        await settle(a, { key: '1.1.1', dueAt: t0 + second, ...later, keptFor: 20 * second });
      });

      it('goes on with it itself, and the other leaves it alone and is not woken for it', async () => {
        expect(await b.nextDue()).toBeUndefined();
        expect(await claimed(b, t0 + minute)).toEqual([]);
        expect((await a.nextDue())?.at).toBe(t0 + second);
        const [again] = await a.claim({ now: t0 + second, busyLanes: [], limit: 9 });
        expect(again).toMatchObject({ key: '1.1.1', state: 'sending' });
      });

      it('the other looks first, when the one does not come back', async () => {
        await records.leasesEnd();
        const [begun] = await b.claim({ now: t0 + minute, busyLanes: [], limit: 9 });
        expect(begun).toMatchObject({ key: '1.1.1', state: 'uncertain', sentAt: t0 });
      });

      it('what was simply to be tried again is anybody’s', async () => {
        await claimed(a, t0 + second);
        await settle(a, { key: '1.1.1', dueAt: t0 + minute, ...later, counted: true });
        const [again] = await b.claim({ now: t0 + minute, busyLanes: [], limit: 9 });
        expect(again).toMatchObject({ key: '1.1.1', state: 'sending', attempts: 1 });
      });
    });

    describe('who serves', () => {
      const joins = (one: Store, label: string, settings: Record<string, string> = {}) =>
        one.join({ label, settings });
      const labels = async () => (await a.replicas()).map(({ label }) => label);

      it('is known to all, until it leaves or is away for longer than its lease', async () => {
        expect((await joins(a, 'process 1')).others).toEqual([]);
        expect((await joins(b, 'process 2')).others).toMatchObject([{ label: 'process 1' }]);
        expect(await labels()).toEqual(['process 1', 'process 2']);
        await b.leave();
        expect(await labels()).toEqual(['process 1']);
        await records.leasesEnd();
        expect(await labels()).toEqual([]);
      });

      it('has the settings the others have, or does not join and hears which are not', async () => {
        await joins(a, 'process 1', { KEY: 'one', URL: 'u', OLD: 'of another version' });
        const { disagreeing } = await joins(b, 'process 2', { KEY: 'two', URL: 'u', NEW: 'x' });
        expect(disagreeing).toEqual([{ name: 'KEY', label: 'process 1' }]);
        expect(await labels()).toEqual(['process 1']);
        await records.leasesEnd();
        expect((await joins(b, 'process 2', { KEY: 'two' })).disagreeing).toEqual([]);
      });

      it('keeps what it sends by renewing, and takes over what others left', async () => {
        for (const [n, one] of [a, b].entries()) await joins(one, `process ${n}`);
        await add(a, effect('1.1.1'), effect('1.1.2', card));
        await claimed(a, t0, [], 1);
        await claimed(b, t0, [], 1);
        expect(await a.renew(t0)).toEqual({ kept: true, revived: 0 });
        await records.leasesEnd();
        expect(await a.renew(t0)).toEqual({ kept: false, revived: 0 });
        await joins(a, 'process 0');
        expect(await a.renew(t0)).toEqual({ kept: true, revived: 1 });
      });

      it('leaves what it was sending to whoever comes next, at once', async () => {
        await add(a, effect('1.1.1'));
        await claimed(a);
        await a.leave();
        expect(await b.reviveInterrupted(t0)).toBe(1);
      });
    });

    describe('work that comes back', () => {
      const sweep = { name: 'sweep', every: 30 * second };
      const asked = () => Promise.all([a, b, a, b].map((one) => one.takeTurn(sweep)));
      const joined = async () => {
        for (const [n, one] of [a, b].entries()) await one.join({ label: `process ${n}`, settings: {} });
      };

      it('is done by one of them in each interval, whoever asks first, by the clock of the database', async () => {
        await joined();
        expect((await asked()).filter(Boolean)).toHaveLength(1);
        expect(await b.takeTurn({ ...sweep, name: 'another' })).toBe(true);
        await records.leasesEnd();
        await joined();
        expect((await asked()).filter(Boolean)).toHaveLength(1);
        expect((await asked()).filter(Boolean)).toEqual([]);
      });

      it('is always done by the one who serves alone', async () => {
        await a.join({ label: 'process 1', settings: {} });
        expect(await asked()).toEqual([true, true, true, true]);
      });

      it('as pruning is', async () => {
        const passes = (one: Store) => one.write({}, () => ({ writes: {}, answer: 0 }));
        const old = (id: string) => a.write({}, () => ({ writes: { change: change(id, 0) }, answer: 0 }));
        const kept = async () => (await a.changes({ system: 'support-bot', since: 0 })).map(({ id }) => id);
        await joined();
        await passes(a);
        await old('c1');
        await passes(b);
        expect(await kept()).toEqual(['c1']);
        await b.leave();
        const next = await records.open({ owner: 'c' });
        await next.write({}, () => ({ writes: {}, answer: 0 }));
        await next.close();
        expect(await kept()).toEqual([]);
      });
    });

    it('the same press or webhook that comes to both is taken once, and no number is given twice', async () => {
      const pressed = (one: Store) =>
        one.write({ inputKey: 'press' }, ({ duplicate }) => ({ writes: {}, answer: duplicate }));
      const known = await Promise.all([a, b, a, b].map(pressed));
      expect(known.filter((duplicate) => !duplicate)).toHaveLength(1);
      const opened = (one: Store) =>
        one.write({}, ({ nextNumber: incident }) => {
          const append = { incident, expected: 0, events: [note('opened')], head: head(incident) };
          return { writes: { append }, answer: incident };
        });
      const numbers = await Promise.all([a, b, a, b].map(opened));
      expect(numbers.sort()).toEqual([1, 2, 3, 4]);
    });

    it('an incident that both change at once is decided anew by the second, and nothing is lost', async () => {
      await Promise.all([a, b, a, b].map((one, n) => append(one, 1, [`note ${n}`])));
      expect((await a.events(1)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(await b.verify()).toMatchObject({ events: 4, faults: [] });
    });
  });
}
