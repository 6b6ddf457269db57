import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../domain/time.ts';
import type { Rejected } from '../http/problem.ts';

/** The content of a body: the usable items, and the parts that were not usable. */
export interface Parsed<T> {
  items: T[];
  rejected: Rejected[];
}

export interface SignedRequest {
  headers: IncomingHttpHeaders;
  /** The raw bytes; present when the check needs the body. */
  body: Buffer | undefined;
}

/** How a tool proves who it is. A check of headers alone runs before any byte of the body is read. */
export interface Authentication {
  needs: 'headers' | 'body';
  /** @returns undefined when the request is genuine, otherwise a sentence on what is wrong */
  check(request: SignedRequest, secret: string): string | undefined;
}

/** One tool that sends alerts or changes. To add a tool, write one of these and name it in the table. */
export interface Source<T> {
  name: string;
  authentication: Authentication;
  /**
   * Never throws.
   * @param body the JSON as sent
   * @param now stands in for a time the sender left out
   */
  parse(body: unknown, now: Instant): Parsed<T>;
}

/** The environment variable with a source's secret: `AIRB_ALERTMANAGER_SECRET`. */
export function secretNameOf(source: string): string {
  return `AIRB_${source.toUpperCase()}_SECRET`;
}
