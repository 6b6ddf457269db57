/** Work that goes on after an answer. */
export interface Background {
  /**
   * Lets work go on. A failure of the work stops nothing here, so work that can fail must report the failure itself.
   */
  add(work: Promise<unknown>): void;
  /** Resolves when all work has ended, including work added meanwhile. */
  settled(): Promise<void>;
}

/** Work that goes on after an answer, counted so that a stop can wait for it. */
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
