import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { second } from '../../src/domain/time.ts';
import type { Writes } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Records } from './store.contract.ts';
import { alert, append, claimed, effect, head, note, settle, t0, timer } from './store-samples.ts';

/** What every store must do with alerts that come to one incident at the same moment, and so share a commit. */
export function stormContract(name: string, make: () => Promise<Records>): void {
  describe(`${name}: a storm`, () => {
    let records: Records;
    let store: Store;
    beforeEach(async () => {
      records = await make();
      store = await records.open();
      await append(store, 1, ['opened']);
    });
    afterEach(async () => {
      await store.close();
      await records.remove();
    });

    /** An alert that joins incident 1, with the redraw it asks for. @returns how often its episode came before */
    function join(fingerprint: string, more: (seq: number) => Writes = () => ({})): Promise<number> {
      const needs = {
        episode: fingerprint,
        openOf: { system: 'support-bot' },
        incident: { number: 1, after: () => Number.MAX_SAFE_INTEGER },
      };
      return store.write(needs, ({ episode, incident, open }) => {
        const expected = incident?.version ?? 0;
        const seq = expected + 1;
        const seen = episode?.times ?? 0;
        const row = {
          ...{ episode: fingerprint, incident: 1, alert: alert(fingerprint) },
          ...{ times: seen + 1, receivedAt: t0 },
        };
        if (seen > 0) return { writes: { alert: row }, answer: seen };
        const joined = note(`${fingerprint} joined ${open.map(({ version }) => version)}`);
        return {
          writes: {
            append: { incident: 1, expected, events: [joined], head: head(1) },
            effects: [effect(`1.${seq}.0`, { lane: 'slot:card', coalesce: 'draw:card' })],
            alert: row,
            ...more(seq),
          },
          answer: seen,
        };
      });
    }
    const faults = async () => (await store.verify()).faults;
    const told = async () =>
      (await store.events(1)).map(({ event }) => ('text' in event ? event.text : event.type));

    it('each is one entry, in order, and each sees what those before it decided', async () => {
      expect(await Promise.all([join('a'), join('b'), join('c')])).toEqual([0, 0, 0]);
      expect(await told()).toEqual(['opened', 'a joined 1', 'b joined 2', 'c joined 3']);
      expect((await store.alerts(1)).map(({ episode }) => episode)).toEqual(['a', 'b', 'c']);
      expect(await store.head(1)).toMatchObject({ version: 4 });
      expect(await faults()).toEqual([]);
    });

    it('the same episode twice at once is told once and counted twice', async () => {
      expect(await Promise.all([join('a'), join('a'), join('a')])).toEqual([0, 1, 2]);
      expect(await told()).toEqual(['opened', 'a joined 1']);
      expect(await store.alerts(1)).toMatchObject([{ episode: 'a', times: 3 }]);
      expect(await faults()).toEqual([]);
    });

    it('all of them are one redraw, as early and as urgent as the first of them asks', async () => {
      const redraw = (more: object) => (seq: number) => ({
        effects: [effect(`1.${seq}.0`, { lane: 'slot:card', coalesce: 'draw:card', ...more })],
      });
      await Promise.all([
        join('a', redraw({ dueAt: t0 + second })),
        join('b', redraw({ priority: 1 })),
        join('c', redraw({ dueAt: t0 + 2 * second })),
      ]);
      expect(await store.effects(1)).toMatchObject([{ key: '1.2.0', dueAt: t0, priority: 1 }]);
      // Now it stands in the records, and is found there.
      await Promise.all([
        join('d', redraw({ dueAt: t0 - second })),
        join('e', redraw({ dueAt: t0 + second })),
      ]);
      expect(await store.effects(1)).toMatchObject([{ key: '1.2.0', dueAt: t0 - second, priority: 1 }]);
      expect(await faults()).toEqual([]);
    });

    it('what is being sent draws the old state, so a new redraw stands behind it', async () => {
      await join('a');
      const [, sent] = await Promise.all([join('b'), claimed(store), join('c')]);
      expect(sent).toEqual(['1.2.0']);
      await settle(store, { key: '1.2.0', state: 'done' });
      expect(await claimed(store)).toEqual(['1.4.0']);
      expect(await faults()).toEqual([]);
    });

    it('what others write between them keeps its place', async () => {
      const byHand = () => append(store, 1, ['somebody says so']);
      await Promise.all([join('a'), byHand(), join('b', (seq) => ({ effects: [timer(`1.${seq}.0`, t0)] }))]);
      expect(await told()).toEqual(['opened', 'a joined 1', 'somebody says so', 'b joined 3']);
      expect((await store.effects(1)).map(({ key }) => key)).toEqual(['1.2.0', '1.4.0']);
      expect(await faults()).toEqual([]);
    });

    it('one that no column takes is refused alone', async () => {
      const results = await Promise.allSettled([
        join('a'),
        join('b', (seq) => ({ effects: [effect(`1.${seq}.0`, { dueAt: Number.NaN })] })),
        join('c'),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await store.alerts(1)).map(({ episode }) => episode)).toEqual(['a', 'c']);
      expect((await store.events(1)).length).toBe(3);
      expect(await faults()).toEqual([]);
    });

    it('one whose decision fails takes nothing of the others with it', async () => {
      const results = await Promise.allSettled([
        join('a'),
        join('b', () => {
          throw new Error('no rule for it');
        }),
        join('c'),
      ]);
      expect(results[1]).toMatchObject({ reason: { message: 'no rule for it' } });
      expect((await store.alerts(1)).map(({ episode }) => episode)).toEqual(['a', 'c']);
      expect(await faults()).toEqual([]);
    });

    it('a second process that asks meanwhile sees all of it or nothing', async () => {
      const storm = Promise.all(['a', 'b', 'c', 'd'].map((name) => join(name)));
      const before = await store.events(1);
      await storm;
      expect([1, 5]).toContain(before.length);
      expect((await store.events(1)).length).toBe(5);
    });
  });
}
