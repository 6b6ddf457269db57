import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerTooLong, boundedFetch, readBeginning, readWhole } from '../../src/http/answer.ts';
import { type Endpoint, endless, endpoint, failureOf } from '../support/endpoint.ts';

const megabyte = 1024 * 1024;

let peer: Endpoint;
beforeEach(async () => {
  peer = await endpoint();
});
afterEach(() => peer.close());

const asked = () => fetch(peer.url);

describe('the beginning of an answer', () => {
  it('is all of it where it is short enough, to the last byte', async () => {
    peer.answer = (response) => response.writeHead(200).end('x'.repeat(1000));
    expect(await readBeginning(await asked(), 1000)).toEqual({ text: 'x'.repeat(1000), ended: 'whole' });
  });

  it('leaves the rest with a peer that does not end, and hangs up', async () => {
    const flood = endless({ start: 'hello ' });
    peer.answer = flood.answer;
    expect(await readBeginning(await asked(), 8)).toEqual({ text: 'hello xx', ended: 'limit' });
    await flood.left;
    // What went out is what lay on the way, in the buffers of two sockets.
    expect(flood.sent()).toBeLessThan(32 * megabyte);
  });

  it('counts what a compressed answer unpacks to', async () => {
    const packed = gzipSync('x'.repeat(4 * megabyte));
    peer.answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    expect(packed.length).toBeLessThan(10_000);
    const { text, ended } = await readBeginning(await asked(), 10_000);
    expect([text.length, ended]).toEqual([10_000, 'limit']);
  });

  it('does not end in half a character', async () => {
    peer.answer = (response) => response.writeHead(200).end('aé');
    expect(await readBeginning(await asked(), 2)).toEqual({ text: 'a', ended: 'limit' });
  });

  it('is what arrived where the connection breaks', async () => {
    peer.answer = (response) => {
      response.writeHead(200, { 'content-length': '500' }).write('half', () => response.destroy());
    };
    expect(await readBeginning(await asked(), 1000)).toEqual({ text: 'half', ended: 'broken' });
  });

  it('is empty where there is no body', async () => {
    peer.answer = (response) => response.writeHead(204).end();
    expect(await readBeginning(await asked(), 10)).toEqual({ text: '', ended: 'whole' });
  });
});

describe('a whole answer', () => {
  it('is refused when it does not end, and the error says so', async () => {
    const flood = endless();
    peer.answer = flood.answer;
    const failure = await failureOf(readWhole(await asked(), megabyte));
    expect(failure).toBeInstanceOf(AnswerTooLong);
    expect(String(failure)).toContain('longer than 1 MB');
    await flood.left;
  });

  it('is refused when it breaks off', async () => {
    peer.answer = (response) => {
      response.writeHead(200, { 'content-length': '500' }).write('half', () => response.destroy());
    };
    expect(await failureOf(readWhole(await asked(), megabyte))).toBeInstanceOf(TypeError);
  });
});

describe('a bounded fetch', () => {
  it('gives an SDK the answer as it came', async () => {
    peer.answer = (response) => response.writeHead(429, { 'retry-after': '7' }).end('{"ok":false}');
    const answer = await boundedFetch(1000)(peer.url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await answer.json()).toEqual({ ok: false });
  });

  it.each([204, 304])('gives an answer of status %i, which has no body', async (status) => {
    peer.answer = (response) => response.writeHead(status).end();
    expect((await boundedFetch(1000)(peer.url)).status).toBe(status);
  });

  it('holds nothing of an answer without end', async () => {
    const flood = endless();
    peer.answer = flood.answer;
    expect(await failureOf(boundedFetch(megabyte)(peer.url))).toBeInstanceOf(AnswerTooLong);
    await flood.left;
  });
});
