import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Instant } from '../domain/time.ts';
import { BusyError } from '../errors.ts';
import type { Doors } from '../http/doors.ts';
import { isObject } from '../http/json.ts';
import { Problem, type Rejected } from '../http/problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Refusals, WebhookKind } from './refusals.ts';
import { type Authentication, type Parsed, type Source, secretNameOf } from './source.ts';

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
  parse(body: unknown, now: Instant): Parsed<T> | Promise<Parsed<T>>;
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

/** One route per source below the endpoint's path, and a 404 that lists them for any other name. */
export function addEndpoint<T>(
  scope: FastifyInstance,
  endpoint: WebhookEndpoint<T>,
  options: ReceiverOptions,
): void {
  for (const source of endpoint.sources) {
    const url = `${endpoint.path}/${source.name}`;
    addSource(scope, url, { source, endpoint, options });
    if (source.authentication.inPath) addSource(scope, `${url}/:secret`, { source, endpoint, options });
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

function addSource<T>(
  scope: FastifyInstance,
  url: string,
  parts: { source: ReadSource<T>; endpoint: WebhookEndpoint<T>; options: ReceiverOptions },
): void {
  const { source, endpoint, options } = parts;
  const { clock, log, mask } = options;
  const check = checkFor(source, options);
  const fate = fateTeller(endpoint.path, source, options.refusals);
  scope.route({
    method: 'POST',
    url,
    bodyLimit: endpoint.bodyLimit,
    onSend: async (_request, reply, payload) => fate.note(reply, payload),
    onRequest: async (request) => {
      refuseEncoded(request);
      check('headers', request);
    },
    handler: async (request, reply) => {
      check('body', request);
      const body = mask(readJson(request.body, mask));
      const parsed = await durably(async () => source.parse(body, clock.now()), log);
      const [first] = parsed.rejected;
      if (first !== undefined && parsed.items.length === 0) {
        const refusal = unusable(parsed.rejected, first);
        if (!source.givesUp) throw refusal;
        fate.refused(reply, refusal);
      }
      const answer = await store(parsed, log, { ...endpoint, source: source.name });
      return reply.code(202).send(answer);
    },
  });
}

/** Tells of what became of each request of a source, once. The refusal's sentence is in the answer. */
function fateTeller(path: `/${WebhookKind}`, { name }: { name: string }, refusals: Refusals) {
  const kind = path === '/alerts' ? 'alerts' : 'changes';
  const told = new WeakSet<FastifyReply>();
  return {
    /** Of what was refused although the answer is 202. */
    refused(reply: FastifyReply, { status, message }: Problem): void {
      told.add(reply);
      refusals.refused(kind, name, { status, why: message });
    },
    note(reply: FastifyReply, payload: unknown): void {
      const status = reply.statusCode;
      // The sender hung up: nothing was refused, and nobody hears the answer.
      if (told.has(reply) || reply.raw.destroyed || reply.request.raw.aborted) return;
      if (status < 400) {
        refusals.taken(kind, name);
        return;
      }
      const said: unknown = Buffer.isBuffer(payload) ? JSON.parse(payload.toString('utf8')) : {};
      const why = isObject(said) && typeof said.detail === 'string' ? said.detail : '';
      refusals.refused(kind, name, { status, why });
    },
  };
}

/** The check of a source, at the stage where it can run: before the body is read, or together with the body. */
function checkFor(
  { name, authentication }: Pick<Source<unknown>, 'name' | 'authentication'>,
  options: ReceiverOptions,
) {
  const secrets = (Object.hasOwn(options.secrets, name) ? options.secrets[name] : undefined) ?? [];
  const usable = secrets.filter((secret) => secret !== '');
  return (stage: 'headers' | 'body', { headers, body, params, raw }: FastifyRequest): void => {
    if (usable.length === 0) {
      if (options.allowUnsigned) return;
      throw unsigned(`No secret is set for ${name}, so nothing is taken.`, name, authentication);
    }
    if (authentication.needs !== stage) return;
    const pathSecret = isObject(params) && typeof params.secret === 'string' ? params.secret : undefined;
    const now = options.wallClock.now();
    const shown = {
      headers,
      body: Buffer.isBuffer(body) ? body : undefined,
      ...(pathSecret !== undefined && { pathSecret }),
      now,
    };
    let wrong: string | undefined;
    options.doors.shown(name, raw, () => {
      wrong = authentication.check(shown, usable);
      return wrong === undefined;
    });
    if (wrong !== undefined) throw unsigned(wrong, name, authentication);
  };
}

function unsigned(detail: string, source: string, { how }: Authentication): Problem {
  const hint = `Set ${secretNameOf(source)} where airb runs and ${how}.`;
  return new Problem(401, detail, { hint, headers: { 'www-authenticate': 'Bearer realm="airb"' } });
}

function refuseEncoded({ headers }: FastifyRequest): void {
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

function readJson(body: unknown, mask: (text: string) => string): unknown {
  const text = Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\ufeff/, '') : '';
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
