import type { Io } from './io.ts';

/** What a verb found, and how it ends. Every verb that ends by itself answers with one of these. */
export interface Answer {
  /** The result for people. Nothing is printed for an empty text. */
  people?: string;
  /** The same as data, for --json. A verb that has none prints the text for people there too. */
  json?: unknown;
  /** The data takes one line instead of being indented. */
  jsonOnOneLine?: boolean;
  /** What stands beside the result, with --json too: remarks, or why there is no result. */
  aside?: string;
  /** 0 fine, 1 a finding, 2 misuse. */
  exit: 0 | 1 | 2;
}

/** The one way for a verb to answer: the result to the result stream, what stands beside it to the error stream. */
export function answer(io: Io, given: Answer, asked: { json?: boolean | undefined } = {}): void {
  const { people, json, jsonOnOneLine, aside, exit } = given;
  const data = jsonOnOneLine ? JSON.stringify(json) : jsonText(json);
  const result = asked.json && json !== undefined ? data : people;
  if (result) io.out(result);
  if (aside) io.err(aside);
  io.exit(exit);
}

/** The verb was asked for something that can't be, and says what was expected. */
export function misuse(expected: string): Answer {
  return { aside: expected, exit: 2 };
}

/** There is no result, and that is a finding: an incident that is not there, a file that can't be used. */
export function nothingFound(why: string): Answer {
  return { aside: why, exit: 1 };
}

/** Data as people read it too. */
export function jsonText(data: unknown): string {
  return JSON.stringify(data, null, 2);
}
