import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressReader, isAddressOrNetwork } from '../../src/http/address.ts';
import { createDoors, isGuessable } from '../../src/http/doors.ts';
import { expectLog, testLog } from '../support/log.ts';

function from(address: string, forwarded?: string) {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: address });
  return { socket, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } };
}

describe('where a request comes from', () => {
  it.each([
    ['the peer', [], from('192.0.2.7'), '192.0.2.7'],
    ['the peer, also on an IPv6 socket', [], from('::ffff:192.0.2.7'), '192.0.2.7'],
    ['the peer, when nobody said that it is a proxy', [], from('127.0.0.1', '198.51.100.9'), '127.0.0.1'],
    ['whom the proxy saw', ['127.0.0.1'], from('127.0.0.1', '198.51.100.9'), '198.51.100.9'],
    ['not whom the sender names', ['127.0.0.1'], from('127.0.0.1', '10.9.9.9, 198.51.100.9'), '198.51.100.9'],
    [
      'past a second own proxy',
      ['127.0.0.1', '10.0.0.0/8'],
      from('127.0.0.1', '198.51.100.9, 10.1.2.3'),
      '198.51.100.9',
    ],
    ['the proxy, when it names nobody', ['127.0.0.1'], from('127.0.0.1', 'unknown'), '127.0.0.1'],
    [
      'whom the proxy saw, port or no port',
      ['127.0.0.1'],
      from('127.0.0.1', '10.9.9.9, 198.51.100.9:4711'),
      '198.51.100.9',
    ],
    [
      'whom it saw over IPv6',
      ['127.0.0.1'],
      from('127.0.0.1', '10.9.9.9, [2001:db8:1:2::7]:4711'),
      '2001:db8:1:2::/64',
    ],
    [
      'the proxy, when what it wrote can not be read',
      ['127.0.0.1'],
      from('127.0.0.1', '198.51.100.9, unknown'),
      '127.0.0.1',
    ],
    ['the network of an IPv6 address', [], from('2001:db8:1:2::abcd'), '2001:db8:1:2::/64'],
  ])('is %s', (_, proxies, req, expected) => {
    expect(addressReader(proxies)(req)).toBe(expected);
  });

  it.each([
    ['127.0.0.1', true],
    ['10.0.0.0/8', true],
    ['2001:db8::/32', true],
    ['10.0.0.0/33', false],
    ['proxy.example', false],
    ['', false],
  ])('%j may stand among the proxies: %s', (text, fits) => {
    expect(isAddressOrNetwork(text)).toBe(fits);
  });
});

describe('wrong secrets', () => {
  const stage = () => {
    let now = 0;
    const counted: string[] = [];
    const doors = createDoors({
      clock: { now: () => now },
      log: testLog,
      addressOf: addressReader([]),
      counted: (door) => void counted.push(door),
    });
    const show = (isRight: boolean, guessable: boolean, [address = '192.0.2.7', door = 'api']: string[]) =>
      doors.shown(from(address), { door, guessable, isRight: () => isRight });
    const wrong = (...at: string[]) => show(false, true, at);
    const right = (...at: string[]) => show(true, true, at);
    const long = (isRight: boolean) => show(isRight, false, []);
    const pass = (seconds: number) => {
      now += seconds * 1000;
    };
    return { counted, wrong, right, long, pass };
  };

  it('are slowed from the eleventh on, at that door and from that address only', () => {
    expectLog(/10 wrong secrets within a minute.*192\.0\.2\.7/);
    const { counted, wrong, right, pass } = stage();
    for (let i = 0; i < 10; i += 1) expect(wrong()).toBe(false);
    expect(wrong).toThrow('Try again in 60 s.');
    // One that could be guessed is not even looked at, or guessing would go on at full speed.
    expect(right).toThrow('Too many wrong secrets');
    expect(right('192.0.2.8')).toBe(true);
    expect(right('192.0.2.7', 'pages')).toBe(true);
    expect(counted).toEqual(Array(10).fill('api'));
    pass(61);
    expect(right()).toBe(true);
  });

  it('keep the right one out nowhere that it is too long to be guessed, not even the first time it is shown', () => {
    expectLog(/10 wrong secrets within a minute/);
    const { long } = stage();
    for (let i = 0; i < 10; i += 1) expect(long(false)).toBe(false);
    expect(() => long(false)).toThrow('Try again in 60 s.');
    expect(long(true)).toBe(true);
  });

  it.each([
    ['fifteen characters', 'a'.repeat(15), true],
    ['sixteen', 'a'.repeat(16), false],
  ])('can be guessed or not: %s', (_, secret, guessable) => {
    expect(isGuessable(secret)).toBe(guessable);
  });

  it('keep nobody out who showed the right one from there within the last hour, as behind one proxy', () => {
    expectLog(/10 wrong secrets within a minute/);
    const { wrong, right } = stage();
    expect(right()).toBe(true);
    for (let i = 0; i < 10; i += 1) wrong();
    expect(wrong).toThrow('Too many');
    expect(right()).toBe(true);
  });

  it('are remembered of the last ten thousand addresses', () => {
    const { wrong } = stage();
    for (let i = 0; i < 9; i += 1) wrong('192.0.2.7');
    for (let i = 0; i < 10_000; i += 1) wrong(`10.0.${i >> 8}.${i & 255}`);
    expect(wrong('192.0.2.7')).toBe(false);
  });
});
