import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { closed, listening } from '../support/loopback.ts';
import { type Call, kindOf, type Side } from './calls.ts';

export interface Proxy {
  url: string;
  close(): Promise<void>;
}

export interface ProxyOptions {
  direction: Call['direction'];
  /** Where to forward; undefined while nobody listens there. */
  target(): string | undefined;
  alive(): boolean;
  /** Decides about each call before it goes on. */
  sideOf(call: Call): Side | undefined;
  /** Kills the bot, or lets other calls come to the same point first; resolves when it is dead. */
  kill(call: Call, side: Side): Promise<void>;
}

/** Stands between the bot and its world, and can end the bot on either side of a request. */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const seen = new Map<string, number>();
  let count = 0;

  function counted(kind: string): Call {
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    count += 1;
    return { n: count, direction: options.direction, kind, nth };
  }

  async function pass(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await buffer(req);
    const target = options.target();
    // What a killed bot had not yet got through is gone with it; so each call is met again in a later life.
    if (target === undefined || !options.alive()) return void req.socket.destroy();
    const call = counted(kindOf(req.url ?? '', body.toString('utf8')));
    const side = options.sideOf(call);
    if (side === 'before') {
      await options.kill(call, side);
      return void req.socket.destroy();
    }
    const answering = forward(req, body, target);
    if (side === 'during') {
      await options.kill(call, side);
      await answering.catch(() => undefined);
      return void req.socket.destroy();
    }
    const answer = await answering;
    if (side === 'after') {
      await options.kill(call, side);
      // What the bot was told is lost with it; what it has answered itself is on its way.
      if (options.direction === 'out') return void req.socket.destroy();
    }
    res.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((req, res) => {
    pass(req, res).catch(() => req.socket.destroy());
  });
  const url = await listening(server);
  return { url, close: () => closed(server) };
}

const hopByHop = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
]);

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

async function forward(req: IncomingMessage, body: Buffer, target: string): Promise<Answer> {
  const headers = Object.entries(req.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || hopByHop.has(name) ? [] : [[name, String(value)]],
  );
  const response = await fetch(`${target}${req.url}`, {
    method: req.method ?? 'GET',
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    redirect: 'manual',
  });
  const answered = Buffer.from(await response.arrayBuffer());
  const kept = [...response.headers].filter(([name]) => !hopByHop.has(name));
  return { status: response.status, headers: Object.fromEntries(kept), body: answered };
}
