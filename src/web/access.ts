import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hour, type Instant, second } from '../domain/time.ts';
import { type Doors, isGuessable } from '../http/doors.ts';
import { bearerIn, sameSecret } from '../http/secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Records } from '../ports/records.ts';

const cookieName = 'airb_pages';
/** How long a browser is remembered, in milliseconds. */
const lifetime = 12 * hour;
/** A sign-out is kept as an input of its own, because the store forgets those after a time that is longer than a session. */
const endOf = (session: string) => `sign-out:${session}`;

/** Decides who may read: API callers with the token, and browsers that gave it once and have had a cookie since. */
export interface Access {
  /** True when a token is configured at all. */
  configured: boolean;
  /** @throws Problem 429 when too many wrong tokens came from there */
  bearer(request: FastifyRequest): boolean;
  /**
   * True for the token that hands evidence over and reads nothing.
   * @throws Problem 429 like `bearer`
   */
  handsOver(request: FastifyRequest): boolean;
  browser(request: FastifyRequest): Promise<boolean>;
  /** The id of the session a browser has, while it lasts. */
  session(request: FastifyRequest): Promise<string | undefined>;
  /**
   * True when the token given on a page is the one.
   * @throws Problem 429 like `bearer`
   */
  matches(request: FastifyRequest, token: string): boolean;
  /** Begins a session. */
  letIn(reply: FastifyReply): void;
  /**
   * Ends the session of a browser, for good and on every replica, also for whoever copied its cookie.
   * @throws when the end could not be kept
   */
  letOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export interface AccessOptions {
  /** `AIRB_API_TOKEN`; without it nothing matches. */
  token: string | undefined;
  /** `AIRB_EVIDENCE_TOKEN`; without it nobody hands evidence over. */
  evidenceToken?: string | undefined;
  /** The cookie is for https only. */
  secure: boolean;
  clock: Clock;
  doors: Doors;
  store: Pick<Records, 'write' | 'taken'>;
}

interface Session {
  id: string;
  until: Instant;
}

export function accessOf({ token, evidenceToken, secure, clock, doors, store }: AccessOptions): Access {
  const expected = token === undefined || token === '' ? undefined : token;
  const guessable = isGuessable(token ?? '');
  const flags = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const isToken = (given: string) => expected !== undefined && sameSecret(given, expected);

  async function sessionOf(request: FastifyRequest): Promise<Session | undefined> {
    const session = expected === undefined ? undefined : sessionIn(cookieOf(request), expected);
    if (session === undefined || session.until <= clock.now()) return undefined;
    return (await store.taken(endOf(session.id))) ? undefined : session;
  }

  return {
    configured: expected !== undefined,
    // People sign in seldom and can wait, so this form is slowed whatever the token is.
    matches: (request, given) =>
      doors.shown(request.raw, { door: 'pages', guessable: true, isRight: () => isToken(given) }),
    bearer(request) {
      const given = bearerIn(request.headers);
      const isRight = () => isToken(given);
      return given !== '' && doors.shown(request.raw, { door: 'api', guessable, isRight });
    },
    handsOver(request) {
      const given = bearerIn(request.headers);
      const isRight = () => !!evidenceToken && sameSecret(given, evidenceToken);
      const ofEvidence = isGuessable(evidenceToken ?? '');
      return given !== '' && doors.shown(request.raw, { door: 'evidence', guessable: ofEvidence, isRight });
    },
    browser: async (request) => (await sessionOf(request)) !== undefined,
    session: async (request) => (await sessionOf(request))?.id,
    letIn(reply) {
      if (expected === undefined) return;
      const session = { id: randomBytes(12).toString('base64url'), until: clock.now() + lifetime };
      const age = `Max-Age=${lifetime / second}`;
      reply.header('set-cookie', `${cookieName}=${sealed(session, expected)}; ${age}; ${flags}`);
    },
    async letOut(request, reply) {
      const session = await sessionOf(request);
      const inputKey = session && endOf(session.id);
      if (inputKey) await store.write({ inputKey }, () => ({ writes: {}, answer: undefined }));
      reply.header('set-cookie', `${cookieName}=; Max-Age=0; ${flags}`);
    },
  };
}

/** The cookie proves that its owner knew the token, without containing it; a new token ends every session. */
function sealed({ id, until }: Session, token: string): string {
  return `${until}.${id}.${createHmac('sha256', token).update(`airb pages ${until}.${id}`).digest('base64url')}`;
}

/** @returns undefined for a cookie that was not made with this token */
function sessionIn(cookie: string, token: string): Session | undefined {
  const [until = '', id = ''] = cookie.split('.');
  if (!/^\d{1,16}$/.test(until)) return undefined;
  const session = { id, until: Number(until) };
  return sameSecret(cookie, sealed(session, token)) ? session : undefined;
}

function cookieOf(request: FastifyRequest): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((it) => it.trim());
  return pairs.find((it) => it.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}
