import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closed, listening } from './loopback.ts';

export interface Call {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Endpoint {
  url: string;
  calls: Call[];
  /** How the next requests are answered; the default is 202. */
  answer: (response: ServerResponse, call: Call) => void;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that keeps what it was asked. */
export async function endpoint(): Promise<Endpoint> {
  const server = createServer(async (request, response) => {
    const call: Call = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    };
    made.calls.push(call);
    made.answer(response, call);
  });
  const url = await listening(server);
  const made: Endpoint = {
    url,
    calls: [],
    answer: (response) => response.writeHead(202).end(),
    close: () => closed(server),
  };
  return made;
}

/** An address nobody listens on. */
export async function nobody(): Promise<string> {
  const gone = await endpoint();
  await gone.close();
  return gone.url;
}

/** The error a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** An answer that goes on until the other side leaves. */
export interface Endless {
  answer(response: ServerResponse): void;
  /** Bytes that went out so far. */
  sent(): number;
  /** Resolves when the other side has left. */
  left: Promise<void>;
}

export function endless({ start = '', status = 200 } = {}): Endless {
  const chunk = 'x'.repeat(64 * 1024);
  let sent = 0;
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return {
    left,
    sent: () => sent,
    answer(response) {
      const more = () => {
        sent += chunk.length;
        response.write(chunk, () => !response.destroyed && setImmediate(more));
      };
      response.on('close', leave);
      response.writeHead(status, { 'content-type': 'application/json' }).write(start);
      more();
    },
  };
}
