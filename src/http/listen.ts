import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { problemOf, problemType } from './problem.ts';
import { sparing } from './sparing.ts';

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

/** The one port of the program. */
export interface HttpListener {
  url: string;
  /** Sends all requests from now on to the listener. */
  serve(listener: RequestListener): void;
}

/**
 * Milliseconds a sender gets for the headers, and for the whole request; how often that is looked at. A connection is
 * kept for its next request longer than proxies keep theirs (60 s in nginx and in the load balancers of clouds):
 * whoever closes second never sends into a connection that is just being closed.
 */
const patience = {
  ...{ headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2000 },
  keepAliveTimeout: 65_000,
};
/** Milliseconds in which a sender may still read the answer, when it was given before the body had come to its end. */
const linger = 2000;

interface Address {
  host: string;
  port: number;
}

/**
 * Starts to listen before the program is ready, because with port 0 only then is the address known. Until `serve` is
 * called it answers 503.
 * @throws ConfigError when the address can't be used
 */
export async function listenHttp(
  address: Address,
  onStop: (name: string, close: () => Promise<void>) => void,
  log: Log,
): Promise<HttpListener> {
  let listener: RequestListener = starting;
  const server: Server = createServer(patience, (req, res) => {
    res.once('finish', () => endAfterRefusal(req));
    listener(req, res);
  });
  await new Promise<void>((resolve, reject) => {
    // Later it is a connection that can't be taken, for example where too many files are open.
    const seldom = sparing(log);
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (server.listening) seldom.warn({ error: String(error) }, 'a connection could not be taken');
      else reject(portProblem(error, address));
    });
    server.listen(address.port, address.host, resolve);
  });
  onStop(
    'the port',
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    serve(next) {
      listener = next;
    },
  };
}

function portProblem(error: NodeJS.ErrnoException, { host, port }: Address): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(
      `AIRB_PORT: ${port} on ${host} is taken by another program`,
      'Set AIRB_PORT to a free port, or end the other program.',
    );
  if (error.code === 'EACCES')
    return new ConfigError(`AIRB_PORT: ${port} may not be opened`, 'Choose a port above 1023.');
  if (error.code === 'EADDRNOTAVAIL' || error.syscall === 'getaddrinfo')
    return new ConfigError(
      `AIRB_HOST: ${host} is not an address of this machine`,
      'Use 127.0.0.1 or 0.0.0.0.',
    );
  return error;
}

function starting(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, { 'content-type': problemType, 'retry-after': '1' });
  res.end(JSON.stringify(problemOf(503, { detail: 'airb is starting.' })));
}

/** Cutting at once would take the answer with it; never cutting would let a refused sender go on without end. */
function endAfterRefusal(req: IncomingMessage): void {
  const cut = () => {
    if (!req.complete) req.socket.destroy();
  };
  if (!req.complete) setTimeout(cut, linger).unref();
}
