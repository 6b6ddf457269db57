/** Ctrl-C, a polite kill, the terminal closed: all of them end a demo. The numbers are the exit codes of shells. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
type Signal = keyof typeof endings;

export interface Ending {
  /** Resolves with the exit code of the first signal; it may come while the demo is still starting. */
  asked: Promise<number>;
  /** Leaves the signals to whoever else listens. */
  ignore(): void;
}

/** npm passes on the Ctrl-C that the terminal has already sent to everybody: one press arrives twice within this, in ms. */
const onePress = 500;

/** Listens for the signals that end a demo, from now on. When asked again, it ends the process at once. */
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
