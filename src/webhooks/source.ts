import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../domain/time.ts';
import type { Rejected } from '../http/problem.ts';

/** The content of a body: the usable items, and the parts that were not usable. */
export interface Parsed<T> {
  items: T[];
  rejected: Rejected[];
  /** What was understood and is nothing to store, a sentence each: a test, a deployment that still runs. */
  passed?: string[];
}

export interface SignedRequest {
  headers: IncomingHttpHeaders;
  /** The raw bytes; present when the check needs the body. */
  body: Buffer | undefined;
  /** The last part of the address, where the secret may stand there. */
  pathSecret?: string;
  /** The time of the senders, whose signatures grow old. */
  now: Instant;
}

/** How a tool proves who it is. A check of headers alone runs before any byte of the body is read. */
export interface Authentication {
  needs: 'headers' | 'body';
  /** True where the secret may be the last part of the address. */
  inPath?: true;
  /** The end of the hint "Set AIRB_… where airb runs and …". */
  how: string;
  /**
   * @param secrets any of them will do: while one is being changed, the old and the new
   * @returns undefined when the request is genuine, otherwise a sentence on what is wrong
   */
  check(request: SignedRequest, secrets: readonly string[]): string | undefined;
}

/** One tool that sends alerts or changes. To add a tool, write one of these and name it in the table. */
export interface Source<T> {
  name: string;
  /** The setting with its secret, where it has a name of its own. */
  secretName?: string;
  authentication: Authentication;
  /**
   * True where the tool switches its webhook off after a few refusals: what can't be used is then answered 202, with the
   * reason, and told on our side alone.
   */
  givesUp?: true;
  /**
   * Never throws.
   * @param body the JSON as sent
   * @param now stands in for a time the sender left out
   */
  parse(body: unknown, now: Instant): Parsed<T>;
}

/** The environment variable with a source's secret: `AIRB_ALERTMANAGER_SECRET`. */
export function secretNameOf(source: string): string {
  return `AIRB_${source.toUpperCase().replaceAll('-', '_')}_SECRET`;
}
