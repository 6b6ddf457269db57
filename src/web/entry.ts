import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Head } from '../ports/records.ts';
import type { Access } from './access.ts';
import { letRun } from './headers.ts';
import { incidentNumber } from './number.ts';
import type { WebOptions } from './options.ts';
import { notFoundPage, prunedPage, signInPage } from './pages/sign-in.ts';

export type PageOptions = WebOptions & { access: Access };
export type Asked<P = unknown> = FastifyRequest<{ Params: P; Querystring: Record<string, unknown> }>;

export interface Exchange<P = unknown> {
  request: Asked<P>;
  reply: FastifyReply;
}

/** Removes `?token=` from the address at once, so that nobody bookmarks or shares it. */
export async function signInByQuery({ access }: PageOptions, { request, reply }: Exchange) {
  const { token } = request.query;
  if (request.method !== 'GET' || typeof token !== 'string' || !access.matches(request, token)) return;
  access.letIn(reply);
  return reply.redirect(request.url.split('?')[0] ?? '/incidents', 303);
}

/** Answers a page that shows no secret of an incident; `trusted` readers also see what is private. */
export async function withReader<P>(
  options: PageOptions,
  { request, reply }: Exchange<P>,
  show: (trusted: boolean) => Promise<FastifyReply> | FastifyReply,
) {
  const trusted = await options.access.browser(request);
  if (trusted || options.openPages) return show(trusted);
  return refuse(options.access, reply, { next: request.url.split('?')[0] ?? '' });
}

/**
 * Runs a page of one incident. A reader who may not see a private incident gets the form for the token, and gets the
 * same for one that does not exist.
 */
export async function withIncident(
  options: PageOptions,
  { request, reply }: Exchange<{ number: string }>,
  show: (head: Head, trusted: boolean) => Promise<FastifyReply>,
) {
  return withReader(options, { request, reply }, async (trusted) => {
    const number = incidentNumber(request.params.number);
    const head = number === undefined ? undefined : await options.store.head(number);
    const next = request.url.split('?')[0] ?? '';
    if (!trusted && (head === undefined || head.private)) return refuse(options.access, reply, { next });
    if (head === undefined) return page(reply.code(404), notFoundPage());
    return head.phase === 'pruned' ? page(reply.code(404), prunedPage(head.number)) : show(head, trusted);
  });
}

/** The form that asks for the token. */
export function refuse(
  access: Access,
  reply: FastifyReply,
  facts: { next?: string; wrong?: boolean },
): FastifyReply {
  return page(reply.code(401), signInPage({ configured: access.configured, ...facts }));
}

/**
 * True for a page of airb. A sign-in leads back only to such a page, because any other address could lead away from
 * here.
 */
export function isOwnPage(address: string): boolean {
  return /^\/(feedback|home|incidents|runbooks|systems|readiness|report)(\/[a-z0-9_-]+){0,3}$/.test(address);
}

/** Sends a whole page. */
export function page(reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(body);
}

/** Sends a page that keeps itself current. */
export function livePage(reply: FastifyReply, body: string): FastifyReply {
  return page(letRun(reply), body);
}
