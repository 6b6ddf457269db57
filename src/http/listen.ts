import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';

export type Listener = (req: IncomingMessage, res: ServerResponse) => void;

export interface Door {
  url: string;
  serve(listener: Listener): void;
}

/** Listens first, because with port 0 nobody else can know the address; until all is ready it answers 503. */
export async function openDoor(
  config: Pick<Config, 'host' | 'port'>,
  onStop: (close: () => Promise<void>) => void,
): Promise<Door> {
  let listener: Listener = starting;
  const server: Server = createServer((req, res) => listener(req, res));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, config)));
    server.listen(config.port, config.host, resolve);
  });
  onStop(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    serve(next) {
      listener = next;
    },
  };
}

function portProblem(error: NodeJS.ErrnoException, { host, port }: Pick<Config, 'host' | 'port'>): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(
      `AIRB_PORT: ${port} on ${host} is taken by another program`,
      'Set AIRB_PORT to a free port, or end the other program.',
    );
  if (error.code === 'EACCES')
    return new ConfigError(`AIRB_PORT: ${port} may not be opened`, 'Choose a port above 1023.');
  if (error.code === 'EADDRNOTAVAIL')
    return new ConfigError(`AIRB_HOST: ${host} is no address of this machine`, 'Use 127.0.0.1 or 0.0.0.0.');
  return error;
}

function starting(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  res.end(JSON.stringify({ title: 'Service Unavailable', status: 503, detail: 'airb is starting.' }));
}
