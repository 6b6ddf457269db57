import { describe, expect, it } from 'vitest';
import { ownLimits } from '../../../src/chat/kit/own-limits.ts';
import { createBudget, type Kind } from '../../../src/chat/teams/api/budget.ts';
import { DeliveryError } from '../../../src/errors.ts';

const second = 1000;
const thread = '19:incidents@thread.tacv2;messageid=1';

/** What Microsoft allows a bot in one conversation: sends, in how many milliseconds. */
const windows: [most: number, within: number][] = [
  [7, second],
  [8, 2 * second],
  [60, 30 * second],
  [1800, 3600 * second],
];

function budgetAt(start = 0, jitter = 0, replicas = 1) {
  let now = start;
  const clock = { now: () => now };
  const limits = ownLimits(clock, () => replicas);
  const budget = createBudget(clock, limits, () => jitter);
  return { budget, pass: (ms: number) => (now += ms), now: () => now };
}

/** Sends whenever it may, for so long. @returns when each left */
async function eager(kind: Kind, conversations: string[], during: number, replicas = 1): Promise<number[]> {
  const { budget, pass, now } = budgetAt(0, 0, replicas);
  const left: number[] = [];
  while (now() < during) {
    const waits: number[] = [];
    for (const conversation of conversations) {
      const wait = await waitOf(() => budget.take({ kind, conversation }));
      if (wait === 0) left.push(now());
      waits.push(wait);
    }
    if (!waits.includes(0)) pass(Math.max(1, Math.min(...waits)));
  }
  return left;
}

async function waitOf(take: () => Promise<void>): Promise<number> {
  try {
    await take();
    return 0;
  } catch (error) {
    expect(error).toMatchObject({ retry: true, throttled: true, uncertain: false, code: 'throttled' });
    return error instanceof DeliveryError ? (error.afterMs ?? -1) : -1;
  }
}

/** The most that left in any window of this length. */
function busiest(left: number[], within: number): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < left.length; to += 1) {
    while ((left[to] ?? 0) - (left[from] ?? 0) >= within) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('how often airb speaks in one thread of Teams', () => {
  it('stays inside each of the four windows for hours, and uses most of them', async () => {
    const left = await eager('send', [thread], 3 * 3600 * second);
    for (const [most, within] of windows) expect(busiest(left, within)).toBeLessThanOrEqual(most);
    expect(left.length).toBeGreaterThan(3 * 1800 * 0.75);
  });

  it('lets the first messages of an incident out at once', async () => {
    expect(await eager('send', [thread], 1)).toHaveLength(5);
  });

  it('holds new threads and 1:1 chats to the same pace', async () => {
    const left = await eager('create', [thread], 3600 * second);
    for (const [most, within] of windows) expect(busiest(left, within)).toBeLessThanOrEqual(most);
  });

  it('reads members twice as fast and no faster', async () => {
    const left = await eager('read', [thread], 3600 * second);
    for (const [most, within] of windows) expect(busiest(left, within)).toBeLessThanOrEqual(2 * most);
    expect(busiest(left, second)).toBeGreaterThan(7);
  });

  it('stays under 30 calls a second in the whole tenant, however many threads there are', async () => {
    const threads = Array.from({ length: 40 }, (_, n) => `${thread}${n}`);
    expect(busiest(await eager('send', threads, 4 * second), second)).toBeLessThanOrEqual(30);
  });
});

describe('when Teams asks airb to slow down', () => {
  it('waits as long as it is told, in that conversation alone', async () => {
    const { budget, pass } = budgetAt();
    const call = { kind: 'send', conversation: thread } as const;
    expect(budget.pause(call, 7000)).toBe(7000);
    expect(await waitOf(() => budget.take(call))).toBe(7000);
    expect(await waitOf(() => budget.take({ ...call, conversation: 'another' }))).toBe(0);
    pass(7000);
    expect(await waitOf(() => budget.take(call))).toBe(0);
  });

  it('waits from 2 to 20 s, longer each time, when it is not told how long', async () => {
    const { budget } = budgetAt();
    const call = { kind: 'send', conversation: thread } as const;
    expect([1, 2, 3, 4, 5].map(() => budget.pause(call, undefined))).toEqual([
      2000, 4000, 8000, 16_000, 20_000,
    ]);
    budget.passed(call);
    expect(budget.pause(call, undefined)).toBe(2000);
  });

  it('adds up to two seconds of chance, so that replicas do not come back together', async () => {
    const { budget } = budgetAt(0, 0.5);
    expect(budget.pause({ kind: 'create', conversation: thread }, undefined)).toBe(3000);
  });
});

describe('when several airbs speak in the same tenant', () => {
  it('each keeps to its share, so that all together stay inside the windows', async () => {
    const each = await Promise.all([1, 2, 3].map(() => eager('send', [thread], 600 * second, 3)));
    const all = each.flat().sort((a, b) => a - b);
    for (const [most, within] of windows) expect(busiest(all, within)).toBeLessThanOrEqual(most);
  });
});
