import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { airb } from '../../src/domain/people.ts';
import { hour } from '../../src/domain/time.ts';
import { registerProblems } from '../../src/http/problem.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { registerWeb } from '../../src/web/web.ts';
import { append, t0 } from '../contracts/store-samples.ts';
import { testLog } from '../support/log.ts';
import { workedExample } from '../support/worked-example.ts';
import { logs, token, webOptions } from './web-fixture.ts';

let folder: string;
let store: Store;
let app: FastifyInstance;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airb-paging-'));
  store = await openSqliteStore({ file: join(folder, 'airb.db') });
  app = Fastify();
  registerProblems(app, testLog);
  const options = webOptions({ apiToken: token, openPages: true });
  await registerWeb(app, { ...options, store });
});
afterEach(async () => {
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${token}` } });
const over = { open: false, phase: 'resolved' };
const opened = async (from: number, to: number, more = {}) => {
  for (let n = from; n <= to; n++)
    await append(store, n, ['a'], { ...over, openedAt: t0 + n * hour, ...more });
};

describe('a long list over the API', () => {
  const pages = async (from: string) => {
    const found: number[][] = [];
    for (let url: string | null = from; url !== null; ) {
      const page: { incidents: { number: number }[]; next: string | null } = (await get(url)).json();
      found.push(page.incidents.map(({ number }) => number));
      url = page.next;
    }
    return found;
  };

  it('comes in pages that name the next, each incident once although more are opened meanwhile', async () => {
    await opened(1, 7);
    const first = (await get('/api/incidents?limit=3')).json();
    await opened(8, 9);
    expect(first.next).toBe('/api/incidents?limit=3&before=5');
    expect(await pages(first.next)).toEqual([[4, 3, 2], [1]]);
  });

  it('keeps to what it was asked for from page to page', async () => {
    await opened(1, 4);
    await opened(5, 8, { system: 'search', severity: 'sev1' });
    expect(await pages('/api/incidents?system=search&limit=2')).toEqual([
      [8, 7],
      [6, 5],
    ]);
    expect(await pages('/api/incidents?severity=sev1&limit=3')).toEqual([[8, 7, 6], [5]]);
    const since = new Date(t0 + 7 * hour).toISOString();
    expect(await pages(`/api/incidents?since=${since}&open=false`)).toEqual([[8, 7]]);
    expect(await pages('/api/incidents?after=3&before=6')).toEqual([[5, 4]]);
  });

  it.each(['before=x', 'before=0', 'limit=0', 'limit=-1', 'severity=sev9', 'since=soon', 'system='])(
    'refuses %s by its name',
    async (query) => {
      const answer = await get(`/api/incidents?${query}`);
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ field: query.split('=')[0] });
    },
  );
});

describe('a long timeline', () => {
  const many = 1200;
  beforeEach(async () => {
    logs.set(77, workedExample({ number: 77 }).slice(0, 4));
    const [first, ...rest] = logs.get(77) ?? [];
    const notes = Array.from({ length: many }, (_, n) => ({
      ...{ at: t0 + n, by: airb, type: 'note.written' as const, text: `note ${n}` },
    }));
    const log = [...(first ? [first, ...rest] : []), ...notes];
    logs.set(77, log);
    await app.close();
    app = Fastify();
    await registerWeb(app, webOptions({ apiToken: token, openPages: true }));
  });
  afterEach(() => void logs.delete(77));

  it('comes in pages over the API', async () => {
    const first = (await get('/api/incidents/77/timeline')).json();
    expect(first.entries).toHaveLength(1000);
    const second = (await get(first.next)).json();
    expect(second.entries.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: many + 4 - 1000 }, (_, n) => 1001 + n),
    );
    expect(second.next).toBeNull();
  });

  it('and on the page, the newest first', async () => {
    const newest = (await app.inject('/incidents/77')).body;
    expect(newest).toContain('note 1199');
    expect(newest).not.toContain('note 699');
    expect(newest).not.toContain('Newer entries');
    const older = /href="([^"]*)"[^>]*>Older entries/.exec(newest)?.[1] ?? '';
    const second = (await app.inject(older)).body;
    expect(second).toContain('note 699');
    expect(second).not.toContain('note 700');
    const newer = /href="([^"]*)"[^>]*>Newer entries/.exec(second)?.[1] ?? '';
    expect((await app.inject(newer)).body).toContain('note 1199');
  });
});

describe('the page of all incidents', () => {
  const numbersIn = (body: string) => [...body.matchAll(/>INC-(\d+)</g)].map(([, number]) => Number(number));
  const wayIn = (body: string, word: string) => new RegExp(`href="([^"]*)">${word}<`).exec(body)?.[1];

  it('shows all that are open, and those that are over a page at a time, there and back', async () => {
    await opened(1, 250);
    await append(store, 251, ['a']);
    await append(store, 252, ['a'], { ...over, private: true });
    const first = (await app.inject('/incidents')).body;
    expect(numbersIn(first)).toEqual([251, ...Array.from({ length: 100 }, (_, n) => 250 - n)]);
    expect(wayIn(first, 'Newer')).toBeUndefined();
    const second = (await app.inject(wayIn(first, 'Older') ?? '')).body;
    expect(numbersIn(second).slice(1)).toEqual(Array.from({ length: 100 }, (_, n) => 150 - n));
    const last = (await app.inject(wayIn(second, 'Older') ?? '')).body;
    expect(numbersIn(last).slice(1)).toEqual(Array.from({ length: 50 }, (_, n) => 50 - n));
    expect(wayIn(last, 'Older')).toBeUndefined();
    const back = (await app.inject(wayIn(last, 'Newer') ?? '')).body;
    expect(numbersIn(back)).toEqual(numbersIn(second));
    const start = (await app.inject(wayIn(back, 'Newer') ?? '')).body;
    expect(numbersIn(start)).toEqual(numbersIn(first));
    expect(wayIn(start, 'Newer')).toBeUndefined();
  });
});

describe('what was too long for the log', () => {
  it('is had by its hash, and no more after it was taken out', async () => {
    await append(store, 1, ['a']);
    const texts = [{ hash: 'abc', text: '{"annotations":{"dump":"…"}}' }];
    await store.write({}, () => ({ writes: { contents: { incident: 1, texts } }, answer: 0 }));
    const answer = await get('/api/incidents/1/contents/abc');
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toBe(texts[0]?.text);
    expect((await get('/api/incidents/1/contents/other')).json().detail).toContain(
      'no text with the hash other',
    );
    expect((await get('/api/incidents/2/contents/abc')).statusCode).toBe(404);
    expect((await app.inject('/api/incidents/1/contents/abc')).statusCode).toBe(401);
  });
});
