import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/domain/chat/outgoing.ts';
import { minute, second } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Records } from './store.contract.ts';
import { add, append, claimed, effect, openingEffects, settle, t0, timer } from './store-samples.ts';

/** What every store must do with effects. */
export function effectsContract(name: string, make: () => Promise<Records>): void {
  describe(`${name}: effects`, () => {
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
    const states = async () => Object.fromEntries((await store.effects(1)).map((e) => [e.key, e.state]));
    const find = async (key: string) => (await store.effects(1)).find((e) => e.key === key);
    const lane = (lane: string) => ({ lane });

    describe('handing out', () => {
      it('most urgent first, then the longest due, then in the order of the keys', async () => {
        await add(
          store,
          effect('2.1.1', { ...lane('slot:card'), priority: 2 }),
          effect('1.2.1', { ...lane('slot:checklist'), priority: 2 }),
          effect('1.10.1', { ...lane('room.topic'), priority: 2 }),
          effect('1.11.1', { ...lane('room.links'), priority: 2, dueAt: t0 - second }),
          effect('3.1.1', { ...lane('page:pagerduty:0'), priority: 1 }),
        );
        expect(await claimed(store)).toEqual(['3.1.1', '1.11.1', '1.2.1', '1.10.1', '2.1.1']);
      });

      it('no more than asked for, and the rest the next time', async () => {
        await add(
          store,
          effect('1.1.1', lane('slot:card')),
          effect('1.1.2', lane('slot:checklist')),
          effect('1.1.3', lane('room.topic')),
        );
        expect(await claimed(store, t0, [], 2)).toEqual(['1.1.1', '1.1.2']);
        expect(await claimed(store)).toEqual(['1.1.3']);
      });

      it('nothing before its time, and says when that is', async () => {
        await add(store, effect('1.1.1', { dueAt: t0 + minute }));
        expect(await claimed(store, t0 + minute - 1)).toEqual([]);
        expect((await store.nextDue())?.at).toBe(t0 + minute);
        expect((await store.nextDue())?.effects).toMatchObject([{ incident: 1, key: '1.1.1' }]);
        expect(await claimed(store, t0 + minute)).toEqual(['1.1.1']);
        expect((await store.nextDue())?.at).toBeUndefined();
      });

      it('marks it as being sent, with the time, so that nobody else takes it', async () => {
        await add(store, effect('1.1.1'));
        const [taken] = await store.claim({ now: t0 + 5, busyLanes: [], limit: 9 });
        expect(taken).toEqual({ ...effect('1.1.1'), state: 'sending', attempts: 0, sentAt: t0 + 5 });
        expect(await find('1.1.1')).toEqual(taken);
        expect(await claimed(store, t0 + minute)).toEqual([]);
      });

      it('says what has not ended of a lane, in its order, what is held back included', async () => {
        await add(
          store,
          ...['1.1.1', '1.2.1'].map((key) => effect(key)),
          effect('1.3.1', { waitsFor: 'room' }),
          effect('1.3.2', lane('slot:card')),
          effect('2.1.1'),
        );
        await claimed(store);
        await settle(store, { key: '1.1.1', state: 'done' });
        const { lane: own } = effect('1.2.1');
        const waiting = await store.waiting({ incident: 1, lane: own });
        expect(waiting.map(({ key }) => key)).toEqual(['1.2.1', '1.3.1']);
      });

      it('nothing of a lane the caller is busy with', async () => {
        await add(
          store,
          effect('1.1.1', lane('slot:card')),
          effect('1.1.2', lane('slot:checklist')),
          timer('1.1.3', t0),
        );
        expect(
          await claimed(store, t0, [
            { incident: 1, lane: 'slot:card' },
            { incident: 1, lane: 'timer:page.timeout' },
          ]),
        ).toEqual(['1.1.2']);
      });
    });

    it('what the asker does not know stays as it is, keeps its lane, and wakes nobody', async () => {
      const strange = { body: { kind: 'of-next-year' } } as unknown as Pick<Outgoing, 'body'>;
      const knows = ({ body }: Pick<Outgoing, 'body'>) => body.kind !== strange.body.kind;
      const first = effect('1.1.1', { ...lane('slot:card'), ...strange });
      await add(store, first, effect('1.1.2', lane('slot:card')), effect('1.1.3', { dueAt: t0 + second }));
      expect(await store.claim({ now: t0, busyLanes: [], limit: 9, knows })).toEqual([]);
      expect((await store.nextDue(knows))?.at).toBe(t0 + second);
      expect(await find('1.1.1')).toEqual({ ...first, state: 'pending', attempts: 0 });
      expect(await claimed(store)).toEqual(['1.1.1']);
    });

    describe('a lane', () => {
      it('lets one go at a time, in order', async () => {
        await add(store, effect('1.1.1'), effect('1.1.2'));
        expect(await claimed(store)).toEqual(['1.1.1']);
        expect(await claimed(store)).toEqual([]);
        await settle(store, { key: '1.1.1', state: 'done' });
        expect(await claimed(store)).toEqual(['1.1.2']);
      });

      it('keeps its order while the one in front waits for another try', async () => {
        await add(store, effect('1.1.1'), effect('1.1.2'));
        await claimed(store);
        const dueAt = t0 + minute;
        await settle(store, { key: '1.1.1', state: 'pending', dueAt, error: 'slow down', counted: false });
        expect(await claimed(store, t0 + second)).toEqual([]);
        expect((await store.nextDue())?.at).toBe(dueAt);
        expect(await claimed(store, dueAt)).toEqual(['1.1.1']);
      });

      it('goes on behind one that failed', async () => {
        await add(store, effect('1.1.1'), effect('1.1.2'));
        await claimed(store);
        await settle(store, { key: '1.1.1', state: 'failed', error: 'channel is archived' });
        expect(await find('1.1.1')).toMatchObject({
          state: 'failed',
          attempts: 1,
          lastError: 'channel is archived',
        });
        expect(await claimed(store)).toEqual(['1.1.2']);
      });

      it('does not wait for one that is held back', async () => {
        await add(store, effect('1.1.1', { waitsFor: 'room' }), effect('1.1.2'));
        expect(await claimed(store)).toEqual(['1.1.2']);
      });
    });

    describe('holding back', () => {
      it('lasts until the word is released', async () => {
        await add(
          store,
          effect('1.1.1', { waitsFor: 'room' }),
          effect('1.1.2', { waitsFor: 'slot:card', ...lane('slot:checklist') }),
        );
        expect(await claimed(store)).toEqual([]);
        expect((await store.nextDue())?.at).toBeUndefined();
        await store.write({}, () => ({ writes: { release: { incident: 1, words: ['room'] } }, answer: 0 }));
        expect((await store.nextDue())?.at).toBe(t0);
        expect(await claimed(store)).toEqual(['1.1.1']);
      });

      it('is over for good: what waits for a word released earlier goes at once', async () => {
        await store.write({}, () => ({ writes: { release: { incident: 1, words: ['room'] } }, answer: 0 }));
        await add(store, effect('1.1.1', { waitsFor: 'room' }), effect('2.1.1', { waitsFor: 'room' }));
        expect(await claimed(store)).toEqual(['1.1.1']);
      });
    });

    describe('redraws of one message', () => {
      const redraw = (key: string, dueAt = t0) =>
        effect(key, { ...lane('slot:card'), coalesce: 'draw:card', dueAt });

      it('five that wait are one', async () => {
        for (const n of [1, 2, 3, 4, 5]) await add(store, redraw(`1.${n}.1`));
        expect(await states()).toEqual({ '1.1.1': 'pending' });
      });

      it('the one that waits goes at the earliest time asked for', async () => {
        await add(store, redraw('1.1.1', t0 + minute));
        await add(store, redraw('1.2.1', t0 + second));
        await add(store, redraw('1.3.1', t0 + 2 * minute));
        expect((await store.nextDue())?.at).toBe(t0 + second);
      });

      it('but one told to slow down is not hurried', async () => {
        await add(store, redraw('1.1.1'));
        await claimed(store);
        const dueAt = t0 + minute;
        await settle(store, { key: '1.1.1', state: 'pending', dueAt, error: 'slow down', counted: false });
        await add(store, redraw('1.2.1', t0 + second));
        expect(await states()).toEqual({ '1.1.1': 'pending' });
        expect((await store.nextDue())?.at).toBe(dueAt);
      });

      it('one that is being sent may carry the older state, so a newer one follows it', async () => {
        await add(store, redraw('1.1.1'));
        await claimed(store);
        await add(store, redraw('1.2.1'));
        expect(await states()).toEqual({ '1.1.1': 'sending', '1.2.1': 'pending' });
      });

      it('those of other incidents are other messages', async () => {
        await add(store, redraw('1.1.1'));
        await add(store, redraw('2.1.1'));
        expect(await store.effects(2)).toHaveLength(1);
      });
    });

    describe('timers', () => {
      it('a newer one replaces the older one, later or earlier', async () => {
        await add(store, timer('1.1.1', t0 + minute));
        await add(store, timer('1.2.1', t0 + 2 * minute));
        expect(await states()).toEqual({ '1.1.1': 'superseded', '1.2.1': 'pending' });
        expect((await store.nextDue())?.at).toBe(t0 + 2 * minute);
        expect(await claimed(store, t0 + minute)).toEqual([]);
      });

      it('stay as they are when handed out, until their command is stored', async () => {
        await add(store, timer('1.1.1', t0));
        expect(await claimed(store)).toEqual(['1.1.1']);
        expect(await claimed(store)).toEqual(['1.1.1']);
        await settle(store, { key: '1.1.1', state: 'done' });
        expect(await claimed(store)).toEqual([]);
      });

      it('a fired one is done, not replaced, when its command sets the next', async () => {
        await add(store, timer('1.1.1', t0));
        await store.write({}, () => ({
          writes: { settle: { key: '1.1.1', state: 'done' }, effects: [timer('1.2.1', t0 + minute)] },
          answer: 0,
        }));
        expect(await states()).toEqual({ '1.1.1': 'done', '1.2.1': 'pending' });
      });

      it('a replaced one stays replaced although its command comes late', async () => {
        await add(store, timer('1.1.1', t0));
        await add(store, timer('1.2.1', t0 + minute));
        await settle(store, { key: '1.1.1', state: 'done' });
        expect(await states()).toEqual({ '1.1.1': 'superseded', '1.2.1': 'pending' });
      });

      it('hold up nothing, neither what is said nor each other', async () => {
        await add(store, timer('1.1.1', t0 + minute), effect('1.1.2'), timer('1.1.3', t0, 'update.nudge'));
        expect(await claimed(store)).toEqual(['1.1.3', '1.1.2']);
      });
    });

    describe('an incident in trouble', () => {
      /** What of these is no timer, which comes later. */
      const now = (effects: Outgoing[]) => effects.filter(({ dueAt }) => dueAt <= t0).map(({ key }) => key);
      /** Each waits out a failure: Slack refuses the private room, the provider answers 500. */
      const troubled = async (incident: number) => {
        await add(store, ...openingEffects(incident, { private: true }));
        for (const { key, incident: of } of await store.claim({ now: t0, busyLanes: [], limit: 99 })) {
          if (of !== incident) throw new Error(`${key} is of another incident`);
          const dueAt = t0 + 154 * second;
          await settle(store, { key, state: 'pending', dueAt, error: 'HTTP 500', counted: true });
        }
      };

      it('has the lanes every other has', () => {
        const lanes = (incident: number) => openingEffects(incident).map(({ lane }) => lane);
        expect(lanes(2)).toEqual(lanes(1));
        expect(lanes(1)).toEqual(expect.arrayContaining(['room.open', 'page:pagerduty:0']));
      });

      it('keeps nothing of another waiting: not its room, not its page, not its readings', async () => {
        await troubled(1);
        const healthy = openingEffects(2);
        await add(store, ...healthy);
        expect((await claimed(store)).sort()).toEqual(now(healthy).sort());
        expect(await claimed(store, t0 + minute)).toEqual([]);
        expect(await claimed(store, t0 + 154 * second)).toEqual(
          expect.arrayContaining(now(openingEffects(1, { private: true }))),
        );
      });

      it('nor while its own are on their way, whoever sends them', async () => {
        const [ill, healthy] = [openingEffects(1), openingEffects(2)];
        await add(store, ...ill);
        const under = await store.claim({ now: t0, busyLanes: [], limit: 99 });
        expect(under.map(({ key }) => key).sort()).toEqual(now(ill).sort());
        await add(store, ...healthy);
        const busy = under.map(({ incident, lane }) => ({ incident, lane }));
        expect((await claimed(store, t0, busy)).sort()).toEqual(now(healthy).sort());
      });

      it('wakes nobody late: the next due is the healthy one’s', async () => {
        await troubled(1);
        for (const { key, body } of openingEffects(1))
          if (body.kind === 'timer') await settle(store, { key, state: 'done' });
        const held = openingEffects(2).filter(({ body }) => body.kind !== 'timer' && body.kind !== 'draw');
        await add(store, ...held.map((one) => ({ ...one, dueAt: t0 + minute })));
        expect((await store.nextDue())?.at).toBe(t0 + minute);
      });

      it('waits for itself all the same: its call-off goes after its page', async () => {
        await troubled(1);
        const page = openingEffects(1).find(({ lane }) => lane === 'page:pagerduty:0');
        if (page?.body.kind !== 'page') throw new Error('nobody is paged');
        await add(store, { ...page, key: '1.9.0', body: { ...page.body, action: 'resolve' } });
        expect(await claimed(store)).toEqual([]);
        expect(await claimed(store, t0 + 154 * second)).toContain(page.key);
      });
    });

    describe('outcomes', () => {
      it('count the tries that were tries', async () => {
        await add(store, effect('1.1.1'));
        for (const counted of [true, false, true]) {
          await claimed(store);
          await settle(store, { key: '1.1.1', state: 'pending', dueAt: t0, error: 'HTTP 503', counted });
        }
        expect(await find('1.1.1')).toMatchObject({ attempts: 2, lastError: 'HTTP 503', state: 'pending' });
      });

      it('do not wake what has come to an end', async () => {
        await add(store, effect('1.1.1'));
        await claimed(store);
        await settle(store, { key: '1.1.1', state: 'done' });
        await settle(store, { key: '1.1.1', state: 'pending', dueAt: t0, error: 'late', counted: true });
        expect(await states()).toEqual({ '1.1.1': 'done' });
      });

      it('in doubt come back as uncertain, with the time of the try in doubt', async () => {
        await add(store, effect('1.1.1'));
        await claimed(store, t0 + 1);
        const dueAt = t0 + second;
        await settle(store, { key: '1.1.1', state: 'uncertain', dueAt, error: 'no answer', counted: true });
        const [again] = await store.claim({ now: t0 + minute, busyLanes: [], limit: 9 });
        expect(again).toMatchObject({ key: '1.1.1', state: 'uncertain', sentAt: t0 + 1, attempts: 1 });
        expect(await find('1.1.1')).toMatchObject({ state: 'sending', sentAt: t0 + 1 });
      });
    });

    describe('after a crash', () => {
      it('what was being sent is uncertain and due; everything else is as it was', async () => {
        await add(
          store,
          effect('1.1.1', lane('slot:card')),
          effect('1.1.2', { ...lane('slot:checklist'), dueAt: t0 + minute }),
        );
        await add(store, timer('1.1.3', t0));
        await claimed(store, t0);
        await store.close();
        await records.leasesEnd();
        store = await records.open();
        expect(await store.reviveInterrupted(t0 + second)).toBe(1);
        expect(await states()).toEqual({ '1.1.1': 'uncertain', '1.1.2': 'pending', '1.1.3': 'pending' });
        const [timed, lost] = await store.claim({ now: t0 + second, busyLanes: [], limit: 9 });
        expect(timed).toMatchObject({ key: '1.1.3', state: 'pending' });
        expect(lost).toMatchObject({ key: '1.1.1', state: 'uncertain', dueAt: t0 + second, sentAt: t0 });
      });
    });

    describe('after the clock was set back', () => {
      const now = t0 - 60 * minute;
      const dueAt = async (key: string) => (await find(key))?.dueAt;
      beforeEach(async () => {
        await append(store, 1, ['written by the clock that ran ahead'], { updatedAt: t0 });
        await add(store, effect('1.1.1'), effect('1.1.2', { ...lane('room.topic'), dueAt: t0 + minute }));
        await add(store, timer('1.1.3', t0 + 2 * minute));
        await claimed(store);
        const wait = { state: 'pending', dueAt: t0 + 10 * minute, error: 'HTTP 503', counted: true } as const;
        await settle(store, { key: '1.1.1', ...wait });
      });

      it('a retry comes after its own wait, and what the log planned comes earlier by as much', async () => {
        expect(await store.replan(now)).toBe(3);
        expect(await find('1.1.1')).toMatchObject({ dueAt: now + 10 * minute, sentAt: now });
        expect(await dueAt('1.1.2')).toBe(now + minute);
        expect(await dueAt('1.1.3')).toBe(now + 2 * minute);
        expect(await store.replan(now)).toBe(2);
      });

      it('by as much as it is told, and never into the past', async () => {
        expect(await store.replan(now, 62 * minute)).toBe(3);
        expect(await dueAt('1.1.2')).toBe(now);
        expect(await dueAt('1.1.3')).toBe(now);
      });
    });

    it('the backlog counts what has not come to an end, and since when the oldest could have left', async () => {
      expect(await store.backlog(t0)).toEqual({ pending: 0, sending: 0, uncertain: 0, failed: 0 });
      const early = t0 - minute;
      await add(
        store,
        ...['slot:card', 'slot:checklist', 'room.topic', 'room.links'].map((l, n) =>
          effect(`1.1.${n}`, { ...lane(l), dueAt: early }),
        ),
      );
      await claimed(store);
      await settle(store, { key: '1.1.0', state: 'done' });
      await settle(store, { key: '1.1.1', state: 'failed', error: 'gone' });
      await settle(store, {
        key: '1.1.2',
        state: 'uncertain',
        dueAt: t0 - second,
        error: '?',
        counted: true,
      });
      await add(store, effect('1.2.1', { waitsFor: 'room', dueAt: early }), timer('1.2.2', t0 + minute));
      const counts = { pending: 2, sending: 1, uncertain: 1, failed: 1 };
      expect(await store.backlog(t0)).toEqual({ ...counts, oldestDue: t0 - second, waitForChat: 1 });
      // What failed waits for its chat before its next time comes as well.
      expect(await store.backlog(t0 - minute)).toEqual({ ...counts, waitForChat: 1 });
    });

    it('the same decision stored twice leaves one effect', async () => {
      await add(store, effect('1.1.1'));
      await add(store, effect('1.1.1'));
      expect(await store.effects(1)).toHaveLength(1);
    });
  });
}
