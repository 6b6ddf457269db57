/** Milliseconds between two attempts. */
const tryAgainAfter = 30_000;

/** What the platform must answer once; it may be down when we start. */
export interface Trying {
  /** Resolves after the first attempt, however it ended; goes on trying until one succeeds. */
  start(): Promise<void>;
  stop(): void;
}

/**
 * @param attempt what is tried
 * @param failed hears of every attempt that failed
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
