import { connect } from 'node:net';
import type { Random } from './random.ts';

/** Bytes that are no HTTP, or no whole request. */
const broken: ((dice: Random) => string)[] = [
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n',
  () => 'GET\r\n\r\n',
  () => 'POST /alerts/generic HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
  () =>
    'POST /alerts/generic HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  () => 'POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  (dice) => `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000 + dice.below(60_000))}\r\n\r\n`,
  (dice) => `${dice.word().toUpperCase()} / HTTP/9.9\r\n\r\n`,
  () => 'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
  () => 'POST /incidents/sign-in HTTP/1.1\r\nContent-Length: 5\r\n\r\ntoken',
];

/** Requests that never come to their end: each gives its beginning, and what it says again and again after that. */
const slow: [head: string, drop: string][] = [
  ['GET /healthz HTTP/1.1\r\nHost: x\r\n', 'X-More: 1\r\n'],
  [
    'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nContent-Type: application/json\r\n\r\n',
    ' ',
  ],
  [
    'POST /incidents/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n',
    '1\r\nx\r\n',
  ],
  ['POST /alerts/generic HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', '{'],
];

/** @returns the status it was answered with; 0 when it was cut without a word */
export function sayBroken(url: string, dice: Random): Promise<number> {
  return spoken(url, dice.pick(broken)(dice));
}

/**
 * Sends without coming to an end, a little every half second, until the other side cuts.
 * @returns the status; 0 when it was cut without a word; -1 when it was still open after `patience` milliseconds
 */
export function saySlowly(url: string, dice: Random, patience = 45_000): Promise<number> {
  const [head, drop] = dice.pick(slow);
  return spoken(url, head, { drop, patience });
}

function spoken(url: string, head: string, more?: { drop: string; patience: number }): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    const dripping = more && setInterval(() => socket.write(more.drop), 500);
    const limit = setTimeout(() => end(-1), more?.patience ?? 10_000);
    const end = (status: number) => {
      clearInterval(dripping);
      clearTimeout(limit);
      socket.destroy();
      resolve(status);
    };
    socket.on('data', (part) => {
      answer += String(part);
      if (!more && /^HTTP\S+ \d{3}/.test(answer)) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => end(Number(/^HTTP\S+ (\d{3})/.exec(answer)?.[1] ?? 0)));
    socket.write(head);
  });
}
