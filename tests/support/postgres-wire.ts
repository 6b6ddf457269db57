import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { closed, listening } from './loopback.ts';

/** A wire to a PostgreSQL that a test can break. */
export interface Wire {
  /** The same address, through the wire. */
  through(url: string): string;
  /** Cuts the connection after the next COMMIT has reached the server and before its answer comes back. */
  cutAtCommit(): void;
  /** From now on nothing passes, and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** Ends all connections. */
  cut(): void;
  close(): Promise<void>;
}

/** @param port where the server listens */
export async function postgresWire(port: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let armed = false;
  let frozen = false;

  function forward(near: Socket): void {
    const far = dial(port, '127.0.0.1');
    let deaf = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
    near.on('data', (part) => {
      const sent = Buffer.from(part);
      if (frozen) return;
      if (armed && isCommit(sent)) {
        armed = false;
        deaf = true;
      }
      far.write(sent);
    });
    far.on('data', (answer) => {
      if (deaf) near.destroy();
      else if (!frozen) near.write(answer);
    });
  }

  const server: Server = createServer(forward);
  const own = new URL(await listening(server)).port;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    through: (url) => url.replace(`:${port}/`, `:${own}/`),
    cutAtCommit: () => {
      armed = true;
    },
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
    },
    cut,
    async close() {
      cut();
      await closed(server);
    },
  };
}

/** A simple query: the letter Q, its length, the text. */
function isCommit(sent: Buffer): boolean {
  return sent[0] === 0x51 && /^commit\0$/i.test(sent.subarray(5).toString('latin1'));
}
