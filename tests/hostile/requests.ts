import { signed } from '../support/slack-workspace.ts';
import { secret } from '../webhooks/running.ts';
import { alert, command, press, submit } from './house.ts';
import type { Random } from './random.ts';

/** One address of the program. */
export interface Route {
  method: string;
  /** With its placeholders: `/api/incidents/{number}`. */
  path: string;
}

/** A request that may change nothing and open nothing, and why. */
export interface Hostile {
  kind: 'forged' | 'malformed' | 'misrouted' | 'oversized';
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What anybody may read, the empty form of a sign-in, and a sign-out, which ends nothing but the asker's own session. */
const open = new Set(['/healthz', '/readyz', '/metrics', '/openapi.json', '/incidents/sign-out']);
const isOpen = ({ method, path }: Route) =>
  open.has(path) || (method === 'GET' && path === '/incidents/sign-in');
const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'GET'];
const right = `Bearer ${secret}`;

/** Bodies that would be taken, were they signed. */
export function whole(dice: Random): Buffer {
  return Buffer.from(
    dice.pick([
      alert({ fingerprint: dice.word() }),
      JSON.stringify({ title: dice.word(), system: 'support-bot' }),
      JSON.stringify({ system: 'support-bot', kind: 'prompt', to: dice.word() }),
      command(`#1 note ${dice.word()}`),
      press('page.ack', '1'),
      submit('note', '1', { text: dice.word() }),
      JSON.stringify({ type: 'message', text: 'status', channelId: 'msteams', id: dice.word() }),
      `token=${dice.word()}`,
    ]),
  );
}

/** Bodies nothing can be made of, however they are signed. */
export function spoilt(dice: Random): Buffer {
  const text = alert({ fingerprint: dice.word() });
  return dice.pick<() => Buffer>([
    () => dice.bytes(dice.below(400)),
    () => Buffer.from(text.slice(0, dice.below(text.length - 1))),
    () => Buffer.from('['.repeat(dice.below(20_000))),
    () =>
      Buffer.from(`{"alerts":${dice.pick(['null', '{}', '"x"', '[]', '[null]', '[[]]', '[{}]', '1e999'])}}`),
    () => Buffer.from(alert({ labels: dice.pick([null, '', 'soon', -1, []]), title: 7 })),
    () => Buffer.from(`{"__proto__":{"alerts":[${text}]},"title":"","kind":${dice.below(9)}}`),
    () => Buffer.from(`{"title":${'9'.repeat(dice.below(4000) + 1)}}`),
  ])();
}

export function oddPath(dice: Random): string {
  return dice.pick([
    `/alerts/${encodeURIComponent(dice.word())}`,
    '/alerts/../api/incidents',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/incidents/%00',
    `/incidents/${'9'.repeat(dice.below(300) + 1)}`,
    '//slack/events',
    '/slack/events/x',
    '/metrics/%ff',
    `/${'a/'.repeat(dice.below(500))}`,
    '/sandbox/api/act',
    '/?token=x&token=y',
    '/constructor',
    '/__proto__/x',
  ]);
}

/** @param routes what `/openapi.json` lists */
export function hostileRequest(dice: Random, routes: readonly Route[]): Hostile {
  const closed = routes.filter((route) => !isOpen(route));
  const roll = dice.below(1000);
  if (roll < 4)
    return { ...forged(dice, dice.pick(closed)), kind: 'oversized', body: Buffer.alloc(1_200_000, 32) };
  if (roll < 500) return forged(dice, dice.pick(closed));
  if (roll < 750) return malformed(dice);
  return misrouted(dice, routes);
}

/** With a secret, a signature, a token or a cookie that somebody made up. */
function forged(dice: Random, { method, path }: Route): Hostile {
  const authorization = dice.pick([
    '',
    'Bearer',
    `Bearer ${dice.word()}`,
    'Basic Og==',
    'Bearer a.b.c',
    'Bearer \t',
  ]);
  return {
    kind: 'forged',
    method,
    path: filled(path, dice),
    headers: {
      ...sentFrom(dice),
      authorization,
      'content-type': path === '/incidents/sign-in' ? form : dice.pick(['application/json', form]),
      ...(dice.chance(0.5) && {
        'x-slack-signature': `v0=${dice.chance(0.5) ? dice.word() : 'ab'.repeat(32)}`,
        'x-slack-request-timestamp': String(
          dice.chance(0.5) ? dice.below(2 ** 32) : Math.floor(Date.now() / 1000),
        ),
      }),
      ...(dice.chance(0.2) && { cookie: `airb_pages=${dice.below(2 ** 32)}.${dice.word()}.${dice.word()}` }),
    },
    body: bodyFor(method, whole(dice)),
  };
}

/** Rightly signed, and nothing to be made of. */
function malformed(dice: Random): Hostile {
  const body = spoilt(dice);
  const path = dice.pick(['/alerts/alertmanager', '/alerts/generic', '/changes/generic', '/slack/events']);
  const proof = path === '/slack/events' ? signed(body.toString('utf8')) : { authorization: right };
  const type =
    path === '/slack/events'
      ? form
      : dice.pick(['application/json', 'text/plain', 'application/json; charset=utf-16', '']);
  return {
    kind: 'malformed',
    method: 'POST',
    path,
    headers: {
      ...sentFrom(dice),
      ...proof,
      'content-type': type,
      ...(dice.chance(0.1) && { 'content-encoding': dice.pick(['gzip', 'br', 'identity, gzip']) }),
    },
    body: path === '/slack/events' ? Buffer.from(body.toString('utf8')) : body,
  };
}

/** To an address that is none, or by a method that it does not answer. */
function misrouted(dice: Random, routes: readonly Route[]): Hostile {
  const headers = {
    ...sentFrom(dice),
    authorization: dice.pick(['', right]),
    'content-type': 'application/json',
  };
  const { path } = dice.pick(routes);
  const answered = routes.filter((route) => route.path === path).map(({ method }) => method);
  const method = dice.pick(methods.filter((one) => !answered.includes(one)));
  // A page is made for reading: Fastify answers HEAD and, for a path with a page, nothing else.
  const odd = dice.chance(0.4);
  return {
    kind: 'misrouted',
    method: odd ? 'POST' : method,
    path: odd ? oddPath(dice) : filled(path, dice),
    headers,
    body: bodyFor(odd ? 'POST' : method, whole(dice)),
  };
}

const form = 'application/x-www-form-urlencoded';

/** Twenty thousand senders behind one proxy. */
function sentFrom(dice: Random): Record<string, string> {
  const n = dice.below(20_000);
  return { 'x-forwarded-for': `198.18.${n >> 8}.${n & 255}` };
}

function filled(path: string, dice: Random): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    name === 'number'
      ? String(dice.below(5))
      : dice.pick(['support-bot', 'refusal-spike', 'generic', dice.word()]),
  );
}

function bodyFor(method: string, body: Buffer): Buffer {
  return method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : body;
}
