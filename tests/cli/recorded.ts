/** What a verb printed and how it ended. */
export interface Recorded {
  out: string;
  err: string;
  code: number | undefined;
}

/** Keeps what a verb prints, in place of a terminal. */
export function recorded<R extends Recorded>(run: R) {
  return {
    out: (text: string) => {
      run.out += text;
    },
    err: (text: string) => {
      run.err += text;
    },
    exit: (code: 0 | 1 | 2) => {
      run.code = code;
    },
  };
}
