import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Opened } from '../../src/domain/incident/state.ts';
import { day } from '../../src/domain/time.ts';
import { similarNodes } from '../../src/views/chat/similar.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { mayLog } from '../support/log.ts';
import { ben, person } from '../support/worked-example.ts';
import { linesOf } from '../views/chat/given.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

const by = person(ben);
/** Another episode, a day later. */
async function again(facts: Parameters<Flow['alert']>[0] = {}): Promise<void> {
  mayLog(/no_channel/);
  await flow.later(day);
  await flow.alert({ fingerprint: `f${flow.now()}`, startsAt: flow.now(), ...facts });
}
const end = async (number: number) => {
  await flow.writer.handle(number, { type: 'category', category: 'prompt', because: 'a new one' }, by);
  await flow.writer.handle(number, { type: 'resolve', override: 'seen by hand', confirmed: [] }, by);
  const { phase } = await flow.incident(number);
  expect(phase).toBe('resolved');
};

const lines = (incident: Opened) => linesOf({ text: '', nodes: similarNodes(incident) });

describe('earlier incidents, looked up in the transaction that opens the next one', () => {
  it('are those that are over and public; what was cancelled only counts', async () => {
    await flow.alert();
    flow.signals.value = undefined;
    await flow.deliverer.run();
    await flow.writer.handle(1, { type: 'rename', title: 'Billing questions are refused' }, by);
    await end(1);
    await again();
    await flow.writer.handle(2, { type: 'cancel', reason: 'a load test', confirmed: [] }, by);
    // A private one of the same system.
    await again({ failure: 'prompt-injection' });
    expect((await flow.incident(3)).private).toBe(true);
    await flow.writer.handle(3, { type: 'cancel', reason: 'a drill', confirmed: [] }, by);
    await again();
    expect((await flow.incident(4)).similar).toEqual({
      incidents: [expect.objectContaining({ number: 1, like: 'system and failure', category: 'prompt' })],
      cancelled: 1,
    });
    // It was opened under another name than it has: the card bears neither, and leads to the channel.
    expect(lines(await flow.incident(4)).filter((line) => line.startsWith('Before: '))).toEqual([
      expect.stringMatching(/· #inc-1$/),
    ]);
    // Nothing of it is learnt by the one who reads a private incident either, nor told by it of another private one.
    await flow.later(day);
    await again({ failure: 'prompt-injection' });
    const numbers = (await flow.incident(5)).similar?.incidents.map(({ number }) => number);
    expect(numbers).toEqual([1]);
  });
});
