import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { foreignIn } from '../../src/http/foreign.ts';

const asked = (headers: Record<string, string>, method = 'POST', host = '127.0.0.1') =>
  foreignIn({ method, headers } as unknown as IncomingMessage, host)?.status;

describe('a name in the Host header', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST:3000', '127.8.8.8'])(
    '%s is of this house',
    (host) => {
      expect(asked({ host }, 'GET')).toBeUndefined();
    },
  );

  it('is of this house when airb listens there', () => {
    expect(asked({ host: 'airb.internal:3000' }, 'GET', 'airb.internal')).toBeUndefined();
    expect(asked({ host: 'airb.internal.evil.example:3000' }, 'GET', 'airb.internal')).toBe(421);
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example:3000',
    '127.0.0.1.evil.example',
    '10.0.0.7:3000',
    'user@localhost',
    'localhost:3000, evil.example',
    'localhost/evil',
    '',
  ])('%j is answered 421', (host) => {
    expect(asked({ host }, 'GET')).toBe(421);
    expect(asked({ host, origin: `http://${host}` })).toBe(421);
  });

  it('is missed', () => {
    expect(asked({}, 'GET')).toBe(421);
  });
});

describe('something is to be changed', () => {
  const host = 'localhost:3000';

  it('by a program, or by a page of this house', () => {
    expect(asked({ host })).toBeUndefined();
    expect(asked({ host, origin: 'http://localhost:3000' })).toBeUndefined();
    expect(asked({ host, 'sec-fetch-site': 'same-origin' })).toBeUndefined();
    expect(asked({ host, 'sec-fetch-site': 'none' })).toBeUndefined();
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:4000' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'http://localhost:3000.evil.example' },
    { origin: 'null' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('by a page of another site: %j', (headers) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'BREW'])
      expect([method, asked({ host, ...headers }, method)]).toEqual([method, 403]);
    expect(asked({ host, ...headers }, 'GET')).toBeUndefined();
  });
});
