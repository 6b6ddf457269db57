import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { feedbackForm } from '../../src/app/feedback.ts';
import { createSeal } from '../../src/app/seal.ts';
import { ownLimits } from '../../src/chat/kit/own-limits.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import { minute } from '../../src/domain/time.ts';
import { BusyError } from '../../src/errors.ts';
import type { Intake } from '../../src/flow/intake.ts';
import { registerProblems } from '../../src/http/problem.ts';
import { feedbackAddress } from '../../src/web/feedback/link.ts';
import type { WebOptions } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { testLog } from '../support/log.ts';
import { at } from '../support/worked-example.ts';
import { token, webOptions } from './web-fixture.ts';

const secret = 'a-feedback-secret-for-tests-only';
const publicUrl = 'http://127.0.0.1:3000';
const address = feedbackAddress(createSeal('of these tests'), publicUrl, secret);
const key = new URL(address).searchParams.get('key') ?? '';
const report = { system: 'support-bot', what: 'It refuses to explain <b>invoices</b>.', by: 'Second line' };

let app: FastifyInstance;
let now: number;
let sent: Alert[];
let goesTo: number | null;
let busy: boolean;
afterEach(() => app.close());

/** airb with the form; what it takes goes to incident `goesTo` of the fixture: 43 is open, 44 private. */
async function serve(facts: Partial<WebOptions> = {}, secrets = [secret]): Promise<void> {
  [now, sent, goesTo, busy] = [at('14:50'), [], 43, false];
  const clock = { now: () => now };
  const intake: Intake = {
    alerts: async (alerts) => {
      await new Promise(setImmediate);
      if (busy) throw new BusyError('The records are busy', 5);
      sent.push(...alerts);
      return alerts.map(({ fingerprint }) => ({
        fingerprint,
        incident: goesTo,
        because: 'opened: a secret reason',
      }));
    },
    changes: async () => [],
  };
  const options = webOptions({ apiToken: token, clock, ...facts });
  const form = feedbackForm(
    { sourceSecrets: { feedback: secrets } },
    { intake, clock, store: options.store },
  );
  app = Fastify();
  registerProblems(app, testLog);
  await registerWeb(app, { ...options, feedback: form });
}

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/feedback',
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const markIn = (page: string) => /name="mark" value="([^"]+)"/.exec(page)?.[1] ?? '';
/** What the form of the secret link carries. */
const linked = async () => ({ key, mark: markIn((await get(`/feedback?key=${key}`)).body) });

async function signedIn(): Promise<{ cookie: string }> {
  const answer = await get(`/incidents?token=${token}`);
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
}

describe('the form for what users say', () => {
  it('opens by its secret link and for who signed in, and for nobody else', async () => {
    await serve();
    expect((await get('/feedback')).statusCode).toBe(401);
    expect((await get(`/feedback?key=${secret}`)).body).toContain('This link is not valid');
    const byLink = await get(`/feedback?key=${key}`);
    expect(byLink.statusCode).toBe(200);
    expect(byLink.headers['content-security-policy']).toContain("default-src 'none'");
    // Neither ways into airb nor the link of others for whoever has no account.
    expect(byLink.body).not.toMatch(/href="\/(home|incidents)|AIRB_FEEDBACK_SECRET|a-feedback-secret/);
    const signed = await get('/feedback?system=support-bot', await signedIn());
    expect(signed.body).toContain(address);
    expect(signed.body).toMatch(/<option value="support-bot" selected>/);
  });

  it('is closed to links where no secret is set, and says to readers how to have one', async () => {
    await serve({}, []);
    expect((await get(`/feedback?key=${key}`)).statusCode).toBe(401);
    expect((await get('/feedback', await signedIn())).body).toContain('AIRB_FEEDBACK_SECRET');
  });

  it('stores a report as the webhook does, and names its incident unless that is private', async () => {
    await serve();
    const carried = await linked();
    const link = 'https://tickets.example.org/4711';
    const stored = await post({ ...carried, ...report, link });
    expect(stored.statusCode).toBe(200);
    expect(stored.body).toContain('<strong>INC-43</strong>');
    expect(stored.body).not.toContain('a secret reason');
    expect(sent).toMatchObject([
      {
        source: 'feedback',
        system: 'support-bot',
        failure: 'user-feedback',
        title: 'Users report: It refuses to explain <b>invoices</b>.',
        annotations: { reportedBy: 'Second line' },
        link,
      },
    ]);
    expect(sent[0]?.quietFor).toBeDefined();
    goesTo = 44;
    const hidden = await post({ ...carried, ...report, system: 'other', named: 'The new voice bot' });
    expect(hidden.body).toContain('It stands on the record of an incident');
    expect(hidden.body).not.toMatch(/INC-44|Injected/);
    expect(sent[1]).toMatchObject({ system: 'The new voice bot' });
  });

  it('gives back what was written, as text, with what is wrong at each field', async () => {
    await serve();
    const wrong = {
      ...(await linked()),
      system: 'nobody',
      what: '"><script>alert(1)</script>',
      link: 'javascript:alert(1)',
    };
    const answer = await post({ ...wrong, by: 'x'.repeat(81) });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).not.toMatch(/<script|href="javascript/);
    expect(answer.body).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const fault of ['Choose the system', 'begins with https://', '81 characters'])
      expect(answer.body).toContain(fault);
    const tooLong = await post({ ...(await linked()), ...report, what: 'x'.repeat(4001) });
    expect(tooLong.body).toContain('This has 4001 characters; there is room for 4000.');
    const unnamed = await post({ ...(await linked()), ...report, system: 'other', what: ' \r\n ' });
    expect(unnamed.body).toMatch(/Say what it is called.*Say what users told you/s);
    expect((await post({ ...(await linked()), what: 'x'.repeat(65 * 1024) })).statusCode).toBe(413);
    expect(sent).toEqual([]);
  });

  it('takes no form of another site or browser, and not more than people write', async () => {
    await serve();
    const carried = await linked();
    expect((await post({ ...carried, ...report }, { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await post({ ...carried, ...report }, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    const cookie = await signedIn();
    expect((await post({ ...report, mark: carried.mark }, cookie)).statusCode).toBe(403);
    expect((await post({ ...report, mark: carried.mark })).statusCode).toBe(401);
    expect(sent).toEqual([]);
    // All in one moment: none waits until another one is stored.
    const taken = await Promise.all(Array.from({ length: 25 }, () => post({ ...carried, ...report })));
    expect(taken.filter(({ statusCode }) => statusCode === 200)).toHaveLength(20);
    expect(sent).toHaveLength(20);
    const more = await post({ ...carried, ...report });
    expect(more.statusCode).toBe(429);
    expect(more.body).toMatch(/takes more in 1 min.*explain &lt;b&gt;invoices/s);
    // One who signed in is not held up by those who share a link.
    const own = markIn((await get('/feedback', cookie)).body);
    expect((await post({ ...report, mark: own }, cookie)).body).toContain(
      '<a href="/incidents/43">INC-43</a>',
    );
    now += 10 * minute;
    expect((await post({ ...carried, ...report })).statusCode).toBe(200);
    busy = true;
    const later = await post({ ...carried, ...report });
    expect([later.statusCode, later.body]).toEqual([
      503,
      expect.stringContaining('It could not be stored just now'),
    ]);
  });

  it('counts what comes in by all replicas together, under a name that gives no link away', async () => {
    const names: string[] = [];
    const own = ownLimits({ now: () => at('14:50') });
    const limiter: WebOptions['limiter'] = {
      take(wanted) {
        names.push(...wanted.map(([name]) => name));
        return own.take(wanted);
      },
    };
    const taken: number[] = [];
    for (const replica of [1, 2]) {
      if (replica === 2) await app.close();
      await serve({ limiter });
      const carried = await linked();
      for (let n = 0; n < 12; n += 1) taken.push((await post({ ...carried, ...report })).statusCode);
    }
    expect(taken.filter((status) => status === 200)).toHaveLength(20);
    expect(new Set(names).size).toBe(1);
    expect(names[0]).not.toContain(key);
  });
});
