import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BusyError } from '../errors.ts';
import { type Doors, isGuessable } from '../http/doors.ts';
import { Problem, problemIn, writeProblem } from '../http/problem.ts';
import type { HeldBytes } from '../http/request-body.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { bodyReader } from './body.ts';
import type { Refusals, WebhookKind } from './refusals.ts';
import { type Parsed, type Source, secretNameOf } from './source.ts';

/** Options that all endpoints share. */
export interface ReceiverOptions {
  /** Secret per source name; a source without one answers 401. */
  secrets: Readonly<Record<string, string | undefined>>;
  /** Accepts unsigned requests for sources without a secret. Only for a sandbox that listens on loopback. */
  allowUnsigned: boolean;
  clock: Clock;
  log: Log;
  /** Slows down whoever shows wrong secrets. */
  doors: Doors;
  /** Hears of each request of a known source, what became of it. */
  refusals: Refusals;
  /** Takes the secrets out of a body before anything is read from it, so that no source can keep one. */
  mask: <T>(body: T) => T;
}

/** One endpoint: its path, the tools that may post there, and how to store what they send. */
export interface WebhookEndpoint<T> {
  /** `/alerts` */
  path: `/${WebhookKind}`;
  /** The largest body it takes, in bytes. */
  bodyLimit: number;
  sources: readonly Source<T>[];
  /** Resolves when the items are durably stored; @returns the body of the 202 */
  store(items: T[]): Promise<Record<string, unknown>>;
}

/** Takes one request, from its headers to its answer. It never rejects. */
export type Taker = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * Makes the way in of one source. It needs nothing but Node's request and answer: a storm pays for each step of it with every
 * alert.
 * @param held all bodies that are held at once
 */
export function takerOf<T>(
  source: Source<T>,
  endpoint: WebhookEndpoint<T>,
  { held, ...options }: ReceiverOptions & { held: HeldBytes },
): Taker {
  const check = checkFor(source, options);
  const read = bodyReader(endpoint.bodyLimit);
  const kind = kindOf(endpoint.path);

  async function taken(req: IncomingMessage, res: ServerResponse): Promise<Record<string, unknown>> {
    const slip = held.slip();
    res.once('close', slip.free);
    refuseEncoded(req);
    check('headers', req);
    const body = await read(req, slip);
    check('body', req, body);
    const parsed = source.parse(options.mask(readJson(body, options.mask)), options.clock.now());
    return store(parsed, options.log, { ...endpoint, source: source.name });
  }

  return async (req, res) => {
    try {
      const text = JSON.stringify(await taken(req, res));
      const type = 'application/json; charset=utf-8';
      res.writeHead(202, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
      options.refusals.taken(kind, source.name);
    } catch (error) {
      // The sender hung up: nothing was refused, and nobody hears the answer.
      if (res.destroyed || req.aborted) return;
      const problem = problemIn(error, { log: options.log, path: req.url ?? '' });
      writeProblem(res, problem);
      options.refusals.refused(kind, source.name, { status: problem.status, why: problem.message });
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
    scope.route({
      method: 'POST',
      url,
      onRequest: async (request, reply) => {
        reply.hijack();
        await take(request.raw, reply.raw);
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

function kindOf(path: `/${WebhookKind}`): WebhookKind {
  return path === '/alerts' ? 'alerts' : 'changes';
}

/** The check of a source, at the stage where it can run: before the body is read, or together with the body. */
function checkFor<T>({ name, authentication }: Source<T>, options: ReceiverOptions) {
  const secret = Object.hasOwn(options.secrets, name) ? options.secrets[name] : undefined;
  return (stage: 'headers' | 'body', req: IncomingMessage, body?: Buffer): void => {
    if (secret === undefined || secret === '') {
      if (options.allowUnsigned) return;
      throw unsigned(`No secret is set for ${name}, so nothing is taken.`, name);
    }
    if (authentication.needs !== stage) return;
    let wrong: string | undefined;
    const isRight = () => {
      wrong = authentication.check({ headers: req.headers, body }, secret);
      return wrong === undefined;
    };
    options.doors.shown(req, { door: name, guessable: isGuessable(secret), isRight });
    if (wrong !== undefined) throw unsigned(wrong, name);
  };
}

function unsigned(detail: string, source: string): Problem {
  const hint = `Set ${secretNameOf(source)} where airb runs and send it as "Authorization: Bearer <secret>".`;
  return new Problem(401, detail, { hint, headers: { 'www-authenticate': 'Bearer realm="airb"' } });
}

function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem(415, 'Compressed bodies are not read here.', {
      hint: 'Send it without Content-Encoding.',
    });
  }
}

function unknownSource<T>(request: FastifyRequest, { path, sources }: WebhookEndpoint<T>): Problem {
  const name = String((request.params as Record<string, unknown>).source).slice(0, 60);
  const known = sources.map((source) => source.name).join(', ');
  return new Problem(404, `There is no source "${name}" below ${path}. There is: ${known}.`, {
    field: 'source',
  });
}

function readJson(body: Buffer, mask: (text: string) => string): unknown {
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') throw new Problem(400, 'The body is empty; expected JSON.');
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser quotes the place where it failed.
    const why = error instanceof Error ? mask(error.message) : 'unreadable';
    throw new Problem(400, `The body is not JSON: ${why}.`);
  }
}

/**
 * Stores the good items even when others beside them are unusable. A sender like Alertmanager never repeats a refused
 * body, so refusing all for one would lose the good ones. The answer and the log say what was left out.
 */
async function store<T>(
  { items, rejected }: Parsed<T>,
  log: Log,
  endpoint: WebhookEndpoint<T> & { source: string },
): Promise<Record<string, unknown>> {
  const first = rejected[0];
  if (first !== undefined) {
    if (items.length === 0) throw unusable(rejected, first.field, first.problem);
    const seen = {
      source: endpoint.source,
      path: endpoint.path,
      taken: items.length,
      rejected: rejected.slice(0, 20),
    };
    log.warn(seen, 'part of a webhook could not be used');
  }
  const answer = await durably(() => endpoint.store(items), log);
  return first === undefined ? answer : { ...answer, rejected: rejected.slice(0, 100) };
}

function unusable(rejected: Parsed<unknown>['rejected'], field: string, problem: string): Problem {
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
