import type { FastifyInstance } from 'fastify';
import { second } from '../../domain/time.ts';
import { Problem, sendProblem } from '../../http/problem.ts';
import { type Asked, type Exchange, type PageOptions, withIncident, withReader } from '../entry.ts';
import type { Streams, Watched } from './streams.ts';
import { watchedIncident, watchedList } from './watched.ts';

/** Milliseconds of real time. Proxies end what is silent for a minute; one look a second is one question to the records. */
const [looksEvery, beatsEvery] = [second, 15 * second];

export type LiveOptions = PageOptions & { streams: Streams };

/**
 * `GET …/live`: tells a page by Server-Sent Events that what it shows has changed. Another process may have changed it, so the
 * records are looked at; only while somebody reads.
 */
export function registerLive(app: FastifyInstance, options: LiveOptions): void {
  const { streams, log } = options;
  const quietly = (work: () => Promise<void>) => () => {
    if (streams.count() > 0)
      void work().catch((error: unknown) => log.debug({ error: String(error) }, 'live pages could not look'));
  };
  const timers = [
    setInterval(quietly(streams.look), looksEvery),
    setInterval(quietly(streams.beat), beatsEvery),
  ];
  for (const timer of timers) timer.unref();
  app.addHook('preClose', async () => {
    for (const timer of timers) clearInterval(timer);
    streams.close();
  });
  const bare = { exposeHeadRoute: false };
  app.get('/incidents/live', bare, (request: Asked, reply) =>
    withReader(options, { request, reply }, (trusted) =>
      stream(options, { request, reply }, watchedList(options, trusted)),
    ),
  );
  app.get('/incidents/:number/live', bare, (request: Asked<{ number: string }>, reply) =>
    withIncident(options, { request, reply }, ({ number }, trusted) =>
      stream(options, { request, reply }, watchedIncident(options, number, trusted)),
    ),
  );
}

async function stream(
  { streams, access, openPages }: LiveOptions,
  { request, reply }: Exchange,
  watched: Watched,
) {
  const session = await access.session(request);
  const seen = request.headers['last-event-id'] ?? request.query.after;
  const opened = streams.open({
    response: reply.raw,
    headers: headersOf(reply.getHeaders()),
    watched,
    since: typeof seen === 'string' ? seen : '',
    reader: {
      owner: session ?? `at ${request.ip}`,
      still: async () => (session === undefined ? openPages === true : access.browser(request)),
    },
  });
  if (opened) return reply.hijack();
  const problem = new Problem(503, 'Too many pages are live. This one is read again each minute.', {
    title: 'Too many live pages',
  });
  return sendProblem(reply.header('retry-after', '60'), problem);
}

/** Those of the guard, which a hijacked answer does not get by itself. */
function headersOf(headers: Record<string, number | string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
