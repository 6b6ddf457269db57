import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import { nothing } from '../../src/domain/incident/evolve.ts';
import { minute, second } from '../../src/domain/time.ts';
import { BusyError, ConflictError } from '../../src/errors.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter, type Writer } from '../../src/flow/write.ts';
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

describe('whoever listens to the writer', () => {
  let flow: Flow;
  let heard: string[];
  let listening: Writer;
  beforeEach(async () => {
    flow = await openFlow();
    heard = [];
    listening = createWriter({
      ...{ store: flow.store, clock: flow, states: createStates(), mask, hash },
      onOpen: ({ number }) => heard.push(`opened ${number}`),
      onEnd: (number) => heard.push(`ended ${number}`),
      onEvents: (events, { number }) => heard.push(`${events.map(({ type }) => type)} of ${number}`),
      onPlanned: (planned, { number }) =>
        heard.push(`${planned.length > 0 ? 'effects' : 'none'} of ${number}`),
    });
  });
  afterEach(() => flow.close());

  it('hears of an incident that opens, with what happened and what must leave', async () => {
    await flow.alert();
    const [{ event: opened } = { event: undefined }] = await flow.store.events(1);
    if (opened?.type !== 'incident.opened') throw new Error('it did not open');
    const { type: _, at: __, by, ...facts } = opened;
    const command = { type: 'open', ...facts, number: 2, evidence: [] } as unknown as CommandBody;
    await listening.place({
      ...{ by, needs: {} },
      choose: () => ({ to: 'new', command, answer: undefined }),
    });
    expect(heard).toEqual([expect.stringMatching(/^incident.opened.* of 2$/), 'effects of 2', 'opened 2']);
  });

  it.each([
    ['cancelled', { type: 'cancel', reason: 'a test' }],
    [
      'merged',
      {
        type: 'merge',
        into: 2,
        reason: 'one',
        survivor: { open: true, private: false, phase: 'triage' },
        confirmed: true,
      },
    ],
  ] as const)('hears that it ended: %s', async (type, command) => {
    await flow.alert();
    await flow.alert({ system: 'b', fingerprint: 'b' });
    await listening.handle(1, command as CommandBody, byBen);
    expect(heard).toEqual([expect.stringContaining(type), 'effects of 1', 'ended 1']);
  });

  it('hears of what goes on, and nothing of what was refused, done already or delivered twice', async () => {
    await flow.alert();
    const note = () => listening.handle(1, { type: 'note', text: 'x' }, byBen, { inputKey: 'k' });
    await note();
    expect(heard).toEqual(['note.written of 1', 'effects of 1']);
    await note();
    await listening.handle(1, { ...done, step: 'none' }, byBen);
    await listening.handle(1, { type: 'note', text: 'x' }, byBen, { inputKey: 'k' });
    await listening.handle(7, { type: 'note', text: 'x' }, byBen);
    expect(heard).toHaveLength(2);
  });
});

describe('a clock that is behind that of another replica', () => {
  it.each([
    [90 * second, 0],
    [90 * second + 1, -90 * second - 1],
    [-minute, minute],
  ])('by %i ms: what follows is noted %i ms after what was done last', async (behind, after) => {
    const flow = await openFlow();
    await flow.alert();
    const last = (await flow.incident()).activeAt;
    const clock = { now: () => last - behind };
    const writer = createWriter({ store: flow.store, clock, states: createStates(), mask, hash });
    const handled = await writer.handle(1, { type: 'note', text: 'x' }, byBen);
    expect(handled).toMatchObject({ ok: true, events: [{ at: last + after }] });
    await flow.close();
  });
});

describe('where a command goes', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
    for (const system of ['a', 'b']) await flow.alert({ system, fingerprint: system });
  });
  afterEach(() => flow.close());
  const note = { type: 'note', text: 'x' } as const;

  it('is chosen again inside the next transaction where the guess was wrong', async () => {
    let asked = 0;
    const choose = () => {
      asked += 1;
      return { to: 'this' as const, incident: 2, command: note, answer: 'told' };
    };
    const placed = await flow.writer.place({ by: byBen, needs: {}, guess: 1, choose });
    expect(placed).toMatchObject({ number: 2, answer: 'told', handled: { ok: true } });
    expect(asked).toBe(2);
    expect(await flow.log(1)).not.toContain('note.written');
  });

  it('may be nowhere: then nothing happens but what is stored beside it', async () => {
    const placed = await flow.writer.place({
      ...{ by: byBen, needs: {}, guess: 1 },
      choose: () => ({ to: 'none', answer: 'told' }),
    });
    expect(placed).toEqual({ answer: 'told', number: undefined, handled: undefined });
  });

  it('is given up where every try names another one', async () => {
    let asked = 0;
    const choose = () => {
      asked += 1;
      return { to: 'this' as const, incident: 1 + (asked % 2), command: note, answer: undefined };
    };
    await expect(flow.writer.place({ by: byBen, needs: {}, guess: 1, choose })).rejects.toThrow(
      'no stable incident was found in 5 tries',
    );
    expect(asked).toBe(5);
    expect([await flow.log(1), await flow.log(2)].flat()).not.toContain('note.written');
  });
});

describe('a write that fails', () => {
  it.each([
    ['because somebody else wrote meanwhile: five times in all', new ConflictError(1, 5, 6), 5],
    ['for another reason: once', new BusyError('full', 1), 1],
  ])('is tried %s', async (_, error, times) => {
    const flow = await openFlow();
    await flow.alert();
    let tried = 0;
    const write = async () => {
      tried += 1;
      throw error;
    };
    const store = { ...flow.store, write };
    const writer = createWriter({ store, clock: flow, states: createStates(), mask, hash });
    await expect(writer.handle(1, { type: 'note', text: 'x' }, byBen)).rejects.toBe(error);
    expect(tried).toBe(times);
    await flow.close();
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
