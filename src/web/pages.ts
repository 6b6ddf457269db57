import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../domain/record/html.ts';
import { postmortem } from '../domain/record/postmortem.ts';
import type { Head } from '../ports.ts';
import type { Access } from './access.ts';
import { incidentNumber } from './number.ts';
import type { WebOptions } from './options.ts';
import { incidentPage } from './pages/incident.ts';
import { listPage } from './pages/list.ts';
import { notFoundPage, signInPage } from './pages/sign-in.ts';

type Options = WebOptions & { access: Access };
type Asked = FastifyRequest<{ Params: { number: string }; Querystring: Record<string, unknown> }>;

/**
 * Pages for people. A browser shows the API token once, in the form or as `?token=`, and holds a cookie afterwards.
 * Fails closed: without a configured token only the sandbox's open pages answer, and never for a private incident.
 */
export async function registerPages(app: FastifyInstance, options: Options): Promise<void> {
  const parse = (_request: unknown, body: string, done: (error: null, value: URLSearchParams) => void) =>
    done(null, new URLSearchParams(body));
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4096 },
    parse,
  );
  app.addHook('onRequest', async (request: Asked, reply) => signInByQuery(options, request, reply));
  app.post('/incidents/sign-in', (request, reply) => signIn(options, request, reply));
  app.get('/incidents', (request, reply) => list(options, request, reply));
  app.get('/incidents/:number', (request: Asked, reply) => one(options, request, reply));
  app.get('/incidents/:number/postmortem', (request: Asked, reply) => draft(options, request, reply));
}

/** `?token=` leaves the address at once, so that it is not bookmarked, shared or sent on. */
async function signInByQuery({ access }: Options, request: Asked, reply: FastifyReply) {
  const { token } = request.query;
  if (request.method !== 'GET' || typeof token !== 'string' || !access.matches(token)) return;
  access.letIn(reply);
  return reply.redirect(request.url.split('?')[0] ?? '/incidents', 303);
}

async function signIn({ access }: Options, request: FastifyRequest, reply: FastifyReply) {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  if (!access.matches(form.get('token') ?? '')) return refuse(access, reply, { wrong: true });
  access.letIn(reply);
  const next = form.get('next') ?? '';
  return reply.redirect(/^\/incidents(\/\d+(\/postmortem)?)?$/.test(next) ? next : '/incidents', 303);
}

async function list(options: Options, request: FastifyRequest, reply: FastifyReply) {
  const trusted = options.access.browser(request);
  if (!trusted && !options.openPages) return refuse(options.access, reply, { next: '/incidents' });
  const heads = await options.store.heads({ limit: 200 });
  const shown = trusted ? heads : heads.filter((it) => !it.private);
  return page(reply, listPage(shown, { now: options.clock.now(), hidden: heads.length - shown.length }));
}

async function one(options: Options, request: Asked, reply: FastifyReply) {
  return withIncident(options, { request, reply }, async ({ number }) => {
    const [incident, stored] = await Promise.all([options.fold(number), options.store.events(number)]);
    if (incident === undefined) return page(reply.code(404), notFoundPage());
    const events = stored.map((it) => it.event);
    return page(reply, incidentPage(incident, events, options.clock.now()));
  });
}

async function draft(options: Options, request: Asked, reply: FastifyReply) {
  return withIncident(options, { request, reply }, async ({ number }) => {
    const stored = await options.store.events(number);
    return page(reply, html(postmortem(stored.map((it) => it.event))));
  });
}

interface Exchange {
  request: Asked;
  reply: FastifyReply;
}

/** To somebody who may not read it, a private incident looks like one that asks for the token, and so does none at all. */
async function withIncident(
  options: Options,
  { request, reply }: Exchange,
  show: (head: Head) => Promise<FastifyReply>,
) {
  const trusted = options.access.browser(request);
  const next = request.url.split('?')[0] ?? '';
  if (!trusted && !options.openPages) return refuse(options.access, reply, { next });
  const number = incidentNumber(request.params.number);
  const head = number === undefined ? undefined : await options.store.head(number);
  if (!trusted && (head === undefined || head.private)) return refuse(options.access, reply, { next });
  return head === undefined ? page(reply.code(404), notFoundPage()) : show(head);
}

function refuse(
  access: Access,
  reply: FastifyReply,
  facts: { next?: string; wrong?: boolean },
): FastifyReply {
  return page(reply.code(401), signInPage({ configured: access.configured, ...facts }));
}

function page(reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(body);
}
