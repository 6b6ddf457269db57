/** Milliseconds between two attempts. */
const tryAgainAfter = 30_000;

/** A request that the platform must answer once. It may be down when airb starts. */
export interface Trying {
  /** Resolves after the first attempt, also when it failed; then goes on until an attempt succeeds. */
  start(): Promise<void>;
  stop(): void;
}

/**
 * @param attempt makes one attempt
 * @param failed called for every attempt that failed
 */
export function keepTrying(attempt: () => Promise<unknown>, failed: (error: unknown) => void): Trying {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function start(): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      failed(error);
      if (!stopped) timer = setTimeout(() => void start(), tryAgainAfter).unref();
    }
  }
  return {
    start,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
