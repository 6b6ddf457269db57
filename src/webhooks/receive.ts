import type { FastifyInstance, FastifyRequest } from 'fastify';
import { secretNameOf } from '../alerts/sources.ts';
import { BusyError } from '../errors.ts';
import { Problem } from '../http/problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Parsed, Source } from './source.ts';

export interface DoorFacts {
  secrets: Readonly<Record<string, string | undefined>>;
  allowUnsigned: boolean;
  clock: Clock;
  log: Log;
}

export interface Doors<T> {
  /** `/alerts` */
  path: string;
  sources: readonly Source<T>[];
  /** Stores the items; @returns the body of the 202 */
  take(items: T[]): Promise<Record<string, unknown>>;
}

/** One route per source below `path`, and a 404 that lists them for any other name. */
export function openDoors<T>(scope: FastifyInstance, facts: DoorFacts, doors: Doors<T>): void {
  for (const source of doors.sources) {
    const check = checkFor(source, facts);
    scope.route({
      method: 'POST',
      url: `${doors.path}/${source.name}`,
      onRequest: async (request) => {
        refuseEncoded(request);
        check('headers', request);
      },
      handler: async (request, reply) => {
        check('body', request);
        const parsed = source.parse(readJson(request.body), facts.clock.now());
        const answer = await store(parsed, facts, { ...doors, source: source.name });
        return reply.code(202).send(answer);
      },
    });
  }
  scope.route({
    method: 'POST',
    url: `${doors.path}/:source`,
    onRequest: async (request) => {
      throw unknownSource(request, doors);
    },
    handler: async () => undefined,
  });
}

/** The source's check, run at the stage it needs: before the body is read, or with it. */
function checkFor<T>({ name, authentication }: Source<T>, facts: DoorFacts) {
  const secret = Object.hasOwn(facts.secrets, name) ? facts.secrets[name] : undefined;
  return (stage: 'headers' | 'body', { headers, body }: FastifyRequest): void => {
    if (secret === undefined || secret === '') {
      if (facts.allowUnsigned) return;
      throw unsigned(`No secret is set for ${name}, so nothing is taken.`, name);
    }
    if (authentication.needs !== stage) return;
    const wrong = authentication.check({ headers, body: Buffer.isBuffer(body) ? body : undefined }, secret);
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

function unknownSource<T>(request: FastifyRequest, { path, sources }: Doors<T>): Problem {
  const name = String((request.params as Record<string, unknown>).source).slice(0, 60);
  const known = sources.map((source) => source.name).join(', ');
  return new Problem(404, `There is no source "${name}" below ${path}. There is: ${known}.`, {
    field: 'source',
  });
}

function readJson(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\ufeff/, '') : '';
  if (text.trim() === '') throw new Problem(400, 'The body is empty; expected JSON.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`);
  }
}

/**
 * Good items are stored even when others beside them are not usable: a sender like Alertmanager never repeats a
 * refused body, so refusing all for one would lose the good ones. What was left out is in the answer and the log.
 */
async function store<T>(
  { items, rejected }: Parsed<T>,
  { log }: DoorFacts,
  door: Doors<T> & { source: string },
): Promise<Record<string, unknown>> {
  const first = rejected[0];
  if (first !== undefined) {
    const seen = {
      source: door.source,
      path: door.path,
      taken: items.length,
      rejected: rejected.slice(0, 20),
    };
    log.warn(seen, 'part of a webhook could not be used');
    if (items.length === 0) throw unusable(rejected, first.field, first.problem);
  }
  const answer = await durably(() => door.take(items), log);
  return first === undefined ? answer : { ...answer, rejected: rejected.slice(0, 100) };
}

function unusable(rejected: Parsed<unknown>['rejected'], field: string, problem: string): Problem {
  const more = rejected.length > 1 ? ` ${rejected.length - 1} more can't be used either.` : '';
  const detail = `${field === '' ? 'The body' : field}: ${problem}.${more}`;
  return new Problem(422, detail, { field: field === '' ? 'body' : field, rejected: rejected.slice(0, 100) });
}

/** Whatever keeps it from being stored is answered 503: the sender keeps it and comes again. */
async function durably<T>(take: () => Promise<T>, log: Log): Promise<T> {
  try {
    return await take();
  } catch (error) {
    if (error instanceof BusyError) throw error;
    log.error({ err: error }, 'a webhook could not be stored');
    throw new BusyError('It could not be stored', 5);
  }
}
