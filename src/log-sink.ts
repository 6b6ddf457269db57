import { constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import sonic from 'sonic-boom';

/** Where the log goes. Writing never waits, never throws and never holds more than a fixed amount of memory. */
export interface LogSink {
  /** Somebody reads it on a screen. */
  terminal: boolean;
  write(line: string): void;
  /**
   * Waits until what was written has left, or can't.
   * @returns false when it neither left nor failed within `ms` milliseconds: somebody holds the other end and does not read
   */
  settled(ms: number): Promise<boolean>;
  /** Heard once lines can be written again after some were lost: how many, and the code of the reason. */
  onLost(listener: (lines: number, why: string) => void): void;
}

/** Bytes that wait for a reader that is slow; what comes on top of them is lost. */
const mostWaiting = 1024 * 1024;

/** Standard error. A full disk, a closed pipe or a reader that stopped reading costs lines of the log and nothing else. */
export function stderrSink(): LogSink {
  return sinkTo(notBlocking(2));
}

/** @param fd an open file */
export function sinkTo(fd: number): LogSink {
  const out = new sonic.SonicBoom({ fd, sync: false, maxLength: mostWaiting });
  let lost = 0;
  let why = 'nobody reads it';
  let hear: (lines: number, why: string) => void = () => undefined;
  out.on('drop', () => {
    lost += 1;
  });
  // What failed stays in its buffer and goes out with the next line, if that can be written.
  out.on('error', (error: NodeJS.ErrnoException) => {
    why = error.code ?? error.message;
  });
  out.on('drain', () => {
    const lines = lost;
    lost = 0;
    if (lines > 0) hear(lines, why);
  });
  return {
    terminal: isatty(fd),
    write: (line) => void out.write(line),
    settled: (ms) =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, ms, false);
        out.flush(() => {
          clearTimeout(late);
          resolve(true);
        });
      }),
    onLost(listener) {
      hear = listener;
    },
  };
}

/**
 * A pipe or a terminal that nobody reads makes a write wait in a thread, and then even `process.exit` waits for that
 * thread. Opened anew it says at once that it is full. A socket can't be opened anew, and a file never makes anybody wait.
 */
function notBlocking(fd: number): number {
  try {
    const stat = fstatSync(fd);
    if (!stat.isFIFO() && !stat.isCharacterDevice()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_APPEND);
  } catch {
    return fd;
  }
}
