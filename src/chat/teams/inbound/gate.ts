import type { IncomingMessage, ServerResponse } from 'node:http';
import { BusyError } from '../../../errors.ts';
import type { RequestListener } from '../../../http/listen.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { problemOf, problemType } from '../../../http/problem.ts';
import { bodyLimit, type HeldBytes, heldBytes, readBody } from '../../../http/request-body.ts';
import { sparing } from '../../../http/sparing.ts';
import type { Log } from '../../../ports/log.ts';
import { cut, visible } from '../../kit/literal.ts';
import { type Activity, parseActivity, recordIn } from '../api/activity.ts';
import type { Authenticate } from './auth.ts';

/** The response to Teams; for an invoke, the body is its answer. */
export interface Reply {
  status: number;
  body?: unknown;
}

interface Gate {
  authenticate: Authenticate;
  /** True when requests are not signed. Then only this machine may send them, and only directly. */
  anonymous: boolean;
  log: Log;
  /** Called for each request that Teams did not sign. */
  onForged(): void;
}

const path = '/api/messages';

/** Bytes of bodies that are held at once: who signed one is known only once it has been read. */
const mostHeld = 16 * bodyLimit;

/** The longest reason in the log, in characters; it contains text from strangers. */
const whyMax = 300;

/**
 * Lets in what Teams sends: a POST of bounded size, with JSON that is an activity, from an allowed sender. A refusal
 * gives the sender only a status; the log says why.
 */
export function gate(
  receive: (activity: Activity) => Promise<Reply>,
  { authenticate, anonymous, log, onForged }: Gate,
): RequestListener {
  const seldom = sparing(log);
  const held = heldBytes(mostHeld);
  const told = (status: number, why: string): Reply => {
    if (status === 401 || status === 403) onForged();
    seldom.warn({ status, why: cut(visible(why), whyMax) }, `refused a request to ${path}`);
    return refusal(status);
  };
  async function pass(req: IncomingMessage, slip: ReturnType<HeldBytes['slip']>): Promise<Reply> {
    if (req.url?.split('?')[0] !== path) return refusal(404);
    if (req.method !== 'POST') return refusal(405);
    if (anonymous && !isLocal(req))
      return told(403, 'unauthenticated requests are taken from this machine only');
    if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? ''))
      return told(415, 'it is not JSON');
    if (!anonymous && !hasToken(req)) return told(401, 'the request carries no token');
    const body = await readBody(req, bodyLimit, slip);
    if (body === undefined) return told(413, `it is larger than ${bodyLimit} bytes`);
    const activity = parseActivity(recordIn(body.toString('utf8')));
    if (!activity) return told(400, 'it is no activity');
    const verdict = await authenticate(activity, req.headers.authorization);
    return verdict.ok ? receive(activity) : told(verdict.status, verdict.why);
  }

  return (req, res) => {
    const slip = held.slip();
    res.once('close', slip.free);
    pass(req, slip)
      .catch((error: unknown) => {
        if (error instanceof BusyError) return told(503, error.message);
        log.error({ error: String(error) }, 'a request from Teams could not be taken');
        return refusal(503);
      })
      .then((reply) => answer(res, reply))
      // The other side closed the connection, so there is nobody to answer.
      .catch((error: unknown) => log.debug({ error: String(error) }, 'an answer to Teams broke off'));
  };
}

/** True when a token of the right form is there; only together with the body it can be checked. */
function hasToken({ headers }: IncomingMessage): boolean {
  return /^bearer [\w-]+\.[\w-]+\.[\w-]+$/i.test(headers.authorization ?? '');
}

/** A refusal after RFC 9457, without details. */
function refusal(status: number): Reply {
  return { status, body: problemOf(status) };
}

function answer(res: ServerResponse, { status, body }: Reply): void {
  if (body === undefined) {
    res.writeHead(status).end();
    return;
  }
  res.writeHead(status, {
    'content-type': status >= 400 ? problemType : 'application/json; charset=utf-8',
    ...(status === 503 ? { 'retry-after': '2' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  res.end(JSON.stringify(body));
}

/**
 * True for a request from this machine, to this machine, under this machine's name. A tunnel or a proxy passes on
 * requests of strangers, and a page in a browser uses a host name of its own.
 */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const host = `http://${headers.host ?? ''}`;
  const direct = headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
  return (
    direct &&
    isLoopback(socket.remoteAddress ?? '') &&
    isLoopback(socket.localAddress ?? '') &&
    URL.canParse(host) &&
    isLoopback(new URL(host).hostname)
  );
}
