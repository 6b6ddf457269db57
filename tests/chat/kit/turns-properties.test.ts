import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/chat/kit/turns.ts';
import type { Turn } from '../../../src/ports/chat.ts';
import type { Rate, Wanted } from '../../../src/ports/rate-limiter.ts';
import { type Random, random } from '../../hostile/random.ts';

/** Something that has to be sent: so many calls, one after the other, and first in its lane. */
interface Job {
  turn: Turn;
  lane: string;
  comesAt: number;
  calls: Wanted[];
  made: number;
  dueAt: number;
  endedAt?: number;
}

interface Call {
  at: number;
  job: Job;
  wanted: Wanted;
}

/** Methods with rates of their own, some with a second limit for each place and some under one limit for all. */
function drawBudget(dice: Random): Wanted[] {
  const whole: Wanted = dice.chance(0.4) ? [['whole', drawRate(dice)]] : [];
  const methods = Array.from({ length: 1 + dice.below(3) }, (_, method) => {
    const rate = drawRate(dice);
    const places = dice.chance(0.5) ? 1 + dice.below(3) : 0;
    const own = drawRate(dice);
    const bare: Wanted = [[`m${method}`, rate]];
    return places === 0
      ? [bare]
      : Array.from({ length: places }, (_, place): Wanted => [...bare, [`m${method} p${place}`, own]]);
  }).flat();
  return methods.map((wanted) => [...wanted, ...whole]);
}

function drawRate(dice: Random): Rate {
  return { burst: 1 + dice.below(5), perMs: 1 / (100 + dice.below(5000)) };
}

function drawJobs(dice: Random, budget: Wanted[]): Job[] {
  const incidents = 1 + dice.below(6);
  const ranks = Array.from({ length: incidents }, () => dice.below(4));
  return Array.from({ length: 1 + dice.below(40) }, (_, n) => {
    const incident = dice.below(incidents);
    const comesAt = dice.chance(0.6) ? 0 : dice.below(30_000);
    const turn = {
      key: `${incident}.${n}.0`,
      incident,
      rank: ranks[incident] ?? 0,
      urgent: dice.chance(0.1),
      again: dice.chance(0.1),
      check: () => undefined,
    };
    const calls = Array.from({ length: 1 + dice.below(dice.chance(0.2) ? 12 : 3) }, () => dice.pick(budget));
    return { turn, lane: `${incident}/${dice.below(4)}`, comesAt, calls, made: 0, dueAt: comesAt };
  }).sort((a, b) => a.comesAt - b.comesAt);
}

/** Sends everything as the deliverer does: what is due and first in its lane, in any order; put off until told. */
function sendAll(dice: Random, jobs: Job[]): { calls: Call[]; unfair: string[] } {
  const turns = createTurns();
  const calls: Call[] = [];
  const unfair: string[] = [];
  /** What each job was refused last. */
  const refused = new Map<Job, Wanted>();
  for (let now = 0; ; ) {
    const open = jobs.filter(({ endedAt }) => endedAt === undefined);
    const heads = open.filter((job) => open.find(({ lane }) => lane === job.lane) === job);
    if (heads.length === 0) return { calls, unfair };
    now = Math.max(now, Math.min(...heads.map(({ dueAt }) => dueAt)));
    expect(now, 'it never ends').toBeLessThan(10 * 24 * 3600_000);
    for (const job of shuffled(dice, heads)) if (job.dueAt <= now) attempt(job, now);
  }

  function attempt(job: Job, now: number): void {
    for (const wanted of job.calls.slice(job.made)) {
      const passed = [...refused].filter(
        ([other, wants]) => other.turn.rank < job.turn.rank && canGo(calls, wants, now),
      );
      const wait = turns.take(wanted, now, job.turn);
      if (wait > 0) {
        refused.set(job, wanted);
        job.dueAt = now + wait;
        return;
      }
      refused.delete(job);
      calls.push({ at: now, job, wanted });
      job.made += 1;
      for (const [other, wants] of passed)
        if (!canGo(calls, wants, now)) unfair.push(`${job.turn.key} before ${other.turn.key} at ${now}`);
    }
    job.endedAt = now;
    turns.leave(job.turn.key);
  }
}

function shuffled<T>(dice: Random, list: T[]): T[] {
  return list
    .map((one) => [dice.below(1_000_000), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/** Counted anew from all calls so far, and by another rule than the buckets’ own. */
function canGo(calls: Call[], wants: Wanted, now: number): boolean {
  return wants.every(([name, { burst, perMs }]) => {
    const times = calls.filter(({ wanted }) => wanted.some(([other]) => other === name)).map(({ at }) => at);
    let tokens = burst;
    let before = 0;
    for (const at of [...times, now]) {
      tokens = Math.min(burst, tokens + (at - before) * perMs) - 1;
      before = at;
    }
    return tokens >= -1e-6;
  });
}

/** The most calls a bucket lets through in any stretch of time that begins with a call. */
function overspent(calls: Call[], name: string, { burst, perMs }: Rate): string[] {
  const times = calls.filter(({ wanted }) => wanted.some(([other]) => other === name)).map(({ at }) => at);
  return times.flatMap((from, first) =>
    times.slice(first).flatMap((to, n) => {
      const most = burst + (to - from) * perMs + 1e-6;
      return n + 1 > most ? [`${name}: ${n + 1} calls in ${to - from} ms`] : [];
    }),
  );
}

/** How long the calls take when each bucket is emptied as it fills, one bucket after the other. */
function budgetsOwnTime(jobs: Job[]): number {
  const counts = new Map<string, { rate: Rate; calls: number }>();
  for (const [name, rate] of jobs.flatMap(({ calls }) => calls.flat()))
    counts.set(name, { rate, calls: (counts.get(name)?.calls ?? 0) + 1 });
  const times = [...counts.values()].map(({ rate, calls }) => Math.max(0, calls - rate.burst) / rate.perMs);
  const rounding = jobs.reduce((sum, { calls }) => sum + calls.length, 0);
  return Math.max(...jobs.map(({ comesAt }) => comesAt)) + times.reduce((a, b) => a + b, 0) + rounding;
}

const seeds = Array.from({ length: 150 }, (_, n) => n + 1);

describe('any effects over any budget', () => {
  it('all end, in order in their lanes, each call made once, within the budget and its own time', () => {
    for (const seed of seeds) {
      const dice = random(seed);
      const budget = drawBudget(dice);
      const jobs = drawJobs(dice, budget);
      const { calls, unfair } = sendAll(dice, jobs);
      expect(calls.length, `seed ${seed}`).toBe(jobs.reduce((sum, job) => sum + job.calls.length, 0));
      const broken = jobs.flatMap((job, n) =>
        jobs
          .slice(n + 1)
          .filter(({ lane, endedAt = 0 }) => lane === job.lane && endedAt < (job.endedAt ?? 0))
          .map((later) => `${later.turn.key} before ${job.turn.key}`),
      );
      expect(broken, `seed ${seed}: out of order`).toEqual([]);
      expect(unfair, `seed ${seed}: the more severe had to wait`).toEqual([]);
      const over = [...new Map(budget.flat().map(([name, rate]) => [name, rate]))].flatMap(([name, rate]) =>
        overspent(calls, name, rate),
      );
      expect(over, `seed ${seed}`).toEqual([]);
      const last = Math.max(...jobs.map(({ endedAt = 0 }) => endedAt));
      expect(last, `seed ${seed}: took longer than the budget needs`).toBeLessThanOrEqual(
        budgetsOwnTime(jobs),
      );
    }
  });
});
