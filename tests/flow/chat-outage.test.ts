import { expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { noteOutages, outageOf } from '../../src/flow/deliver/chat-outage.ts';
import type { Outcome } from '../../src/flow/deliver/send.ts';
import { given } from '../support/given.ts';
import { down, refused, throttled } from '../support/given-chat.ts';
import { logged, testLog } from '../support/log.ts';
import { at, opening } from '../support/worked-example.ts';

const { incident } = given(opening());

/** Records that remember, and count how often they were written. */
function starting() {
  const kept = new Map<string, string>();
  let now = at('14:20');
  let writes = 0;
  const store = {
    recall: async (key: string) => kept.get(key),
    remember: async (key: string, value: string) => {
      writes += 1;
      kept.set(key, value);
    },
  };
  const process = () => noteOutages({ store: store as never, clock: { now: () => now }, log: testLog });
  return {
    store,
    process,
    passes(ms: number) {
      now += ms;
    },
    writes: () => writes,
    outage: (chat = 'slack') => outageOf(store, chat),
  };
}

const outcome = (body: object, error?: DeliveryError, known = true): Outcome =>
  ({
    effect: { body },
    incident: known ? incident : undefined,
    ...(error ? { error } : { sent: {} }),
  }) as never;
const say = { kind: 'say' };

it('a chat is away once two calls failed with no success between them, since the first', async () => {
  const { process, passes, outage, writes } = starting();
  const note = process();
  await note(outcome(say, down()));
  expect(await outage()).toBeUndefined();
  await note(outcome(say));
  await note(outcome(say, down()));
  expect(await outage()).toBeUndefined();
  passes(minute);
  await note(outcome(say, new DeliveryError('Still away.', { retry: true, code: 'down' })));
  expect(await outage()).toEqual({ since: at('14:20'), why: 'Still away.' });
  expect(writes()).toBe(1);
  await note(outcome(say, down()));
  expect(writes()).toBe(1);
});

it('it is back with the first success, and each is written once', async () => {
  const { process, outage, writes, passes } = starting();
  const note = process();
  for (let n = 0; n < 2; n++) await note(outcome(say, down()));
  await note(outcome(say));
  expect(await outage()).toBeUndefined();
  await note(outcome(say));
  expect(writes()).toBe(2);
  passes(minute);
  for (let n = 0; n < 2; n++) await note(outcome(say, down()));
  expect(await outage()).toMatchObject({ since: at('14:21') });
});

it('nothing is written while all is well', async () => {
  const { process, writes } = starting();
  const note = process();
  await note(outcome(say));
  await note(outcome(say));
  expect(writes()).toBe(0);
});

it('a process that starts while the chat is away finds it back', async () => {
  const { process, outage } = starting();
  const before = process();
  for (let n = 0; n < 2; n++) await before(outcome(say, down()));
  await process()(outcome(say));
  expect(await outage()).toBeUndefined();
});

it.each([
  ['asks to slow down', throttled(1000)],
  ['refuses one thing', refused('no_text')],
])('a chat that %s is there', async (_, error) => {
  const { process, outage } = starting();
  const note = process();
  for (let n = 0; n < 3; n++) await note(outcome(say, error));
  expect(await outage()).toBeUndefined();
});

it.each([
  ['room.topic', true],
  ['draw', true],
  ['say', true],
  ['file', true],
  ['canvas', true],
  ['remove', true],
  ['page', false],
  ['action', false],
  ['read', false],
  ['publish', false],
])('%s says something of the chat: %s', async (kind, speaks) => {
  const { process, outage } = starting();
  const note = process();
  for (let n = 0; n < 2; n++) await note(outcome({ kind }, down()));
  expect((await outage()) !== undefined).toBe(speaks);
});

it('each chat is away for itself', async () => {
  const { process, outage } = starting();
  const note = process();
  for (let n = 0; n < 2; n++) await note(outcome({ ...say, chat: 'teams' }, down()));
  await note(outcome(say));
  expect([await outage('slack'), await outage('teams')]).toMatchObject([
    undefined,
    { why: 'The chat is down.' },
  ]);
});

it('what belongs to no incident is of no known chat', async () => {
  const { process, writes } = starting();
  const note = process();
  for (let n = 0; n < 2; n++) await note(outcome(say, down(), false));
  expect(writes()).toBe(0);
});

it('records that can’t keep it stop nothing', async () => {
  const { process, store } = starting();
  store.remember = () => Promise.reject(new Error('full'));
  const note = process();
  for (let n = 0; n < 2; n++) await note(outcome(say, down()));
  expect(logged()).toMatchObject([{ level: 'info', fields: { error: 'Error: full' } }]);
});
