import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerIn, sameSecret } from '../http/secrets.ts';

const cookieName = 'airb_pages';

/** Decides who may read: API callers with the token, and browsers that gave it once and have had a cookie since. */
export interface Access {
  /** True when a token is configured at all. */
  configured: boolean;
  bearer(request: FastifyRequest): boolean;
  browser(request: FastifyRequest): boolean;
  matches(token: string): boolean;
  letIn(reply: FastifyReply): void;
}

/**
 * @param token `AIRB_API_TOKEN`; without it nothing matches
 * @param secure the cookie is for https only
 */
export function accessOf(token: string | undefined, secure: boolean): Access {
  const expected = token === undefined || token === '' ? undefined : token;
  const matches = (given: string) => expected !== undefined && sameSecret(given, expected);
  const pass = expected === undefined ? undefined : passOf(expected);
  return {
    configured: expected !== undefined,
    matches,
    bearer: (request) => matches(bearerIn(request.headers)),
    browser: (request) => pass !== undefined && sameSecret(cookieOf(request), pass),
    letIn: (reply) => {
      const flags = `Path=/; Max-Age=43200; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
      if (pass !== undefined) reply.header('set-cookie', `${cookieName}=${pass}; ${flags}`);
    },
  };
}

/** The cookie proves that its owner knew the token, without containing it; a new token ends every session. */
function passOf(token: string): string {
  return createHmac('sha256', token).update('airb pages').digest('base64url');
}

function cookieOf(request: FastifyRequest): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((it) => it.trim());
  return pairs.find((it) => it.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}
