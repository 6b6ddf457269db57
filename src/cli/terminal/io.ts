/** Where a verb prints. `out` is for results, `err` for what went wrong; each text is one or more whole lines. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Sets the exit code: 0 fine, 1 a finding, 2 misuse. The verb returns after calling it. */
  exit(code: 0 | 1 | 2): void;
}

/** The streams of the process. The code is only set, not acted on, so that output under way is still written. */
export function terminalIo(): Io {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** Ends the process with the code that is set, once what was printed has been written, whatever else is still open. */
export function leaveTerminal(): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
