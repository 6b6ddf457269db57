import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BusyError } from '../errors.ts';
import { type Doors, isGuessable } from '../http/doors.ts';
import { isObject } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
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

/** One route per source below the endpoint's path, and a 404 that lists them for any other name. */
export function addEndpoint<T>(
  scope: FastifyInstance,
  endpoint: WebhookEndpoint<T>,
  options: ReceiverOptions,
): void {
  for (const source of endpoint.sources) {
    const check = checkFor(source, options);
    scope.route({
      method: 'POST',
      url: `${endpoint.path}/${source.name}`,
      bodyLimit: endpoint.bodyLimit,
      onSend: async (_request, reply, payload) =>
        noteFate(options.refusals, endpoint.path, { source: source.name, reply, payload }),
      onRequest: async (request) => {
        refuseEncoded(request);
        check('headers', request);
      },
      handler: async (request, reply) => {
        check('body', request);
        const parsed = source.parse(options.mask(readJson(request.body, options.mask)), options.clock.now());
        const answer = await store(parsed, options.log, { ...endpoint, source: source.name });
        return reply.code(202).send(answer);
      },
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

/** Tells of what became of a request. The refusal's sentence is in the answer. */
function noteFate(
  refusals: Refusals,
  path: `/${WebhookKind}`,
  { source, reply, payload }: { source: string; reply: FastifyReply; payload: unknown },
): void {
  const kind = path === '/alerts' ? 'alerts' : 'changes';
  const status = reply.statusCode;
  // The sender hung up: nothing was refused, and nobody hears the answer.
  if (reply.raw.destroyed || reply.request.raw.aborted) return;
  if (status < 400) {
    refusals.taken(kind, source);
    return;
  }
  const said: unknown = Buffer.isBuffer(payload) ? JSON.parse(payload.toString('utf8')) : {};
  const why = isObject(said) && typeof said.detail === 'string' ? said.detail : '';
  refusals.refused(kind, source, { status, why });
}

/** The check of a source, at the stage where it can run: before the body is read, or together with the body. */
function checkFor<T>({ name, authentication }: Source<T>, options: ReceiverOptions) {
  const secret = Object.hasOwn(options.secrets, name) ? options.secrets[name] : undefined;
  return (stage: 'headers' | 'body', { headers, body, raw }: FastifyRequest): void => {
    if (secret === undefined || secret === '') {
      if (options.allowUnsigned) return;
      throw unsigned(`No secret is set for ${name}, so nothing is taken.`, name);
    }
    if (authentication.needs !== stage) return;
    let wrong: string | undefined;
    const isRight = () => {
      wrong = authentication.check({ headers, body: Buffer.isBuffer(body) ? body : undefined }, secret);
      return wrong === undefined;
    };
    options.doors.shown(raw, { door: name, guessable: isGuessable(secret), isRight });
    if (wrong !== undefined) throw unsigned(wrong, name);
  };
}

function unsigned(detail: string, source: string): Problem {
  const hint = `Set ${secretNameOf(source)} where airb runs and send it as "Authorization: Bearer <secret>".`;
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
