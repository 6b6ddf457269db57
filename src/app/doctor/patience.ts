/** The time that all looks share; they run side by side. */
export interface Patience {
  /** Resolves when it is over. */
  over: Promise<void>;
  end(): void;
}

/** With the start of the program before it and its end, the doctor stays below five seconds. */
const shared = 3500;

/** By the clock of the machine. The timer keeps the process, so that a look that hangs without a socket ends as well. */
export function patience(): Patience {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, shared);
  });
  return { over, end: () => clearTimeout(timer) };
}
