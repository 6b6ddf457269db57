import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openedPass, type Pass, sealedPass } from '../../domain/chat/pass.ts';
import type { Seal } from '../../domain/chat/seal.ts';
import type { Actor } from '../../domain/people.ts';
import { hour, second } from '../../domain/time.ts';
import type { WebOptions } from '../options.ts';

const cookieName = 'airb_person';
/** How long a browser is somebody, in milliseconds. */
const lifetime = 12 * hour;
const usedUp = (nonce: string) => `pass:${nonce}`;
const endOf = (nonce: string) => `sign-out:${nonce}`;

/** Who a browser is. airb knows people by their chat; a link from there opens a session here, once. */
export interface People {
  /** Who the browser is, while its session lasts. */
  of(request: FastifyRequest): Promise<Pass | undefined>;
  /** Whose link it is; undefined where it was used, is too old, or was not made by airb. */
  holder(link: string): Promise<Pass | undefined>;
  /** Uses the link up, and makes the browser its holder. @returns false where somebody used it before */
  letIn(reply: FastifyReply, link: Pass): Promise<boolean>;
  letOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** What a form of this browser carries, so that no other page can send it. */
  mark(pass: Pass, incident: number): string;
  isMarked(pass: Pass, incident: number, given: string): boolean;
}

type Parts = Pick<WebOptions, 'store' | 'clock' | 'runbooks' | 'publicUrl'> & { seal: Seal };

export function peopleOf({ seal, store, clock, runbooks, publicUrl }: Parts): People {
  const flags = `Path=/incidents; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
  const formWords = (pass: Pass, incident: number) => ['form of a page', pass.nonce, String(incident)];

  /** Whoever left the organization's file is not listed any more, whatever an older cookie says. */
  function isStill({ person: { id, standing } }: Pass): boolean {
    return standing !== 'listed' || runbooks.library().organization.people.some((one) => one.id === id);
  }

  function read(kind: Pass['kind'], text: string): Pass | undefined {
    const pass = openedPass(seal, kind, { text, now: clock.now() });
    return pass && isStill(pass) ? pass : undefined;
  }

  async function sessionOf(request: FastifyRequest): Promise<Pass | undefined> {
    const pass = read('session', cookieOf(request));
    return pass && !(await store.taken(endOf(pass.nonce))) ? pass : undefined;
  }

  return {
    of: sessionOf,
    async holder(link) {
      const pass = read('link', link);
      return pass && !(await store.taken(usedUp(pass.nonce))) ? pass : undefined;
    },
    async letIn(reply, { person, nonce: used }) {
      const first = await store.write({ inputKey: usedUp(used) }, ({ duplicate }) => ({
        writes: {},
        answer: !duplicate,
      }));
      if (!first) return false;
      const nonce = randomBytes(12).toString('base64url');
      const session = sealedPass(seal, { kind: 'session', person, until: clock.now() + lifetime, nonce });
      reply.header('set-cookie', `${cookieName}=${session}; Max-Age=${lifetime / second}; ${flags}`);
      return true;
    },
    async letOut(request, reply) {
      const session = await sessionOf(request);
      if (session)
        await store.write({ inputKey: endOf(session.nonce) }, () => ({ writes: {}, answer: undefined }));
      reply.header('set-cookie', `${cookieName}=; Max-Age=0; ${flags}`);
    },
    mark: (pass, incident) => seal.mark(formWords(pass, incident)),
    isMarked: (pass, incident, given) => seal.holds(formWords(pass, incident), given),
  };
}

/** The actor for the log. */
export function actorOf({ person: { id, name, standing } }: Pass): Extract<Actor, { kind: 'person' }> {
  return { kind: 'person', id, name, standing };
}

function cookieOf(request: FastifyRequest): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((it) => it.trim());
  return pairs.find((it) => it.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}

/** True for a form of a page of airb, as far as the browser says; `isMarked` proves it. */
export function isOwnForm(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === host?.toLowerCase() || origin === new URL(publicUrl).origin;
}
