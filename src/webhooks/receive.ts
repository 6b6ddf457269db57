import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Instant } from '../domain/time.ts';
import { BusyError } from '../errors.ts';
import { type Doors, isGuessable } from '../http/doors.ts';
import { isObject } from '../http/json.ts';
import { Problem, problemIn, type Rejected } from '../http/problem.ts';
import type { HeldBytes } from '../http/request-body.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { answer } from './answer.ts';
import { bodyReader, readJson } from './body.ts';
import type { WebhookKind } from './kind.ts';
import type { Refusals } from './refusals.ts';
import { type Beside, type Parsed, queryOf, type Source, secretNameOf } from './source.ts';

/** Options that all endpoints share. */
export interface ReceiverOptions {
  /** Secrets per source name, any of which will do; a source without one answers 401. */
  secrets: Readonly<Record<string, readonly string[] | undefined>>;
  /** Accepts unsigned requests for sources without a secret. Only for a sandbox that listens on loopback. */
  allowUnsigned: boolean;
  clock: Clock;
  /** What the age of a signature is judged by. Senders know nothing of a clock that was moved. */
  wallClock: Clock;
  log: Log;
  /** Slows down whoever shows wrong secrets. */
  doors: Doors;
  /** Hears of each request of a known source, what became of it. */
  refusals: Refusals;
  /** Takes the secrets out of a body before anything is read from it, so that no source can keep one. */
  mask: <T>(body: T) => T;
}

/** A source whose items may have to be looked up before they mean anything here. */
export interface ReadSource<T> extends Omit<Source<T>, 'parse'> {
  parse(body: unknown, now: Instant, beside: Beside): Parsed<T> | Promise<Parsed<T>>;
}

/** One endpoint: its path, the tools that may post there, and how to store what they send. */
export interface WebhookEndpoint<T> {
  /** `/alerts` */
  path: `/${WebhookKind}`;
  /** The largest body it takes, in bytes. */
  bodyLimit: number;
  sources: readonly ReadSource<T>[];
  /** Resolves when the items are durably stored; @returns the body of the 202 */
  store(items: T[]): Promise<Record<string, unknown>>;
}

/**
 * Takes one request, from its headers to its answer. It never rejects.
 * @param pathSecret the last part of the address, where the secret may stand there
 */
export type Taker = (req: IncomingMessage, res: ServerResponse, pathSecret?: string) => Promise<void>;

/**
 * Makes the way in of one source. It needs nothing but Node's request and answer: a storm pays for each step of it with every
 * alert.
 * @param held all bodies that are held at once
 */
export function takerOf<T>(
  source: ReadSource<T>,
  endpoint: WebhookEndpoint<T>,
  { held, ...options }: ReceiverOptions & { held: HeldBytes },
): Taker {
  const { clock, log, mask, refusals } = options;
  const check = checkFor(source, options);
  const { formField, voice } = source;
  const form = formField !== undefined && { formField };
  const read = bodyReader(endpoint.bodyLimit, { ...form });
  const kind = kindOf(endpoint.path);

  async function taken(req: IncomingMessage, res: ServerResponse, pathSecret: string | undefined) {
    const slip = held.slip();
    res.once('close', slip.free);
    const beside = { headers: req.headers, query: queryOf(req.url) };
    check('headers', { req, beside, pathSecret });
    const body = await read(req, slip);
    check('body', { req, beside, pathSecret, body });
    const sent = readJson(body, { headers: req.headers, ...form, mask });
    const given = mask(source.decoded?.(sent) ?? sent);
    const parsed = await durably(async () => source.parse(given, clock.now(), beside), log);
    const refusal = refusalOf(parsed);
    if (refusal && !source.givesUp) throw refusal;
    const stored = await store(parsed, log, { ...endpoint, source: source.name });
    return { parsed, body: given, stored, refusal };
  }

  return async (req, res, pathSecret) => {
    try {
      const { refusal, ...took } = await taken(req, res, pathSecret);
      answer.taken(res, { ...took, ...(voice && { voice }) });
      if (refusal === undefined) refusals.taken(kind, source.name, took.parsed);
      else refusals.refused(kind, source.name, { status: refusal.status, why: refusal.message });
    } catch (error) {
      // The sender hung up: nothing was refused, and nobody hears the answer.
      if (res.destroyed || req.aborted) return;
      // The route and not the address, which may end with a secret.
      const problem = problemIn(error, { log, path: `${endpoint.path}/${source.name}` });
      answer.refused(res, { problem, ...(voice && { voice }) });
      refusals.refused(kind, source.name, { status: problem.status, why: problem.message });
    }
  };
}

/** One route per source below the endpoint's path, and a 404 that lists them for any other name. */
export function addEndpoint<T>(
  scope: FastifyInstance,
  endpoint: WebhookEndpoint<T>,
  takers: ReadonlyMap<string, Taker>,
): void {
  for (const [url, take] of takers) {
    const { methods = ['POST'] } = sourceAt(url, endpoint) ?? {};
    scope.route({
      method: [...methods],
      url,
      onRequest: async (request, reply) => {
        reply.hijack();
        await take(request.raw, reply.raw, secretIn(request));
      },
      handler: async () => undefined,
    });
  }
  scope.route({
    method: 'POST',
    url: `${endpoint.path}/:source`,
    onRequest: async (request) => {
      throw unknownSource(request, endpoint);
    },
    handler: async () => undefined,
  });
}

/** Where a tool asks whether it may send here, the answer is the same at each of its addresses. */
export function addConsent<T>(
  scope: FastifyInstance,
  endpoint: WebhookEndpoint<T>,
  urls: Iterable<string>,
): void {
  for (const url of urls) {
    const consent = sourceAt(url, endpoint)?.consent;
    if (consent)
      scope.route({
        method: 'OPTIONS',
        url,
        onRequest: async (request, reply) => {
          reply.hijack();
          answer.say(reply.raw, consent(request.headers));
        },
        handler: async () => undefined,
      });
  }
}

function sourceAt<T>(url: string, { path, sources }: WebhookEndpoint<T>): ReadSource<T> | undefined {
  const name = url.slice(path.length + 1).split('/')[0];
  return sources.find((source) => source.name === name);
}

function kindOf(path: `/${WebhookKind}`): WebhookKind {
  return path.slice(1) as WebhookKind;
}

/** The last part of the address, where the route has one for it. */
function secretIn({ params }: FastifyRequest): string | undefined {
  return isObject(params) && typeof params.secret === 'string' ? params.secret : undefined;
}

/** What a request shows, as far as it has been read. */
interface Shown {
  req: IncomingMessage;
  beside: Beside;
  pathSecret: string | undefined;
  body?: Buffer;
}

/** The check of a source, at the stage where it can run: before the body is read, or together with the body. */
function checkFor(
  source: Pick<Source<unknown>, 'name' | 'authentication' | 'secretName'>,
  options: ReceiverOptions,
) {
  const { name, authentication } = source;
  const secrets = (Object.hasOwn(options.secrets, name) ? options.secrets[name] : undefined) ?? [];
  const usable = secrets.filter((secret) => secret !== '');
  const guessable = usable.some(isGuessable);
  return (stage: 'headers' | 'body', { req, beside, pathSecret, body }: Shown): void => {
    if (usable.length === 0) {
      if (options.allowUnsigned) return;
      throw unsigned(`No secret is set for ${name}, so nothing is taken.`, source);
    }
    if (authentication.needs !== stage) return;
    let wrong: string | undefined;
    const isRight = () => {
      const now = options.wallClock.now();
      const path = pathSecret !== undefined && { pathSecret };
      wrong = authentication.check({ ...beside, body, ...path, now }, usable);
      return wrong === undefined;
    };
    options.doors.shown(req, { door: name, guessable, isRight });
    if (wrong !== undefined) throw unsigned(wrong, source);
  };
}

function unsigned(
  detail: string,
  {
    name,
    secretName = secretNameOf(name),
    authentication,
  }: Pick<Source<unknown>, 'name' | 'authentication' | 'secretName'>,
): Problem {
  const hint = `Set ${secretName} where airb runs and ${authentication.how}.`;
  return new Problem(401, detail, { hint, headers: { 'www-authenticate': 'Bearer realm="airb"' } });
}

function unknownSource<T>(request: FastifyRequest, { path, sources }: WebhookEndpoint<T>): Problem {
  const name = String((request.params as Record<string, unknown>).source).slice(0, 60);
  const known = sources.map((source) => source.name).join(', ');
  return new Problem(404, `There is no source "${name}" below ${path}. There is: ${known}.`, {
    field: 'source',
  });
}

/** Why a body is refused as a whole: nothing in it can be used, and something should have been. */
function refusalOf({ items, rejected }: Parsed<unknown>): Problem | undefined {
  const [first] = rejected;
  return first !== undefined && items.length === 0 ? unusable(rejected, first) : undefined;
}

/**
 * Stores the good items even when others beside them are unusable. A sender like Alertmanager never repeats a refused
 * body, so refusing all for one would lose the good ones. The answer and the log say what was left out.
 */
async function store<T>(
  { items, rejected, passed = [] }: Parsed<T>,
  log: Log,
  endpoint: WebhookEndpoint<T> & { source: string },
): Promise<Record<string, unknown>> {
  if (rejected.length > 0 && items.length > 0) {
    const seen = {
      source: endpoint.source,
      path: endpoint.path,
      taken: items.length,
      rejected: rejected.slice(0, 20),
    };
    log.warn(seen, 'part of a webhook could not be used');
  }
  const answer = await durably(() => endpoint.store(items), log);
  return {
    ...answer,
    ...(passed.length > 0 && { passed: passed.slice(0, 100) }),
    ...(rejected.length > 0 && { rejected: rejected.slice(0, 100) }),
  };
}

function unusable(rejected: Rejected[], { field, problem }: Rejected): Problem {
  const more = rejected.length > 1 ? ` ${rejected.length - 1} more can't be used either.` : '';
  const detail = `${field === '' ? 'The body' : field}: ${problem}.${more}`;
  return new Problem(422, detail, { field: field === '' ? 'body' : field, rejected: rejected.slice(0, 100) });
}

/** Answers 503 for any failure to store, so that the sender keeps the items and sends them again. */
async function durably<T>(write: () => Promise<T>, log: Log): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof BusyError) throw error;
    log.error({ err: error }, 'a webhook could not be stored');
    throw new BusyError('It could not be stored', 5);
  }
}
