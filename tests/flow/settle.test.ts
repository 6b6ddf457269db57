import { describe, expect, it } from 'vitest';
import { second } from '../../src/domain/time.ts';
import { LeaseLostError } from '../../src/errors.ts';
import { createClaim } from '../../src/flow/deliver/claim.ts';
import { noLeases } from '../../src/flow/deliver/leases.ts';
import type { DeliverDeps } from '../../src/flow/deliver/sending.ts';
import { createSettle } from '../../src/flow/deliver/settle.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import { expectLog, logged, testLog } from '../support/log.ts';
import { at } from '../support/worked-example.ts';

const now = at('14:20');
const effect = { key: '1.4.0', incident: 42, lane: 'room', state: 'sending' } as StoredEffect;

/** The deps of the deliverer that say what was asked of records and writer. */
function deps(change: object = {}) {
  const asked: object[] = [];
  const played = {
    clock: { now: () => now },
    log: testLog,
    store: {
      write: async (needs: object, decide: (loaded: object) => object) =>
        void asked.push({ needs, ...decide({}) }),
      claim: async ({ knows: _, ...query }: { knows: unknown }) => {
        asked.push(query);
        return [effect];
      },
      nextDue: async () => ({ at: now + second, effects: [] }),
    },
    writer: { handle: async (...given: unknown[]) => void asked.push(given) },
    leases: noLeases,
    ...change,
  };
  return { asked, deps: played as unknown as DeliverDeps };
}

describe('the outcome of an effect', () => {
  it('is written without a command where nothing has to be told', async () => {
    const given = deps();
    const slot = { incident: 42, slot: 'card', message: 'm', drawn: 'h' };
    await createSettle(given.deps).done({ effect, incident: {} as never, sent: { also: { slot } } });
    const settle = { key: '1.4.0', state: 'done' };
    expect(given.asked).toStrictEqual([{ needs: {}, writes: { settle, slot }, answer: undefined }]);
  });

  it('is written with the command that tells of it, in one transaction', async () => {
    const given = deps();
    const command = { type: 'note' as const, text: 'x' };
    await createSettle(given.deps).done({ effect, incident: {} as never, sent: { command } });
    const also = { settle: { key: '1.4.0', state: 'done' } };
    expect(given.asked).toStrictEqual([[42, command, { kind: 'airb' }, { also }]]);
  });

  it('says why it was not sent after all', async () => {
    const given = deps();
    await createSettle(given.deps).done({ effect, incident: {} as never, sent: { leftOut: 'It is over.' } });
    expect(given.asked).toMatchObject([
      { writes: { settle: { key: '1.4.0', state: 'superseded', error: 'It is over.' } } },
    ]);
  });

  it.each([
    ['sending', 'pending'],
    ['uncertain', 'uncertain'],
  ] as const)(
    'of what no port took, while it was %s, is that it comes again, and no attempt',
    async (before, state) => {
      const given = deps();
      await createSettle(given.deps).notTaken({ ...effect, state: before }, 'no room');
      const settle = { key: '1.4.0', state, error: 'no room', dueAt: now + second, counted: false };
      expect(given.asked).toStrictEqual([{ needs: {}, writes: { settle }, answer: undefined }]);
    },
  );
});

describe('an outcome that can not be written', () => {
  it('is kept, and written once the records take it', async () => {
    expectLog(
      /^error the outcome of an effect is not written yet \{ effect: '1.4.0', error: 'Error: full' \}/,
    );
    const settle = createSettle(deps().deps);
    let tries = 0;
    const outcome = async () => {
      tries += 1;
      if (tries < 3) throw new Error('full');
    };
    expect(await settle.write('1.3.0', async () => undefined)).toBe(true);
    expect(await settle.write('1.4.0', outcome)).toBe(false);
    expect(await settle.owed()).toBe(false);
    expect(await settle.owed()).toBe(true);
    expect(await settle.owed()).toBe(true);
    expect(tries).toBe(3);
  });

  it('is no debt where another process has taken the effect over: what was heard here does not count', async () => {
    expectLog(/^warn another process has taken this over/);
    const settle = createSettle(deps().deps);
    const lost = () => Promise.reject(new LeaseLostError('1.4.0'));
    expect(await settle.write('1.4.0', lost)).toBe(true);
    expect(logged().map(({ fields }) => fields)).toEqual([{ effect: '1.4.0' }]);
    expect(await settle.owed()).toBe(true);
  });
});

describe('what is taken', () => {
  const never = new Promise<void>(() => undefined);
  const lane = (incident: number) => ({ incident, lane: 'room' });

  it('is due now, in no lane that has one under way, and as much as there is room for', async () => {
    const given = deps();
    const claim = createClaim(given.deps);
    expect(await claim.next()).toMatchObject({ effects: [effect] });
    claim.hold({ ...effect, ...lane(1) }, never);
    claim.hold({ ...effect, ...lane(2) }, never);
    await claim.next();
    expect(given.asked).toStrictEqual([
      { now, busyLanes: [], limit: 32 },
      { now, busyLanes: [lane(1), lane(2)], limit: 30 },
    ]);
    expect([claim.held(), claim.underWay()]).toMatchObject([2, [{}, {}]]);
  });

  it('is nothing while there is no room for more', async () => {
    const given = deps();
    const claim = createClaim(given.deps);
    for (let n = 1; n <= 31; n++) claim.hold(lane(n), never);
    expect(await claim.next()).toBeDefined();
    claim.hold(lane(32), never);
    expect(await claim.next()).toBeUndefined();
    expect(given.asked).toHaveLength(1);
  });

  it('is nothing while this process may send nothing', async () => {
    const given = deps({ leases: { begin: () => undefined } });
    expect(await createClaim(given.deps).next()).toBeUndefined();
    expect(given.asked).toEqual([]);
  });

  it('gives its lane free when its work has ended, well or not', async () => {
    const claim = createClaim(deps().deps);
    claim.hold(lane(1), Promise.resolve());
    claim.hold(lane(2), Promise.reject(new Error('x')));
    await Promise.allSettled(claim.underWay());
    expect(claim.held()).toBe(0);
  });

  it('says when the next is due', async () => {
    expect(await createClaim(deps().deps).nextDue()).toEqual({ at: now + second, effects: [] });
  });
});
