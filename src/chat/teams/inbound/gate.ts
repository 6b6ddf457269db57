import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Log } from '../../../ports/log.ts';
import { cut, visible } from '../../kit/literal.ts';
import { type Activity, parseActivity } from '../api/activity.ts';
import type { Authenticate } from './auth.ts';
import { isLoopback } from './loopback.ts';

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

/** What Teams is told: for an invoke, the body is its answer. */
export interface Reply {
  status: number;
  body?: unknown;
}

interface Gate {
  authenticate: Authenticate;
  /** True when nothing is signed: then only this machine may speak, and only directly. */
  anonymous: boolean;
  log: Log;
}

const path = '/api/messages';

/** A message is at most 100 KB; one that is handed over as evidence comes twice, as text and as HTML. */
const bodyLimit = 1024 * 1024;

/** A stranger's words are in it. */
const whyMax = 300;

/**
 * The door for what Teams sends: a POST of bounded size, JSON, an activity, of one who may. A refusal says its status
 * and nothing more to whoever sent it; the log says why.
 */
export function gate(
  take: (activity: Activity) => Promise<Reply>,
  { authenticate, anonymous, log }: Gate,
): RequestListener {
  async function pass(req: IncomingMessage): Promise<Reply> {
    if (req.url?.split('?')[0] !== path) return refusal(404);
    if (req.method !== 'POST') return refusal(405);
    if (anonymous && !isLocal(req))
      return told(log, 403, 'unauthenticated requests are taken from this machine only');
    if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? ''))
      return told(log, 415, 'it is not JSON');
    const body = await readBody(req);
    if (body === undefined) return told(log, 413, `it is larger than ${bodyLimit} bytes`);
    const activity = parseActivity(jsonOf(body));
    if (!activity) return told(log, 400, 'it is no activity');
    const verdict = await authenticate(activity, req.headers.authorization);
    return verdict.ok ? take(activity) : told(log, verdict.status, verdict.why);
  }

  return (req, res) => {
    pass(req)
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'a request from Teams could not be taken');
        return refusal(503);
      })
      .then((reply) => answer(res, reply))
      // The other side went away; nobody is left to tell.
      .catch((error: unknown) => log.debug({ error: String(error) }, 'an answer to Teams broke off'));
  };
}

function told(log: Log, status: number, why: string): Reply {
  log.warn({ status, why: cut(visible(why), whyMax) }, 'refused a request to the Teams door');
  return refusal(status);
}

/** RFC 9457, without a detail. */
function refusal(status: number): Reply {
  return { status, body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Refused', status } };
}

function answer(res: ServerResponse, { status, body }: Reply): void {
  if (body === undefined) {
    res.writeHead(status).end();
    return;
  }
  res.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8',
    ...(status === 503 ? { 'retry-after': '2' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  res.end(JSON.stringify(body));
}

/**
 * From this machine, to this machine, by this machine's name: a tunnel or a proxy speaks for strangers, and a page in
 * a browser reaches us under a name of its own.
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

/** @returns undefined when it is larger than the door takes */
async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks);
}

/** @returns undefined when it is not JSON */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
