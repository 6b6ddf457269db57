import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { closed, listening } from '../../../support/loopback.ts';

/** Slack's side of Socket Mode, as small as RFC 6455 allows: short text frames, masked from the client. */
export interface SocketServer {
  /** For `apiUrl`: answers apps.connections.open and auth.test. */
  apiUrl: string;
  /** What the client sent: acks. */
  heard: { envelope_id: string; payload?: Record<string, unknown> }[];
  /** Connections so far, and those that stand. */
  connections(): number;
  standing(): number;
  send(envelope: unknown): void;
  /** Breaks the connection as a failing network does. */
  drop(): void;
  /** From now on apps.connections.open answers 503. */
  refuse(refused: boolean): void;
  close(): Promise<void>;
}

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export async function socketServer(): Promise<SocketServer> {
  const heard: SocketServer['heard'] = [];
  let socket: Duplex | undefined;
  let connections = 0;
  let standing = 0;
  let refused = false;
  const server = createServer((req, res) => {
    req.resume();
    if (refused && req.url?.endsWith('apps.connections.open')) return void res.writeHead(503).end();
    const body = req.url?.endsWith('apps.connections.open')
      ? { ok: true, url: `ws://127.0.0.1:${port()}/link` }
      : {
          ok: true,
          team: 'T',
          team_id: 'T0AIRB',
          user_id: 'UAIRB',
          bot_id: 'BAIRB',
          url: 'http://127.0.0.1/',
        };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const port = () => (server.address() as AddressInfo).port;
  server.on('upgrade', (req, stream) => {
    const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}${magic}`).digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket = stream;
    connections += 1;
    standing += 1;
    stream.on('close', () => {
      standing -= 1;
    });
    stream.on('error', () => stream.destroy());
    stream.on('data', (data: Buffer) => {
      for (const text of textsIn(data, stream)) heard.push(JSON.parse(text));
    });
    stream.write(frame(JSON.stringify({ type: 'hello', num_connections: 1 })));
  });
  const url = await listening(server);
  return {
    apiUrl: `${url}/api`,
    heard,
    connections: () => connections,
    standing: () => standing,
    send: (envelope) => void socket?.write(frame(JSON.stringify(envelope))),
    drop: () => void socket?.destroy(),
    refuse: (now) => {
      refused = now;
    },
    async close() {
      socket?.destroy();
      await closed(server);
    },
  };
}

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body]);
  return Buffer.concat([Buffer.from([0x81, 126, body.length >> 8, body.length & 255]), body]);
}

/** The text frames in a chunk; a ping is answered, a close ends the connection. */
function textsIn(data: Buffer, stream: Duplex): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 6 <= data.length; ) {
    const opcode = (data[at] ?? 0) & 15;
    const short = (data[at + 1] ?? 0) & 127;
    const head = short === 126 ? 4 : 2;
    const length = short === 126 ? data.readUInt16BE(at + 2) : short;
    const mask = data.subarray(at + head, at + head + 4);
    const body = data
      .subarray(at + head + 4, at + head + 4 + length)
      .map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    if (opcode === 1) texts.push(Buffer.from(body).toString());
    if (opcode === 9) stream.write(Buffer.from([0x8a, 0]));
    if (opcode === 8) stream.end(Buffer.from([0x88, 0]));
    at += head + 4 + length;
  }
  return texts;
}
