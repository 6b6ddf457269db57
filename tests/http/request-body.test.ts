import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from '../../src/http/request-body.ts';

const limit = 100_000;

let server: Server;
let sender: Socket;
/** What the reading of each body came to. */
let came: (number | 'too large' | Error)[];
let told: (() => void) | undefined;

beforeEach(async () => {
  came = [];
  server = createServer(async (req, res) => {
    const body = await readBody(req, limit).catch((error: Error) => error);
    came.push(body === undefined ? 'too large' : body instanceof Error ? body : body.length);
    told?.();
    res.writeHead(body === undefined ? 413 : 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(sender, 'connect');
});
afterEach(async () => {
  sender.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const head = (header: string) => `POST / HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`;
const chunk = (size: number) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
const statusLine = async () => String((await once(sender, 'data'))[0]).split('\r\n')[0];

describe('the body of a request', () => {
  it('may be exactly as large as the limit', async () => {
    sender.write(`${head(`Content-Length: ${limit}`)}${'x'.repeat(limit)}`);
    expect(await statusLine()).toContain('200');
    expect(came).toEqual([limit]);
  });

  it('is refused by its header before a byte of it arrives', async () => {
    sender.write(head(`Content-Length: ${limit + 1}`));
    expect(await statusLine()).toContain('413');
  });

  it('is refused at the limit when its length is unknown, though more is to come', async () => {
    sender.write(`${head('Transfer-Encoding: chunked')}${chunk(limit)}`);
    sender.write(chunk(1));
    expect(await statusLine()).toContain('413');
  });

  it('leaves the connection to the next request when the sender stops soon', async () => {
    sender.write(`${head('Transfer-Encoding: chunked')}${chunk(limit)}${chunk(limit)}`);
    expect(await statusLine()).toContain('413');
    sender.write(`0\r\n\r\n${head('Content-Length: 2')}ok`);
    expect(await statusLine()).toContain('200');
    expect(came).toEqual(['too large', 2]);
  });

  it('costs a sender without end the connection', async () => {
    sender.on('error', () => undefined);
    const gone = new Promise((resolve) => sender.on('close', resolve));
    sender.resume();
    sender.write(head('Transfer-Encoding: chunked'));
    let sent = 0;
    const more = () => {
      sent += limit;
      if (!sender.destroyed) sender.write(chunk(limit), () => setImmediate(more));
    };
    more();
    await gone;
    expect(came).toEqual(['too large']);
    // What the buffers of two sockets swallow comes on top.
    expect(sent).toBeLessThan(200 * limit);
  });

  it('is an error when the sender goes away in the middle', async () => {
    const reading = new Promise<void>((resolve) => {
      told = resolve;
    });
    sender.write(`${head('Content-Length: 10')}half`, () => sender.destroy());
    await reading;
    expect(came).toEqual([expect.any(Error)]);
  });
});
