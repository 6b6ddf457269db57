import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertSources } from '../../src/alerts/sources.ts';
import { episodeKey } from '../../src/domain/signals/alert.ts';
import { minute } from '../../src/domain/time.ts';
import { readAlerts } from '../../src/webhooks/alert-source.ts';
import { bodyAlone } from '../../src/webhooks/source.ts';
import { mayLog } from '../support/log.ts';
import { now, type Running, running, send } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';
import { requestOf, type Sender, senders } from './senders.ts';

/** Held against every source, with what its tool really sends: a body as recorded and a signature as that tool signs. */

const fresh = 'the sample secret that is set now';
const last = 'the sample secret of last month, still set';
const wrong = 'the secret of somebody else, long enough';
const how = { secret: fresh, at: now };

let bot: Running;

beforeAll(async () => {
  const secrets = Object.fromEntries(alertSources.map(({ name }) => [name, [fresh, last]]));
  bot = await running({ secrets });
});
afterAll(() => bot.app.close());

/** Posts a request and says what it led to. */
async function posted(request: { path: string; headers: Record<string, string>; body: string | Buffer }) {
  bot.alerts.length = 0;
  bot.fates.length = 0;
  const answer = await send(bot.url, request.path, request);
  return { ...answer, inside: [...bot.alerts], fates: [...bot.fates] };
}

const sent = (sender: Sender, body: string, by = how) => posted(requestOf(sender, body, by));

function sourceOf({ source }: Sender) {
  const found = alertSources.find(({ name }) => name === source);
  if (found === undefined) throw new Error(`no source ${source}`);
  return found;
}

it('has a sender, a file and a row for each source', () => {
  expect(senders.map(({ source }) => source).toSorted()).toEqual(
    alertSources.map(({ name }) => name).toSorted(),
  );
  const files = readdirSync(new URL('../../src/alerts/', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const { name } of alertSources) expect(files).toContain(`${name}.ts`);
});

describe.each(senders)('what $source sends', (sender) => {
  const body = fixture(sender.firing);
  const source = sourceOf(sender);

  it('is taken and reaches the inside, as its own source', async () => {
    const { status, inside, fates } = await sent(sender, body);
    expect([status, fates]).toEqual([status < 203 ? status : 202, [`alerts/${sender.source} taken`]]);
    expect(inside).toMatchObject([{ source: sender.source, status: 'firing', ...sender.means }]);
    expect(inside[0]?.title).not.toBe('');
  });

  it('is refused without a signature or a secret, and keeps nothing', async () => {
    const bare = body.replace('the shared sample secret', '');
    const { status, inside } = await posted({
      path: `/alerts/${sender.source}`,
      headers: { authorization: '' },
      body: bare,
    });
    expect([status, inside]).toEqual([401, []]);
  });

  it('is refused with another secret', async () => {
    const { status, inside } = await sent(sender, body, { ...how, secret: wrong });
    expect([status, inside]).toEqual([401, []]);
  });

  it('is taken with either of two secrets', async () => {
    const { status, inside } = await sent(sender, body, { ...how, secret: last });
    expect([status < 203, inside.length]).toEqual([true, 1]);
  });

  it.runIf(sender.stamped)('is refused six minutes after it was signed', async () => {
    const { status, inside } = await sent(sender, body, { ...how, at: now - 6 * minute });
    expect([status, inside]).toEqual([401, []]);
  });

  it('is the same episode when it comes twice', () => {
    const [one, other] = [now, now + minute].map(
      (at) => readAlerts(source, JSON.parse(body), { now: at, beside: bodyAlone() }).items[0],
    );
    if (one === undefined || other === undefined) throw new Error('nothing was read');
    expect(episodeKey(other)).toBe(episodeKey(one));
  });

  it('is refused when it is larger than anything it sends', async () => {
    const { status, inside } = await sent(sender, JSON.stringify({ text: 'x'.repeat(8 * 1024 * 1024) }));
    expect([status, inside]).toEqual([413, []]);
  });

  it('does no harm when it is deep', async () => {
    mayLog(/^warn part of a webhook could not be used/);
    const deep = body.replace(/\}\s*$/, `,"deep":${'['.repeat(5000)}${']'.repeat(5000)}}`);
    const { status } = await sent(sender, deep);
    expect(status).toBeLessThan(500);
  });

  it.each(['', ' ', '\n'])('is refused when it is empty: %j', async (empty) => {
    const { status, inside } = await sent(sender, empty);
    expect([400, 401]).toContain(status);
    expect(inside).toEqual([]);
  });

  it('is refused in a charset nobody knows, and read in one that is known', async () => {
    const request = requestOf(sender, body, how);
    const type = request.headers['content-type'] ?? 'application/json';
    const odd = { ...request, headers: { ...request.headers, 'content-type': `${type}; charset=klingon` } };
    expect(await posted(odd)).toMatchObject({ status: 415, inside: [] });
    const known = {
      ...request,
      headers: { ...request.headers, 'content-type': `${type}; charset=iso-8859-1` },
    };
    expect((await posted(known)).status).toBeLessThan(203);
  });

  it('is refused as anything but JSON', async () => {
    const request = requestOf(sender, body, how);
    const plain = { ...request, headers: { ...request.headers, 'content-type': 'text/plain' } };
    expect(await posted(plain)).toMatchObject({ status: 415, inside: [] });
  });

  it.runIf(sender.test !== undefined)(
    'opens nothing when the tool tries the address, and is counted',
    async () => {
      const { status, inside, fates } = await sent(sender, JSON.stringify(sender.test));
      expect([status < 203, inside, fates]).toEqual([true, [], [`alerts/${sender.source} passed over`]]);
    },
  );

  it.runIf(sender.unknown !== undefined)(
    'opens nothing for an event nobody acts on, and is counted',
    async () => {
      const { status, inside, fates } = await sent(sender, JSON.stringify(sender.unknown));
      expect([status < 203, inside, fates]).toEqual([true, [], [`alerts/${sender.source} passed over`]]);
    },
  );

  it('is read or refused by field, whatever stands in each of its fields', () => {
    const odd: unknown[] = [
      null,
      7,
      -1,
      '',
      'x'.repeat(5000),
      [],
      {},
      [[]],
      true,
      { a: { b: [] } },
      '\u0000\u202e',
    ];
    for (const path of pathsOf(JSON.parse(body)))
      for (const value of odd) {
        const changed = withAt(JSON.parse(body), path, value);
        const { items, rejected, passed = [] } = readAlerts(source, changed, { now, beside: bodyAlone() });
        expect([path, items.length + rejected.length + passed.length > 0]).toEqual([path, true]);
        for (const { fingerprint, title, startsAt } of items) {
          expect([path, fingerprint !== '', title !== '', Number.isFinite(startsAt)]).toEqual([
            path,
            true,
            true,
            true,
          ]);
        }
        for (const { problem } of rejected) expect(problem).toMatch(/^expected /);
      }
  });

  it.each([null, 7, 'text', [], [7], true])('is refused when it is no object: %j', (odd) => {
    const { items, rejected, passed = [] } = readAlerts(source, odd, { now, beside: bodyAlone() });
    expect(items).toEqual([]);
    expect(rejected.length + passed.length).toBeGreaterThan(0);
  });
});

/** The paths of all values in a body. */
function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const below = Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...at, name]));
  return at.length === 0 ? below : [at, ...below];
}

function withAt(body: Record<string, unknown>, path: string[], value: unknown): unknown {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return Object.assign(body, { [first]: value });
  withAt(body[first] as Record<string, unknown>, rest, value);
  return body;
}
