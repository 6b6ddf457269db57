import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { listenHttp } from '../../src/http/listen.ts';
import { readBody } from '../../src/http/request-body.ts';
import { failureOf } from '../support/endpoint.ts';
import { testLog } from '../support/log.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const opened = (host: string, port = 0) =>
  listenHttp({ host, port }, (_name, close) => closers.push(close), testLog);

describe('the port of the program', () => {
  it('asks to come back until somebody serves it', async () => {
    const listener = await opened('127.0.0.1');
    const early = await fetch(listener.url);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect(early.headers.get('content-type')).toBe('application/problem+json');
    expect(await early.json()).toMatchObject({ status: 503, detail: 'airb is starting.' });
    listener.serve((_req, res) => res.end('ready'));
    expect(await (await fetch(listener.url)).text()).toBe('ready');
  });

  it.each(['0.0.0.0', '127.0.0.1'])('is told as an address that can be opened: %s', async (host) => {
    expect((await opened(host)).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('names the setting when another program has it', async () => {
    const { port } = new URL((await opened('127.0.0.1')).url);
    const failure = await failureOf(opened('127.0.0.1', Number(port)));
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain(`AIRB_PORT: ${port}`);
  });

  it('names the setting when the address is not of this machine', async () => {
    expect(String(await failureOf(opened('192.0.2.1')))).toContain('AIRB_HOST: 192.0.2.1');
  });
});

describe('a sender that does not come to an end', () => {
  const raw = async (head: string) => {
    const { url, serve } = await opened('127.0.0.1');
    serve((req, res) => {
      void readBody(req, 1000).then((body) => res.writeHead(body ? 200 : 413).end());
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (part) => {
      answer += String(part);
    });
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.write(head);
    return { socket, gone, answer: () => answer };
  };

  it('is answered 413 at the limit and cut, when it sends a body in parts without end', async () => {
    const { socket, gone, answer } = await raw(
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const part = 'x'.repeat(1024);
    const more = setInterval(() => socket.write(`400\r\n${part}\r\n`), 5);
    await gone;
    clearInterval(more);
    expect(answer()).toContain('413');
  });

  it('is cut a while after it was refused, when it goes on all the same', async () => {
    const { url, serve } = await opened('127.0.0.1');
    serve((_req, res) => void res.writeHead(401).end());
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    let answer = '';
    socket.on('data', (part) => {
      answer += String(part);
    });
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const more = setInterval(() => socket.write('1\r\nx\r\n'), 50);
    await gone;
    clearInterval(more);
    expect(answer).toContain('401');
    // Node alone would let it go on for half a minute.
  }, 15_000);

  it('is told that what it says is no HTTP', async () => {
    const { gone, answer } = await raw('\u0016\u0003\u0001 no HTTP\r\n\r\n');
    await gone;
    expect(answer()).toContain('400 Bad Request');
  });
});
