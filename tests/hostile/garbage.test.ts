import { describe, expect, it } from 'vitest';
import { expectLog } from '../support/log.ts';
import { type Answer, send } from '../webhooks/running.ts';
import { openHouse } from './house.ts';
import { type Random, random } from './random.ts';
import { oddPath, spoilt, whole } from './requests.ts';

const requests = 3000;
const width = 16;
const right = 'Bearer the shared sample secret';

interface Garbage {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
}

const paths = [
  '/alerts/alertmanager',
  '/alerts/generic',
  '/changes/generic',
  '/slack/events',
  '/api/incidents',
  '/api/incidents/1/postmortem',
  '/incidents/sign-in',
];
const methods = ['POST', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
const types = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
  '',
];

/** A request that nothing here may accept: unsigned, or signed and broken. */
function garbage(dice: Random): Garbage {
  const broken = dice.chance(0.4);
  const body = broken ? spoilt(dice) : whole(dice);
  const authorization =
    broken && dice.chance(0.7)
      ? right
      : dice.pick(['', 'Bearer', `Bearer ${dice.word()}`, 'Basic Og==', 'Bearer \t']);
  return {
    path: dice.chance(0.9) ? dice.pick(paths) : oddPath(dice),
    method: dice.pick(methods),
    headers: {
      authorization,
      'content-type': dice.pick(types),
      ...(dice.chance(0.3) && {
        'x-slack-signature': `v0=${dice.word()}`,
        'x-slack-request-timestamp': String(dice.below(2 ** 32)),
      }),
      ...(dice.chance(0.1) && { 'content-encoding': dice.pick(['gzip', 'br', 'identity, gzip']) }),
      ...(dice.chance(0.1) && { cookie: `airb_pages=${dice.word()}`, 'x-forwarded-for': dice.word() }),
    },
    body,
  };
}

describe(`${requests} requests nobody should take`, () => {
  it('end in none accepted, none failed, and everything as it was', async () => {
    expectLog(/^warn a webhook was refused/, /^warn refused a request to \/slack\/events/);
    expectLog(/^warn 10 wrong secrets within a minute/);
    const house = await openHouse();
    const before = await house.stored();
    const dice = random(20_250_217);
    const answers = new Map<number, number>();
    const queue = Array.from({ length: requests }, () => garbage(dice)).entries();
    const sender = async () => {
      for (const [n, one] of queue) {
        const { status } = await sent(house.url, one);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        const wrong =
          status < 400 || status >= 500 ? { n, ...one, body: one.body.toString('latin1') } : undefined;
        expect({ status, wrong }).toEqual({ status, wrong: undefined });
      }
    };
    await Promise.all(Array.from({ length: width }, sender));
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
    // Every kind of refusal was met, so the requests came past the first guard.
    expect([...answers.keys()].sort()).toEqual(expect.arrayContaining([400, 401, 404, 405, 415, 422]));
    expect(await house.stored()).toEqual(before);
    expect((await fetch(`${house.url}/readyz`)).status).toBe(200);
  }, 120_000);
});

function sent(url: string, { path, method, headers, body }: Garbage): Promise<Answer> {
  return send(url, path, { method, body, headers: { ...headers, connection: 'close' } });
}
