import type { Io } from './io.ts';

/** What a verb found, and its exit code. Every verb that ends by itself returns one of these. */
export interface Answer {
  /** The result for people. Nothing is printed for an empty text. */
  people?: string;
  /** The same as data, for --json. A verb that has none prints the text for people there too. */
  json?: unknown;
  /** The data takes one line instead of being indented. */
  jsonOnOneLine?: boolean;
  /** Text beside the result, with --json too: remarks, or why there is no result. */
  aside?: string;
  /** 0 fine, 1 a finding, 2 misuse. */
  exit: 0 | 1 | 2;
}

/**
 * Prints an answer; every verb uses it. The result goes to the result stream, the text beside it to the error stream.
 */
export function answer(io: Io, given: Answer, asked: { json?: boolean | undefined } = {}): void {
  const { people, json, jsonOnOneLine, aside, exit } = given;
  const data = jsonOnOneLine ? JSON.stringify(json) : jsonText(json);
  const result = asked.json && json !== undefined ? data : people;
  if (result) io.out(result);
  if (aside) io.err(aside);
  io.exit(exit);
}

/** The answer to a wrong use of a verb; it says what was expected. */
export function misuse(expected: string): Answer {
  return { aside: expected, exit: 2 };
}

/** The answer when there is no result, which is a finding: a missing incident, a file that can't be used. */
export function nothingFound(why: string): Answer {
  return { aside: why, exit: 1 };
}

/** Data as JSON that people can read. */
export function jsonText(data: unknown): string {
  return JSON.stringify(data, null, 2);
}
