import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Asked,
  isOwnPage,
  livePage,
  type PageOptions,
  page,
  refuse,
  signInByQuery,
  withIncident,
  withReader,
} from './entry.ts';
import { evidenceAt } from './evidence-at.ts';
import { registerFeedback } from './feedback/routes.ts';
import { registerHomePages } from './home-pages.ts';
import { registerLibraryPages } from './library-pages.ts';
import { registerLive } from './live/routes.ts';
import { createStreams } from './live/streams.ts';
import { mostOpen, versionOf, watchedList } from './live/watched.ts';
import { incidentNumber } from './number.ts';
import { evidencePage } from './pages/evidence.ts';
import { incidentPage } from './pages/incident.ts';
import { listPage } from './pages/list.ts';
import { notFoundPage, signInPage } from './pages/sign-in.ts';
import { place } from './paging.ts';
import { registerPostmortem } from './postmortem/routes.ts';
import { peopleOf } from './postmortem/session.ts';
import { withReaderLine } from './reader-line.ts';
import { registerReadinessPages } from './readiness-pages.ts';
import { registerReportPages } from './report-pages.ts';

type Numbered = Asked<{ number: string }>;
type Placed = Asked<{ number: string; place: string }>;

/**
 * Pages for people. A browser shows the API token once, in the form or as `?token=`, and holds a cookie afterwards.
 * Fails closed: without a configured token only the sandbox's open pages answer, and never for a private incident.
 */
export async function registerPages(app: FastifyInstance, options: PageOptions): Promise<void> {
  const parse = (_request: unknown, body: string, done: (error: null, value: URLSearchParams) => void) =>
    done(null, new URLSearchParams(body));
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4096 },
    parse,
  );
  app.addHook('onRequest', async (request: Asked, reply) => signInByQuery(options, { request, reply }));
  const people = peopleOf(options);
  app.addHook('onSend', (request, reply, payload) =>
    withReaderLine({ ...options, people }, { request, reply, payload }),
  );
  app.get('/incidents/sign-in', (request: Asked, reply) => askToken(options, request, reply));
  app.post('/incidents/sign-in', (request, reply) => signIn(options, request, reply));
  const streams = createStreams();
  app.post('/incidents/sign-out', async (request, reply) => {
    const session = await options.access.session(request);
    await options.access.letOut(request, reply);
    // On a shared machine nobody goes on writing as whoever signed out.
    await people.letOut(request, reply);
    if (session !== undefined) streams.signOut(session);
    return reply.redirect('/incidents', 303);
  });
  app.get('/incidents', (request: Asked, reply) => list(options, request, reply));
  app.get('/incidents/:number', (request: Numbered, reply) => one(options, request, reply));
  app.get('/incidents/:number/evidence/:place', (request: Placed, reply) =>
    evidenceItem(options, request, reply),
  );
  registerPostmortem(app, { ...options, people });
  registerLive(app, { ...options, streams });
  registerFeedback(app, options);
  registerHomePages(app, options);
  registerLibraryPages(app, options);
  registerReadinessPages(app, options);
  registerReportPages(app, options);
}

/** Open pages ask nobody for the token; this is where a reader can give it. */
function askToken({ access, openPages }: PageOptions, { query }: Asked, reply: FastifyReply): FastifyReply {
  const next = typeof query.next === 'string' && isOwnPage(query.next) ? query.next : '/incidents';
  return page(reply, signInPage({ configured: access.configured, open: openPages, next }));
}

async function signIn({ access }: PageOptions, request: FastifyRequest, reply: FastifyReply) {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  if (!access.matches(request, form.get('token') ?? '')) return refuse(access, reply, { wrong: true });
  access.letIn(reply);
  const next = form.get('next') ?? '';
  return reply.redirect(isOwnPage(next) ? next : '/incidents', 303);
}

async function list(options: PageOptions, request: Asked, reply: FastifyReply) {
  return withReader(options, { request, reply }, async (trusted) => {
    const { limit, ...at } = place(request.query, { usual: 100, most: 500 });
    const readable = trusted ? {} : { private: false };
    // Asked first: what changes while the page is drawn is told to it afterwards.
    const version = (await watchedList(options, trusted).version()) ?? '';
    const [open, found] = await Promise.all([
      options.store.heads({ ...readable, open: true, limit: mostOpen }),
      options.store.heads({ ...readable, open: false, ...at, limit: limit + 1 }),
    ]);
    // One more than the page holds, on the side it was read towards.
    const backwards = at.after !== undefined && at.before === undefined;
    const over = backwards ? found.slice(-limit) : found.slice(0, limit);
    const isMore = found.length > limit;
    const facts = { now: options.clock.now() };
    const older = isMore || backwards ? over.at(-1)?.number : undefined;
    const newer = (backwards ? isMore : at.before !== undefined) ? over[0]?.number : undefined;
    const live = { stream: '/incidents/live', version };
    return livePage(reply, listPage({ open, over }, { ...facts, older, newer, live }));
  });
}

async function one(options: PageOptions, request: Numbered, reply: FastifyReply) {
  return withIncident(options, { request, reply }, async (head) => {
    const { number } = head;
    const [incident, stored] = await Promise.all([options.fold(number), options.store.events(number)]);
    if (incident === undefined) return page(reply.code(404), notFoundPage());
    const events = stored.map((it) => it.event);
    const { systems } = options.runbooks.library();
    const listed = systems.some(({ id }) => id === incident.plan.system.id);
    const at = place(request.query, { usual: 500, most: 500 });
    const live = { stream: `/incidents/${number}/live`, version: versionOf(head) };
    return livePage(reply, incidentPage(incident, events, { now: options.clock.now(), listed, at, live }));
  });
}

async function evidenceItem(options: PageOptions, request: Placed, reply: FastifyReply) {
  return withIncident(options, { request, reply }, async ({ number }) => {
    const found = await evidenceAt(options, { number, place: incidentNumber(request.params.place) ?? 0 });
    const shown = found && evidencePage(found.incident, found);
    return shown ? page(reply, shown) : page(reply.code(404), notFoundPage());
  });
}
