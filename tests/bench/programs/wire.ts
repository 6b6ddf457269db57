import { connect, type Socket } from 'node:net';

/** One keep-alive connection that carries one request at a time, spending as little as it can on each. */
export interface Wire {
  /** @param done hears the status of the answer once all of it is there */
  send(request: Buffer, done: (status: number) => void): void;
  close(): void;
}

/** @throws Error when the connection breaks; then there is nothing to measure */
export function openWire(port: number): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(wireOf(socket)));
  });
}

function wireOf(socket: Socket): Wire {
  let waiting: ((status: number) => void) | undefined;
  let received = '';
  let closing = false;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    if (!isWhole(received)) return;
    const status = Number(received.slice(9, 12));
    const done = waiting;
    received = '';
    waiting = undefined;
    done?.(status);
  });
  socket.on('close', () => {
    if (!closing) throw new Error('the server closed a connection');
  });
  return {
    send(request, done) {
      waiting = done;
      socket.write(request);
    },
    close() {
      closing = true;
      socket.destroy();
    },
  };
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end));
  if (length) return text.length >= end + 4 + Number(length[1]);
  return text.endsWith('\r\n0\r\n\r\n');
}
