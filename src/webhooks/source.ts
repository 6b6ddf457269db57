import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../domain/time.ts';
import type { Problem, Rejected } from '../http/problem.ts';

/** The content of a body: the usable items, and the parts that were not usable. */
export interface Parsed<T> {
  items: T[];
  rejected: Rejected[];
  /** What was understood and is nothing to store, a sentence each: a test, a deployment that still runs. */
  passed?: string[];
}

/** What came with a body and some tools say things in. */
export interface Beside {
  headers: IncomingHttpHeaders;
  /** The part of the address behind the question mark. */
  query: URLSearchParams;
}

export interface SignedRequest extends Pick<Beside, 'headers'>, Partial<Pick<Beside, 'query'>> {
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

/** What a sender reads, where it wants other words than airb's. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** A text leaves as it is, an object as JSON. */
  body: string | Record<string, unknown>;
}

/** How a tool wants to be answered, where its senders read the answer. */
export interface Voice {
  /** @param body the JSON as sent */
  taken(parsed: Parsed<unknown>, body: unknown): Reply;
  /** Undefined where airb's own problem will do. */
  refused?(problem: Problem): Reply | undefined;
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
  /** The methods it sends with; POST where it is left out. */
  methods?: readonly ('POST' | 'PUT')[];
  /** Further endings of its address, which its senders add by themselves: `/v2/enqueue`. */
  endings?: readonly string[];
  /** The field of a form that holds the JSON, where the tool may send one in place of JSON. */
  formField?: string;
  /** Answers the question whether it may send here (OPTIONS), where the tool asks. */
  consent?(headers: IncomingHttpHeaders): Reply;
  voice?: Voice;
  /**
   * The body with what its tool encoded inside of it as it reads, before secrets are taken out of it. Never throws.
   */
  decoded?(body: unknown): unknown;
  /**
   * Never throws.
   * @param body the JSON as sent
   * @param now stands in for a time the sender left out
   */
  parse(body: unknown, now: Instant, beside: Beside): Parsed<T>;
}

/** The environment variable with a source's secret: `AIRB_ALERTMANAGER_SECRET`. */
export function secretNameOf(source: string): string {
  return `AIRB_${source.toUpperCase().replaceAll('-', '_')}_SECRET`;
}

/** Nothing but the body, where a file stands in for a request. */
export function bodyAlone(): Beside {
  return { headers: {}, query: new URLSearchParams() };
}

/** The query of a request's address; an unreadable one is none. */
export function queryOf(url: string | undefined): URLSearchParams {
  const at = url?.indexOf('?') ?? -1;
  return new URLSearchParams(at < 0 ? '' : url?.slice(at + 1));
}
