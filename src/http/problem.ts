import { type ServerResponse, STATUS_CODES } from 'node:http';
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
} from 'fastify';
import { BusyError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { methodsByPath } from './methods.ts';

/** One part of a body that can't be used: `alerts[2].startsAt`, and what was expected. */
export interface Rejected {
  field: string;
  problem: string;
}

export interface ProblemFacts {
  /** Replaces the name of the status as the title. */
  title?: string;
  /** Path of the field at fault: `alerts[2].startsAt`. */
  field?: string;
  /** What to do about it. */
  hint?: string;
  rejected?: Rejected[];
  headers?: Record<string, string>;
}

/** Any answer except success, as RFC 9457 problem+json. A route, or code it calls, throws it. */
export class Problem extends Error {
  readonly status: number;
  readonly facts: ProblemFacts;

  constructor(status: number, detail: string, facts: ProblemFacts = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.facts = facts;
  }
}

/**
 * Makes every refusal of the app a problem+json: thrown problems, bodies that Fastify refuses, unknown paths (404) and
 * known paths with a wrong method (405). Call it before any route is added, because 405 needs to know the routes.
 * @param log gets unexpected failures; the caller gets only a request id
 */
export function registerProblems(app: FastifyInstance, log: Log): void {
  const methodsOf = methodsByPath(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = request.is404 ? missing(request, methodsOf) : translate(error, request, log);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(reply, missing(request, methodsOf)));
}

/** Options for `Fastify(…)` that turn refusals before routing (a broken URL) into problem+json as well. */
export const problemOptions: Pick<FastifyServerOptions, 'frameworkErrors'> = {
  frameworkErrors: (_error, _request, reply) => {
    sendProblem(reply as FastifyReply, new Problem(400, 'The address can not be read; check its % signs.'));
  },
};

/** Answers with a problem, for handlers that answer by themselves instead of throwing. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { headers, ...facts } = problem.facts;
  // A buffer, because Fastify would add a charset to a string and the type has none.
  return reply
    .code(problem.status)
    .headers({ ...headers, 'content-type': problemType })
    .send(Buffer.from(JSON.stringify(problemOf(problem.status, { detail: problem.message, ...facts }))));
}

/** The same without Fastify. */
export function writeProblem(
  res: ServerResponse,
  { status, message, facts: { headers, ...facts } }: Problem,
): void {
  const text = JSON.stringify(problemOf(status, { detail: message, ...facts }));
  res.writeHead(status, {
    ...headers,
    'content-type': problemType,
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}

export const problemType = 'application/problem+json';

/** The body of a problem. Without facts it gives the status and nothing more. */
export function problemOf(
  status: number,
  facts: Omit<ProblemFacts, 'headers'> & { detail?: string } = {},
): Record<string, unknown> {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, ...facts };
}

let failures = 0;

/** What is answered where a handler without Fastify failed. */
export function problemIn(error: unknown, { log, path }: { log: Log; path: string }): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BusyError) return busy(error);
  return failed(error, { log, path: path.slice(0, 200), id: `failure-${++failures}` });
}

function failed(error: unknown, { log, path, id }: { log: Log; path: string; id: string }): Problem {
  log.error({ err: error, request: id, path }, 'a request failed');
  return new Problem(500, `airb failed on this request; its log names it ${id}.`);
}

/**
 * The refusal of a request that shows no right token.
 * @param realm whose token it is, after RFC 6750
 */
export function tokenWanted(realm: string, { title, detail }: { title: string; detail: string }): Problem {
  return new Problem(401, detail, { title, headers: { 'www-authenticate': `Bearer realm="${realm}"` } });
}

/** The refusal of a body of another type. */
export function notJson(): Problem {
  return new Problem(415, 'Only JSON is read here.', { hint: 'Send "Content-Type: application/json".' });
}

function translate(error: FastifyError, request: FastifyRequest, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BusyError) return busy(error);
  const known = refusals[error.code];
  if (known !== undefined) return known();
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new Problem(status, error.message);
  // The route and not the address, which may end with a secret.
  return failed(error, { log, path: request.routeOptions.url ?? pathOf(request), id: request.id });
}

/** 503 with Retry-After. Never 429, because Alertmanager gives up on every 4xx. */
function busy(error: BusyError): Problem {
  return new Problem(503, 'airb can not store more right now. Nothing was stored; send it again.', {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfterSeconds))) },
  });
}

const refusals: Record<string, () => Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem(413, 'The body is larger than this address accepts.', {
      hint: 'Send fewer items a request.',
    }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: notJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem(400, 'The body is empty; expected JSON.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Problem(400, 'The body is not JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem(400, 'The body is not as long as its Content-Length says.'),
};

function missing(request: FastifyRequest, methodsOf: (path: string) => string[]): Problem {
  const path = pathOf(request);
  const methods = methodsOf(path);
  if (methods.length === 0) return new Problem(404, `Nothing is at ${path}.`);
  const allow = methods.join(', ');
  return new Problem(405, `${path} does not answer ${request.method}, only ${allow}.`, {
    headers: { allow },
  });
}

/** The path without the query, which may contain a token. */
function pathOf(request: FastifyRequest): string {
  return (request.url.split('?', 1)[0] ?? '').slice(0, 200);
}
