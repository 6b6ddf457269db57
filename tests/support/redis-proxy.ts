import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface RedisProxy {
  url: string;
  /** New connections lead to this port from now on; those that are open stay where they are. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

/**
 * An address that can lead to another server, as a name in DNS does after a failover.
 * @param change what becomes of each answer: of the same length, because lengths stand in it
 */
export async function redisProxy(
  port: number,
  change: (answer: string) => string = (text) => text,
): Promise<RedisProxy> {
  let target = port;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.pipe(behind);
    behind.on('data', (bytes) => client.write(Buffer.from(change(bytes.toString('latin1')), 'latin1')));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(next) {
      target = next;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
