/** Signals that end a demo: Ctrl-C, a plain kill, a closed terminal. The numbers are the exit codes that shells use. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
type Signal = keyof typeof endings;

export interface Ending {
  /** Resolves with the exit code of the first signal; it may come while the demo is still starting. */
  asked: Promise<number>;
  /** Stops listening, and leaves the signals to other listeners. */
  ignore(): void;
}

/**
 * Milliseconds within which two signals are one press: the terminal sends Ctrl-C to all processes, and npm passes it on
 * again.
 */
const onePress = 500;

/** Listens for the signals that end a demo. A second one ends the process at once. */
export function listenForEnding(): Ending {
  const names = Object.keys(endings) as Signal[];
  let heard: (signal: Signal) => void = () => undefined;
  const asked = new Promise<number>((resolve) => {
    heard = (signal) => {
      resolve(endings[signal]);
      heard = () => undefined;
      setTimeout(() => {
        heard = (again) => process.exit(endings[again]);
      }, onePress).unref();
    };
  });
  const listener = (signal: Signal) => heard(signal);
  for (const name of names) process.on(name, listener);
  return {
    asked,
    ignore() {
      for (const name of names) process.off(name, listener);
    },
  };
}
