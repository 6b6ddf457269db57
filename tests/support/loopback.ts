import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** @returns the address of a server that listens on the loopback from now on, on a free port unless told */
export async function listening(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Ends a server and whoever is still connected to it. */
export async function closed(server: Server & { closeAllConnections?(): void }): Promise<void> {
  server.closeAllConnections?.();
  await new Promise((done) => server.close(done));
}

// Below what systems give out by themselves (32768 and up on Linux), so that no connection takes it meanwhile.
const [first, count] = [12_000, 20_000];
let next = process.pid * 97;

/** A port of the loopback that nobody listens on, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    next += 1;
    const port = first + (next % count);
    const server = createServer();
    const free = await listening(server, port).then(
      () => true,
      () => false,
    );
    if (!free) continue;
    await closed(server);
    return port;
  }
}
