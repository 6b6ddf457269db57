import type { Repeated } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface Repeating {
  /** Does the work of this name now; false when there is none. */
  run(name: string): boolean;
  /** Begins nothing more. @returns when what is under way has ended */
  stop(): Promise<void>;
}

/** Asked before each turn: has a queue that several processes share given it to one of them? */
export type Shared = (work: Pick<Repeated, 'name' | 'every'>) => Promise<boolean>;

/**
 * Does each work at its interval. A turn that a shared queue gave to some process is left out here; where the queue is
 * in trouble, or nobody took the turn, this process takes it itself.
 */
export function repeating(
  works: readonly Repeated[],
  { shared, log }: { shared?: Shared; log?: Log },
): Repeating {
  const kept = works.map((work) => {
    const runner = oneAtATime(work.run, log, work.name);
    const turn = async () => {
      if (shared && (await shared(work))) return;
      await runner.ask();
    };
    return { name: work.name, runner, timer: setInterval(() => void turn(), work.every) };
  });
  return {
    run(name) {
      const found = kept.find((one) => one.name === name);
      void found?.runner.ask();
      return found !== undefined;
    },
    async stop() {
      for (const { timer } of kept) clearInterval(timer);
      await Promise.all(kept.map(({ runner }) => runner.stop()));
    },
  };
}
