import { describe, expect, it } from 'vitest';
import { isLoopback, isLoopbackUrl } from '../../src/http/loopback.ts';

describe('this machine', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '::ffff:127.0.0.1'])(
    'is %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each(['0.0.0.0', '10.0.0.1', '127.evil.example', 'localhost.evil.example', '', '::'])(
    'is not %j',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it('is known by a URL', () => {
    expect(isLoopbackUrl('http://[::1]:3978/x')).toBe(true);
    expect(isLoopbackUrl('https://smba.trafficmanager.net/')).toBe(false);
    expect(isLoopbackUrl('no URL')).toBe(false);
  });
});
