import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { Jobs, Repeated } from '../../src/ports/jobs.ts';
import type { Log } from '../../src/ports/log.ts';
import { expectLog, testLog } from '../support/log.ts';

export interface JobsOptions {
  clock: Clock;
  sweepEvery: number;
  log: Log;
}

/** So long that a test sees only the wake-ups it asked for. */
export const noSweep = 3_600_000;

/** Counts wake-ups; `seen` waits until there were so many. */
export function counter(work: () => Promise<void> = async () => {}) {
  const counted = {
    count: 0,
    wake: async () => {
      counted.count += 1;
      await work();
    },
    seen: (count: number) => vi.waitFor(() => expect(counted.count).toBeGreaterThanOrEqual(count), patience),
  };
  return counted;
}

export const patience = { timeout: 10_000, interval: 5 };

/** What every jobs adapter must do. */
export function jobsContract(name: string, make: (options: JobsOptions) => Jobs): void {
  describe(`${name}, as any jobs`, () => {
    let jobs: Jobs | undefined;
    let moved: number;
    const clock = { now: () => Date.now() + moved };
    beforeEach(() => {
      moved = 0;
    });
    afterEach(() => jobs?.stop());
    const started = async (
      wake: () => Promise<void>,
      { repeated, ...options }: Partial<JobsOptions> & { repeated?: Repeated[] } = {},
    ) => {
      jobs = make({ clock, sweepEvery: noSweep, log: testLog, ...options });
      await jobs.start(wake, repeated);
      return jobs;
    };

    it('wakes at the start, for what fell due while nobody was there', async () => {
      const wakes = counter();
      await started(wakes.wake);
      await wakes.seen(1);
    });

    it('wakes at or after the instant asked for', async () => {
      const times: number[] = [];
      const wakes = counter(async () => void times.push(clock.now()));
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      const at = clock.now() + 60;
      wakeAt(at);
      await wakes.seen(2);
      expect(times[1]).toBeGreaterThanOrEqual(at);
    });

    it('wakes for each of several instants, in whatever order they were asked for', async () => {
      const times: number[] = [];
      const wakes = counter(async () => void times.push(clock.now()));
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      const [early, late] = [clock.now() + 40, clock.now() + 300];
      wakeAt(late);
      wakeAt(early);
      wakeAt(late);
      await vi.waitFor(() => expect(times.some((t) => t >= late)).toBe(true), patience);
      expect(times.slice(1).some((t) => t >= early && t < late)).toBe(true);
    });

    it('wakes at once for an instant that is now or past', async () => {
      const wakes = counter();
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      wakeAt(clock.now());
      await wakes.seen(2);
      wakeAt(0);
      await wakes.seen(3);
    });

    it('reckons from the clock, wherever that has been moved', async () => {
      const wakes = counter();
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      moved = 86_400_000;
      wakeAt(clock.now() + 30);
      await wakes.seen(2);
    });

    it('sweeps without being asked', async () => {
      const wakes = counter();
      await started(wakes.wake, { sweepEvery: 10 });
      await wakes.seen(4);
    });

    it('does repeated work at its own interval, beside the sweep and whatever other work throws', async () => {
      expectLog(/^error A wake-up failed; the next one tries again [\s\S]*'broken'/);
      const [wakes, pruned] = [counter(), counter()];
      const broken = counter(async () => {
        throw new Error('the disk is away');
      });
      await started(wakes.wake, {
        sweepEvery: 10,
        repeated: [
          { name: 'prune', every: 15, run: pruned.wake },
          { name: 'broken', every: 15, run: broken.wake },
        ],
      });
      await pruned.seen(4);
      await broken.seen(3);
      await wakes.seen(4);
    });

    it('never lets repeated work overlap itself, and stop waits for it', async () => {
      let [together, most, ended] = [0, 0, false];
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const slow = counter(async () => {
        together += 1;
        most = Math.max(most, together);
        await gate;
        together -= 1;
        ended = true;
      });
      const wakes = counter();
      const { stop } = await started(wakes.wake, {
        sweepEvery: 5,
        repeated: [{ name: 'slow', every: 5, run: slow.wake }],
      });
      await slow.seen(1);
      await wakes.seen(10);
      const stopped = stop();
      letGo();
      await stopped;
      expect([most, ended, slow.count]).toEqual([1, true, 1]);
    });

    it('says by what it wakes, and that nothing is wrong', async () => {
      const { standing } = await started(async () => {});
      expect(standing().trouble).toBeUndefined();
      expect(['process', 'redis']).toContain(standing().by);
    });

    it('never runs two at a time; what is asked meanwhile leads to one more run', async () => {
      let together = 0;
      let most = 0;
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const wakes = counter(async () => {
        together += 1;
        most = Math.max(most, together);
        await gate;
        together -= 1;
      });
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      for (let n = 0; n < 5; n++) wakeAt(clock.now());
      letGo();
      await wakes.seen(2);
      await jobs?.stop();
      expect(most).toBe(1);
      expect(wakes.count).toBe(2);
    });

    it('goes on after a wake that throws, and says so', async () => {
      expectLog(/^error A wake-up failed; the next one tries again/);
      const wakes = counter(async () => {
        throw new Error('the store is away');
      });
      const { wakeAt } = await started(wakes.wake);
      await wakes.seen(1);
      wakeAt(clock.now());
      await wakes.seen(2);
    });

    it('stop waits for the present run and lets no other begin', async () => {
      let ended = false;
      let letGo = () => {};
      const wakes = counter(async () => {
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        ended = true;
      });
      const { wakeAt, stop } = await started(wakes.wake, { sweepEvery: 5 });
      await wakes.seen(1);
      wakeAt(clock.now());
      const stopped = stop();
      letGo();
      await stopped;
      expect(ended).toBe(true);
      wakeAt(clock.now());
      await new Promise(setImmediate);
      expect(wakes.count).toBe(1);
    });
  });
}
