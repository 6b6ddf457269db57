import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothing } from '../../src/domain/incident/evolve.ts';
import { BusyError, ConflictError } from '../../src/errors.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter } from '../../src/flow/write.ts';
import { onEachDatabase } from '../support/databases.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { hash, mask } from '../support/mask.ts';
import { ana, ben, person } from '../support/worked-example.ts';

const [byAna, byBen] = [person(ana), person(ben)];
const done = { type: 'step.do' as const, step: 'triage.1' };

onEachDatabase((open) => {
  describe('a command', () => {
    let flow: Flow;
    let step: string;
    beforeEach(async () => {
      flow = await openFlow(undefined, { open });
      await flow.alert();
      step = Object.keys((await flow.incident()).steps)[0] ?? '';
    });
    afterEach(() => flow.close());

    it('is durable with its effects when it resolves', async () => {
      const before = (await flow.store.effects(1)).length;
      const result = await flow.writer.handle(1, { ...done, step }, byAna);
      expect(result).toMatchObject({ ok: true, duplicate: false, events: [{ type: 'step.done' }] });
      expect((await flow.log()).at(-1)).toBe('step.done');
      expect((await flow.store.effects(1)).length).toBeGreaterThan(before);
      expect((await flow.store.verify(1)).faults).toEqual([]);
    });

    it('counts once when the platform delivers it again, even at the same time', async () => {
      const note = () =>
        flow.writer.handle(1, { type: 'note', text: 'paid only' }, byAna, { inputKey: 'slack/E1' });
      const results = await Promise.all([note(), note(), note()]);
      expect(results.map((result) => result.ok && result.duplicate)).toEqual([false, true, true]);
      expect(
        await flow.writer.handle(1, { type: 'note', text: 'x' }, byAna, { inputKey: 'slack/E1' }),
      ).toMatchObject({ ok: true, duplicate: true, events: [] });
      expect((await flow.log()).filter((type) => type === 'note.written')).toHaveLength(1);
    });

    it('is decided one after the other when two people press at once: one does it, one hears who was first', async () => {
      const both = await Promise.all([
        flow.writer.handle(1, { ...done, step }, byAna),
        flow.writer.handle(1, { ...done, step }, byBen),
      ]);
      expect(both.map((result) => result.ok && result.events.length)).toEqual([1, 0]);
      expect(both[1]).toMatchObject({
        ok: true,
        note: expect.stringMatching(/^Ana Lima has done that step/),
      });
    });

    it('leaves nothing behind when it is refused', async () => {
      const [log, effects] = [await flow.log(), await flow.store.effects(1)];
      expect(await flow.writer.handle(1, { ...done, step: 'none' }, byAna)).toMatchObject({
        ok: false,
        rejected: 'INC-1 has no step `none`.',
      });
      expect(await flow.log()).toEqual(log);
      expect(await flow.store.effects(1)).toEqual(effects);
    });

    it('is about an incident that is there', async () => {
      expect(await flow.writer.handle(7, { type: 'note', text: 'x' }, byAna)).toMatchObject({
        ok: false,
        rejected: 'There is no such incident.',
      });
      expect(await flow.writer.incident(7)).toBeUndefined();
    });

    it('is decided on what the log says, not on what another process remembers', async () => {
      const other = createWriter({ store: flow.store, clock: flow, states: createStates(), mask, hash });
      await other.incident(1);
      await flow.writer.handle(1, { ...done, step }, byAna);
      expect(await other.handle(1, { ...done, step }, byBen)).toMatchObject({ ok: true, events: [] });
      expect(await other.incident(1)).toEqual(await flow.incident());
    });
  });

  describe('the cache of folded incidents', () => {
    const remembersOne = (flow: Awaited<ReturnType<typeof openFlow>>) =>
      createWriter({
        store: flow.store,
        clock: flow,
        states: createStates({ open: 1, over: 1 }),
        mask,
        hash,
      });

    it('gives the same state whether it remembers or not', async () => {
      const flow = await openFlow(undefined, { open });
      const forgetful = remembersOne(flow);
      for (const system of ['a', 'b', 'c']) await flow.alert({ system, fingerprint: system });
      for (const number of [1, 2, 3, 1, 3, 2]) {
        const result = await forgetful.handle(number, { type: 'note', text: `to ${number}` }, byAna);
        expect(result).toMatchObject({ ok: true, events: [{ text: `to ${number}` }] });
        expect(await forgetful.incident(number)).toEqual(await flow.incident(number));
      }
      await flow.close();
    });

    it('loses nothing when an incident is forgotten while a command on it waits', async () => {
      const flow = await openFlow(undefined, { open });
      const forgetful = remembersOne(flow);
      for (const system of ['a', 'b']) await flow.alert({ system, fingerprint: system });
      await forgetful.incident(1);
      const results = await Promise.all([
        forgetful.handle(2, { type: 'note', text: 'two' }, byAna),
        forgetful.handle(1, { type: 'note', text: 'one' }, byAna),
      ]);
      expect(results.map((result) => result.ok)).toEqual([true, true]);
      await flow.close();
    });

    it('folds each event once when many commands share a batch', async () => {
      const flow = await openFlow(undefined, { open });
      await flow.alert();
      let read = 0;
      const store: Flow['store'] = {
        ...flow.store,
        write: (needs, decide) =>
          flow.store.write(needs, (loaded) => {
            read += loaded.incident?.events.length ?? 0;
            return decide(loaded);
          }),
      };
      const writer = createWriter({ store, clock: flow, states: createStates(), mask, hash });
      await writer.incident(1);
      const notes = Array.from({ length: 50 }, (_, n) => ({ type: 'note' as const, text: `note ${n}` }));
      await Promise.all(notes.map((note) => writer.handle(1, note, byAna)));
      expect(read).toBe(0);
      expect(await writer.incident(1)).toEqual(await flow.incident());
      await flow.close();
    });

    it('comes again as often as other processes change the incident in between, and is stored once', async () => {
      const flow = await openFlow(undefined, { open });
      await flow.alert();
      let before = 3;
      const store: Flow['store'] = {
        ...flow.store,
        write: (needs, decide) => {
          if (before-- > 0) throw new ConflictError(1, 5, 6);
          return flow.store.write(needs, decide);
        },
      };
      const writer = createWriter({ store, clock: flow, states: createStates(), mask, hash });
      expect(await writer.handle(1, { type: 'note', text: 'seen' }, byAna)).toMatchObject({ ok: true });
      expect((await flow.log()).filter((type) => type === 'note.written')).toHaveLength(1);
      before = 100;
      await expect(writer.handle(1, { type: 'note', text: 'never' }, byAna)).rejects.toThrow(ConflictError);
      await flow.close();
    });

    it('forgets what a refused batch had decided', async () => {
      const flow = await openFlow(undefined, { open });
      await flow.alert();
      let full = true;
      const store: Flow['store'] = {
        ...flow.store,
        // The disk is full at the commit: what was decided and applied is taken back.
        write: (needs, decide) =>
          flow.store.write(needs, (loaded) => {
            const decided = decide(loaded);
            if (!full) return decided;
            decided.applied?.();
            throw new BusyError('The disk is full', 5);
          }),
      };
      const writer = createWriter({ store, clock: flow, states: createStates(), mask, hash });
      const note = (text: string) => writer.handle(1, { type: 'note', text }, byAna);
      const refused = await Promise.allSettled([note('one'), note('two')]);
      expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(await writer.incident(1)).toEqual(await flow.incident());
      full = false;
      expect(await note('three')).toMatchObject({ ok: true, events: [{ text: 'three' }] });
      expect((await flow.log()).filter((type) => type === 'note.written')).toHaveLength(1);
      expect((await flow.store.verify(1)).faults).toEqual([]);
      await flow.close();
    });
  });
});

describe('a draft that is dropped while the events after it are being read', () => {
  it('makes the write come again, on what the log says', () => {
    const states = createStates();
    states.draft(1, 5, nothing);
    const after = states.version(1, 'drafts too');
    states.drop();
    expect(after).toBe(5);
    expect(() => states.at(1, { version: 5, events: [] }, 'drafts too')).toThrow(ConflictError);
    expect(states.version(1, 'drafts too')).toBe(0);
  });
});
