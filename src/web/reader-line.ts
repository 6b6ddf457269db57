import type { FastifyReply, FastifyRequest } from 'fastify';
import { escapeHtml } from '../documents/escape.ts';
import { skipLink } from '../documents/page.ts';
import { isOwnPage, type PageOptions } from './entry.ts';
import type { People } from './postmortem/session.ts';

interface Sent {
  request: FastifyRequest;
  reply: FastifyReply;
  payload: unknown;
}

/**
 * Says on top of each page who its reader is for airb, and how that is changed. A frozen page, which sends no form, stays as
 * it was published.
 */
export async function withReaderLine(
  { access, people, openPages }: PageOptions & { people: People },
  { request, reply, payload }: Sent,
): Promise<unknown> {
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  if (!isPage || typeof payload !== 'string' || !policy.includes("form-action 'self'")) return payload;
  const [trusted, person] = await Promise.all([access.browser(request), people.of(request)]);
  const here = request.url.split('?')[0] ?? '';
  // Who is refused, or is about to sign in, reads what to do in the page itself.
  if (!trusted && (reply.statusCode === 401 || here === '/incidents/sign-in')) return payload;
  if (!trusted && !person && !openPages) return payload;
  const words = [
    ...(trusted ? [withToken] : []),
    ...(person ? [asPerson(person.person.name)] : []),
    ...(trusted || person ? [] : [nobody(here, access.configured)]),
  ];
  return payload.replace(skipLink, () => `${skipLink}\n<header class="reader">${words.join('')}</header>`);
}

const withToken =
  '<p>Signed in with the API token: you may read everything. You act in chat, as yourself.</p>' +
  '<form method="post" action="/incidents/sign-out"><button type="submit" class="plain">Sign out</button></form>';

/** The way out of being somebody stands on the page where one writes. */
function asPerson(name: string): string {
  return `<p>What you write in a postmortem is written as <strong>${escapeHtml(name)}</strong>.</p>`;
}

function nobody(here: string, configured: boolean): string {
  const next = isOwnPage(here) ? `?next=${encodeURIComponent(here)}` : '';
  const way = configured
    ? `<a href="/incidents/sign-in${next}">Sign in with the API token</a>.`
    : 'To sign in, start airb with <code>AIRB_API_TOKEN</code>.';
  return `<p>Not signed in: on this machine you read what everybody may. In <a href="/sandbox/">chat</a> you act as the person you choose there. ${way}</p>`;
}
