/** Work that goes on after an answer. */
export interface Background {
  /** Lets work go on; its failure ends nothing, so work that can fail tells of it itself. */
  add(work: Promise<unknown>): void;
  /** Resolves when all of it has ended, also what was added meanwhile. */
  settled(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Set<Promise<unknown>>();
  return {
    add(work) {
      const quiet = work.catch(() => undefined).finally(() => running.delete(quiet));
      running.add(quiet);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
