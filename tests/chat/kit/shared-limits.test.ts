import { expect, it } from 'vitest';
import { ownLimits } from '../../../src/chat/kit/own-limits.ts';
import { createPacing } from '../../../src/chat/kit/pacing.ts';
import { sharedLimits } from '../../../src/chat/kit/shared-limits.ts';
import type { Turn } from '../../../src/ports/chat.ts';
import type { RateLimiter, Wanted } from '../../../src/ports/rate-limiter.ts';
import { expectLog, journal, testLog } from '../../support/log.ts';

const second = 1000;
const posts: Wanted = [['posts', { burst: 6, perMs: 1 / second }]];
const gone = /^warn the limits of the chat that replicas share can not be asked; each keeps to its part/;

/** Two of three replicas, on a place that can be taken away and given back; the third is idle. */
function replicas() {
  let now = 0;
  let there = true;
  const clock = { now: () => now };
  const place = ownLimits(clock);
  const reached = <T>(ask: () => Promise<T>) => (there ? ask() : Promise.reject(new Error('ECONNREFUSED')));
  const shared: RateLimiter = {
    take: (...asked) => reached(() => place.take(...asked)),
    pause: (...asked) => reached(() => place.pause(...asked)),
  };
  const replica = () =>
    createPacing(clock, sharedLimits({ shared, clock, elapsed: clock.now, parts: () => 3, log: testLog }));
  return {
    a: replica(),
    b: replica(),
    later: (ms: number) => (now += ms),
    cut: (cut: boolean) => (there = !cut),
  };
}

const turn = (key: string, rank: number): Turn => ({
  ...{ key, incident: Number(key), rank, urgent: false, again: false },
  check: () => undefined,
});

async function eager(take: () => Promise<number>): Promise<number> {
  for (let taken = 0; ; taken += 1) if ((await take()) > 0) return taken;
}

it('one that has all the work has the whole limit, and the idle ones keep none of it from it', async () => {
  const { a, b, later } = replicas();
  expect(await eager(() => a.take(posts))).toBe(6);
  expect(await b.take(posts)).toBe(second);
  later(6 * second);
  expect(await eager(() => b.take(posts))).toBe(6);
});

it('sev1 goes first, though what is less severe has waited longer', async () => {
  const { a, b, later } = replicas();
  await eager(() => b.take(posts));
  expect(await a.take(posts, turn('1', 2))).toBe(second);
  expect(await a.take(posts, turn('2', 0))).toBe(second);
  later(second);
  expect(await a.take(posts, turn('1', 2))).toBe(second);
  expect(await a.take(posts, turn('2', 0))).toBe(0);
});

it('who was refused by what another took keeps the place', async () => {
  const { a, b, later } = replicas();
  await eager(() => b.take(posts));
  expect(await a.take(posts, turn('1', 1))).toBe(second);
  later(second);
  await b.take(posts);
  expect(await a.take(posts, turn('1', 1))).toBe(second);
  expect(await a.take(posts, turn('2', 1))).toBe(2 * second);
});

it('what the platform told one of them holds for all', async () => {
  const { a, b } = replicas();
  a.pause('posts', 30 * second);
  expect(await b.take(posts)).toBe(30 * second);
});

it('where they can not be asked each keeps to its part, says so once, and says when it is over', async () => {
  const { a, b, later, cut } = replicas();
  expectLog(gone, gone);
  cut(true);
  expect(await eager(() => a.take(posts))).toBe(2);
  expect(await eager(() => b.take(posts))).toBe(2);
  later(20 * second);
  expect(await eager(() => a.take(posts))).toBe(2);
  expect(await a.take(posts)).toBe(3 * second);
  expect(journal.lines().filter(({ level }) => level === 'warn')).toHaveLength(2);
  cut(false);
  later(20 * second);
  expect(await eager(() => a.take(posts))).toBe(6);
  expect(journal.lines().at(-1)?.message).toBe('the limits of the chat are shared among replicas again');
});

it('what was taken before counts when each is left to its part', async () => {
  const { a, cut } = replicas();
  expectLog(gone);
  for (const _ of [1, 2, 3]) await a.take(posts);
  cut(true);
  expect(await a.take(posts)).toBe(3 * second);
});

it('asks again only every five seconds while the place is gone', async () => {
  let asked = 0;
  let now = 0;
  const clock = { now: () => now };
  const failing = async () => {
    asked += 1;
    throw new Error('gone');
  };
  expectLog(gone);
  const shared = { take: failing, pause: failing };
  const limits = sharedLimits({ shared, clock, elapsed: clock.now, parts: () => 1, log: testLog });
  for (const _ of [1, 2, 3]) await limits.take(posts);
  expect(asked).toBe(1);
  now += 5 * second;
  await limits.take(posts);
  expect(asked).toBe(2);
});
