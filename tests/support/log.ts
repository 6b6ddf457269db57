import { inspect } from 'node:util';
import type { Log } from '../../src/ports/log.ts';

export interface Logged {
  level: keyof Log;
  message: string;
  fields: Record<string, unknown>;
}

/**
 * A log that holds a story to its words: a warning or error the story did not name fails it, and so does a line that was
 * named and never came.
 */
export interface Journal {
  log: Log;
  /** What was logged since the test began, in order. */
  lines(): readonly Logged[];
  /** Takes what a program of ours wrote to stderr: its log, and anything else as an error. */
  take(stderr: string): void;
  /** The same of a verb, which speaks to people there: only its log, and what Node warns of. */
  takeLog(stderr: string): void;
  /** Names lines of the running test; outside a test, of the whole file. `must`: it has to come. */
  name(patterns: RegExp[], must: boolean): void;
  testBegins(): void;
  /** @throws Error with the lines nobody named, and the names nothing answered to */
  testEnds(): void;
  /** @throws Error like `testEnds`, with what was named for the whole file */
  fileEnds(): void;
}

interface Named {
  pattern: RegExp;
  must: boolean;
  came: boolean;
}

export function createJournal(): Journal {
  const lines: Logged[] = [];
  const ofTest: Named[] = [];
  const ofFile: Named[] = [];
  // More than one only where tests of a file run side by side; those are judged together.
  let testsRunning = 0;

  const note = (level: keyof Log) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, message, fields });
  };
  const taken = () => lines.splice(0);
  const take = (stderr: string) => {
    const written = stderr.split('\n').filter((line) => line.trim() !== '');
    lines.push(...written.map(fromStderr));
  };

  return {
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    lines: () => lines,
    take,
    takeLog: (stderr) => take(stderr.replace(/^(?!\{"level"|\(node:).*\n?/gm, '')),
    name(patterns, must) {
      const named = testsRunning > 0 ? ofTest : ofFile;
      named.push(...patterns.map((pattern) => ({ pattern, must, came: false })));
    },
    testBegins() {
      testsRunning += 1;
    },
    testEnds() {
      testsRunning -= 1;
      const unexpected = unnamed(taken(), [...ofTest, ...ofFile]);
      const due = testsRunning === 0 ? ofTest.splice(0) : [];
      complain(unexpected, due);
    },
    fileEnds() {
      complain(unnamed(taken(), ofFile), ofFile.splice(0));
    },
  };
}

/** pino.io: 30 is info, 40 warn, 50 error. */
function fromStderr(line: string): Logged {
  try {
    const { level, time: _, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const heavy = Number(level) >= 50 ? 'error' : 'warn';
    return { level: Number(level) < 40 ? 'info' : heavy, message: String(msg), fields };
  } catch {
    return { level: 'error', message: line, fields: {} };
  }
}

function unnamed(seen: Logged[], names: Named[]): string[] {
  return seen
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(worded)
    .filter((line) => {
      const fitting = names.filter(({ pattern }) => pattern.test(line));
      for (const one of fitting) one.came = true;
      return fitting.length === 0;
    });
}

function worded({ level, message, fields }: Logged): string {
  const facts = inspect(fields, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
  return `${level} ${message} ${facts}`;
}

function complain(unexpected: string[], named: Named[]): void {
  const missing = named.filter(({ must, came }) => must && !came);
  const findings = [
    ...unexpected.map((line) => `logged, and the story did not name it: ${line}`),
    ...missing.map(({ pattern }) => `named, and never logged: ${pattern}`),
  ];
  if (findings.length > 0) throw new Error(findings.join('\n'));
}

/** The one journal of a test file; `log-guard.ts` asks it after each test. */
export const journal = createJournal();

/** Handed to everything of the program that logs. */
export const testLog = journal.log;

/** What was logged since the test began. */
export const logged = journal.lines;

/**
 * Names warnings and errors that belong to the story; each has to come, as often as it likes. A pattern is held against
 * `warn message { fields }`. Said outside a test it is for the whole file.
 */
export const expectLog = (...patterns: RegExp[]) => journal.name(patterns, true);

/** The same for what may come or not, because it depends on which of two things is faster. */
export const mayLog = (...patterns: RegExp[]) => journal.name(patterns, false);
