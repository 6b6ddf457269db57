import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/errors.ts';
import { AnswerTooLong } from '../../src/http/answer.ts';
import { failureOf as failed, type Told, unanswered } from '../../src/http/unanswered.ts';
import { type Endpoint, endpoint, failureOf, nobody } from '../support/endpoint.ts';

let peer: Endpoint;
beforeEach(async () => {
  peer = await endpoint();
});
afterEach(() => peer.close());

const silent = () => {
  peer.answer = () => undefined;
};

/** As fetch wraps what a socket fails with. */
function wrapped(code: string, facts: object = {}): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, ...facts }) });
}

describe('what really happens', () => {
  it('is a closed port: nothing was sent', async () => {
    expect(failed(await failureOf(fetch(await nobody())))).toEqual({
      why: 'unreachable',
      code: 'ECONNREFUSED',
      word: 'ECONNREFUSED',
      sent: false,
    });
  });

  it('is a closed port at every address of a name', async () => {
    const { port } = new URL(await nobody());
    const failure = await failureOf(fetch(`http://localhost:${port}`));
    expect(failed(failure)).toMatchObject({ why: 'unreachable', code: 'ECONNREFUSED', sent: false });
  });

  it('is a connection that breaks after the request: it may have arrived', async () => {
    peer.answer = (response) => response.destroy();
    expect(failed(await failureOf(fetch(peer.url)))).toMatchObject({ why: 'broken_off', sent: true });
  });

  it('is a peer that does not speak TLS: nothing was sent', async () => {
    const failure = await failureOf(fetch(peer.url.replace('http:', 'https:')));
    expect(failed(failure)).toMatchObject({ why: 'untrusted', sent: false });
    expect(peer.calls).toEqual([]);
  });

  it('is a peer that says nothing in time', async () => {
    silent();
    const failure = await failureOf(fetch(peer.url, { signal: AbortSignal.timeout(30) }));
    expect(failed(failure)).toEqual({ why: 'timeout', code: undefined, word: 'TimeoutError', sent: true });
  });

  it('is a call that we end ourselves', async () => {
    silent();
    const ending = new AbortController();
    const answer = failureOf(fetch(peer.url, { signal: ending.signal }));
    ending.abort();
    expect(failed(await answer)).toMatchObject({ why: 'aborted', word: 'AbortError', sent: true });
  });

  it('is an answer that is no HTTP', async () => {
    peer.answer = (response) => response.socket?.end('nonsense\r\n\r\n');
    expect(failed(await failureOf(fetch(peer.url)))).toMatchObject({ why: 'broken_off', sent: true });
  });
});

describe('what can not be made to happen here', () => {
  it.each([
    ['ENOTFOUND', { syscall: 'getaddrinfo' }, 'unreachable'],
    ['EAI_AGAIN', { syscall: 'getaddrinfo' }, 'unreachable'],
    ['EAI_FAIL', { syscall: 'getaddrinfo' }, 'unreachable'],
    ['EHOSTUNREACH', { syscall: 'connect' }, 'unreachable'],
    ['ETIMEDOUT', { syscall: 'connect' }, 'unreachable'],
    ['ETIMEDOUT', { syscall: 'read' }, 'broken_off'],
    ['ECONNRESET', { syscall: 'read' }, 'broken_off'],
    ['EPIPE', { syscall: 'write' }, 'broken_off'],
    ['UND_ERR_CONNECT_TIMEOUT', {}, 'unreachable'],
    ['UND_ERR_HEADERS_TIMEOUT', {}, 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', {}, 'timeout'],
    ['CERT_HAS_EXPIRED', {}, 'untrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', {}, 'untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, 'untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', {}, 'untrusted'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', {}, 'broken_off'],
  ])('%s %j is %s', (code, facts, why) => {
    const sent = why !== 'unreachable' && why !== 'untrusted';
    expect(failed(wrapped(code, facts))).toEqual({ why, code, word: code, sent });
  });

  it.each([undefined, null, 'text', 5, {}])('%j, thrown by a library, is still a failure', (odd) => {
    expect(failed(odd)).toEqual({ why: 'broken_off', code: undefined, word: 'unknown', sent: true });
  });

  it('ends with errors that are their own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(failed(error)).toMatchObject({ why: 'broken_off', word: 'Error' });
  });
});

describe('the error an adapter throws', () => {
  const told = (error: unknown, more: Partial<Told> = {}) =>
    unanswered(error, ({ why, word }) => ({ message: `nobody spoke (${word})`, code: why, ...more }));

  it('has the words of the adapter and the cause', () => {
    const error = wrapped('ECONNRESET');
    expect(told(error)).toMatchObject({
      message: 'nobody spoke (ECONNRESET)',
      code: 'broken_off',
      cause: error,
    });
  });

  it.each([
    ['was sent', 'ECONNRESET', {}, { retry: true, uncertain: true }],
    ['was sent and may be sent twice', 'ECONNRESET', { repeatable: true }, { retry: true, uncertain: false }],
    ['never left', 'ECONNREFUSED', {}, { retry: true, uncertain: false }],
    ['needs somebody to mend it', 'CERT_HAS_EXPIRED', { retry: false }, { retry: false, uncertain: false }],
  ])('says of a request that %s what may be done', (_what, code, more, facts) => {
    expect(told(wrapped(code), more)).toMatchObject(facts);
  });

  it('does not know either when the answer was too long', () => {
    expect(told(new AnswerTooLong(1024))).toMatchObject({ code: 'too_long', retry: true, uncertain: true });
  });

  it('is the DeliveryError itself where one was thrown', () => {
    const error = new DeliveryError('known', { retry: false, code: 'known' });
    expect(told(error)).toBe(error);
  });
});
