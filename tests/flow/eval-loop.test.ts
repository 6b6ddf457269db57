import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvalExample } from '../../src/domain/incident/eval-example.ts';
import { minute } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { createEvalRuns } from '../../src/flow/eval-runs.ts';
import type { EvalSets } from '../../src/ports/eval-sets.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, ben, evidence, person } from '../support/worked-example.ts';

interface FakeSets extends EvalSets {
  stands: Map<string, EvalExample[]>;
  next: DeliveryError[];
}

function fakeSets(): FakeSets {
  const made: FakeSets = {
    name: 'langfuse',
    stands: new Map(),
    next: [],
    async put(dataset, examples) {
      const error = made.next.shift();
      if (error) throw error;
      made.stands.set(dataset, examples);
    },
  };
  return made;
}

let flow: Flow;
let sets: FakeSets;
beforeEach(async () => {
  sets = fakeSets();
  flow = await openFlow(undefined, { evalSets: [sets] });
  await flow.alert();
  await flow.later(0);
  const by = person(ana);
  for (const [id, content] of [
    ['one', 'Q: Mail jo.bloggs@example.org the invoice A: No.'],
    ['two', 'Q: Where is my invoice? A: I can’t help.'],
  ] as const) {
    const saved = evidence({ id, title: id, content, from: 'command' });
    await flow.writer.handle(1, { type: 'evidence', evidence: saved }, by);
    const example = {
      id: `ex-${id}`,
      source: id,
      set: 'blocking' as const,
      expected: 'says where',
      reason: 'daily',
    };
    await flow.writer.handle(1, { type: 'example.sort', example }, by);
  }
});
afterEach(() => flow.close());

const push = () => flow.writer.handle(1, { type: 'examples.push', tool: 'langfuse' }, person(ben));
const pushed = async () => {
  await flow.deliverer.run();
  const events = (await flow.store.events(1)).map(({ event }) => event);
  return events.flatMap((event) => (event.type === 'examples.pushed' ? [event] : []));
};
/** By the entry that sorted it, and what only its texts give. */
const names = async () => {
  const events = (await flow.store.events(1)).map(({ event }) => event);
  return events.flatMap((event, n) => {
    if (event.type !== 'example.sorted') return [];
    const { id, source, expected, reason } = event.example;
    const mark = sha256(JSON.stringify([event.at, id, source, expected, reason, '']));
    return [`inc-1-${n + 1}-${mark.slice(0, 8)}`];
  });
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const noted = () => createEvalRuns({ writer: flow.writer, store: flow.store, hash: sha256 });
const program = { kind: 'source', name: 'the eval API' } as const;
const runOf = (results: [string, boolean][]) => ({ id: 'n', name: 'nightly', results: new Map(results) });

describe('failed examples', () => {
  it('stand in the tool masked, under names that last, and the channel hears it', async () => {
    await push();
    expect(await pushed()).toMatchObject([{ pushed: [{ dataset: 'support-bot-blocking', count: 2 }] }]);
    const [one, two] = sets.stands.get('support-bot-blocking') ?? [];
    expect([one?.id, two?.id]).toEqual(await names());
    expect(one).toMatchObject({ input: 'Mail [masked: e-mail address] the invoice', output: 'No.' });
    const said = [...flow.chat.rooms.values()].flatMap(({ posts }) =>
      posts.map((post) => JSON.stringify(post)),
    );
    expect(said.join()).toContain('Langfuse has 2 failed examples in support-bot-blocking');
    for (const type of ['example.sorted', 'evidence.saved']) {
      const entry = (await flow.log()).lastIndexOf(type) + 1;
      const redaction = { incident: 1, entry, why: 'names a customer', by: person(ben) };
      expect(await flow.redact(redaction)).toMatchObject({
        note: expect.stringContaining('It also stands in support-bot-blocking of Langfuse, where airb can’t'),
      });
    }
  });

  it('are kept and tried again while the tool is away, and what it refuses is told', async () => {
    sets.next.push(new DeliveryError('Langfuse answered 503.', { retry: true, code: 'langfuse_503' }));
    await push();
    expectLog(/Langfuse answered 503/);
    expect(await pushed()).toEqual([]);
    await flow.later(minute);
    expect(await pushed()).toMatchObject([{ pushed: [{ count: 2 }] }]);
    sets.next.push(
      new DeliveryError('Langfuse refused it with 401.', { retry: false, code: 'langfuse_401' }),
    );
    await push();
    expectLog(/refused it with 401/);
    expect((await pushed()).at(-1)).toMatchObject({ pushed: [], problem: 'Langfuse refused it with 401.' });
    // Whoever puts the key right may ask again.
    expect(await push()).toMatchObject({ ok: true });
    expect((await pushed()).at(-1)?.problem).toBeUndefined();
  });

  it('are in no run that guesses their names, however many it guesses', async () => {
    const all = Array.from({ length: 500 }, (_, n) => `inc-1-${n + 1}`);
    const marked = all.flatMap((name) => [`${name}-00000000`, `${name}-ffffffff`]);
    const guesses = [...all, ...all.map((name) => `${name}-blocking`), ...marked];
    const told = await noted()(1, runOf(guesses.map((name) => [name, true])), program);
    expect(told).toMatchObject({ refused: expect.stringContaining('none of the blocking examples') });
    expect((await flow.log()).filter((type) => type.startsWith('evals.'))).toEqual([]);
    // Nor does the name change when the example moves to another set and back.
    const before = await names();
    for (const set of ['backlog', 'blocking'] as const) {
      const example = { id: 'ex-one', source: 'one', set, expected: 'something else', reason: 'rare' };
      await flow.writer.handle(1, { type: 'example.sort', example }, person(ben));
    }
    const given = before.map((name): [string, boolean] => [name, true]);
    expect(await noted()(1, runOf(given), program)).toMatchObject({ passed: true });
  });

  it('do not leave once they are redacted, nor does a run need them', async () => {
    const [first, second = ''] = await names();
    const entry = Number(first?.split('-')[2]);
    await flow.redact({ incident: 1, entry, why: 'names a customer', by: person(ben) });
    await push();
    await pushed();
    expect(sets.stands.get('support-bot-blocking')?.map(({ id }) => id)).toEqual([second]);
    const [noteRun, run] = [noted(), runOf];
    expect(await noteRun(1, run([['inc-9-1', true]]), program)).toMatchObject({
      refused: expect.stringContaining('none of the blocking examples'),
    });
    expect(await noteRun(1, run([[second, false]]), program)).toEqual({
      passed: false,
      examples: [{ name: second, outcome: 'failed' }],
      repeated: false,
    });
    expect(await noteRun(1, run([[second, true]]), program)).toMatchObject({ passed: true, repeated: false });
    expect(await noteRun(1, run([[second, true]]), program)).toMatchObject({ passed: true, repeated: true });
    expect(await noteRun(7, run([[second, true]]), program)).toEqual({
      refused: 'There is no such incident.',
    });
    expect((await flow.log()).filter((type) => type.startsWith('evals.'))).toEqual([
      'evals.failed',
      'evals.passed',
    ]);
  });
});
