import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatInput } from '../../src/domain/chat/input.ts';
import { sealedPass } from '../../src/domain/chat/pass.ts';
import type { Person } from '../../src/domain/people.ts';
import { day, hour, minute } from '../../src/domain/time.ts';
import { createInteract } from '../../src/flow/interact/interact.ts';
import { masking } from '../../src/redaction/masking.ts';
import { registerWeb } from '../../src/web/web.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { testLog } from '../support/log.ts';
import { hash } from '../support/mask.ts';
import { seal } from '../support/seal.ts';
import { ana, ben, chloe, person } from '../support/worked-example.ts';
import { library, webOptions } from '../web/web-fixture.ts';

let flow: Flow;
let app: FastifyInstance;
const at = '/incidents/1/postmortem';

beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.later(0);
  for (const role of ['owner', 'commander'] as const) {
    const who = role === 'owner' ? ana : ben;
    await flow.writer.handle(1, { type: 'role', role, person: who }, person(who));
  }
  const { store, writer, postmortems } = flow;
  app = Fastify();
  await registerWeb(
    app,
    webOptions({
      store,
      seal,
      fold: writer.incident,
      apiToken: 'a-token-for-these-tests',
      clock: { now: flow.now },
      runbooks: { library, findings: () => [], read: () => ({ problem: 'not read here' }) },
      postmortems: {
        ...postmortems,
        handle: (number, body, { by, inputKey }) => writer.handle(number, body, by, { inputKey }),
      },
    }),
  );
});
afterEach(async () => {
  await app.close();
  await flow.close();
});

const resolve = async () => {
  const resolving = { type: 'resolve', override: 'seen by hand', category: 'prompt' } as const;
  const red = { confirmed: ['refusal_rate', 'unsafe_answers', 'ticket_deflection'] };
  await flow.writer.handle(1, { ...resolving, ...red }, person(ben));
};

let passes = 0;
const linkOf = (who: Person, lasts = 15 * minute) => {
  const made = {
    person: { ...who, standing: 'listed' as const },
    until: flow.now() + lasts,
    nonce: `n${passes++}`,
  };
  return sealedPass(seal, { kind: 'link', ...made });
};
const form = (values: Record<string, string>, cookie = '', headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  payload: new URLSearchParams(values).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
});

/** Follows a link of their own, and gives what the browser holds from then on. */
async function signIn(who: Person): Promise<Browser> {
  const followed = await app.inject({ url: `${at}/sign-in`, ...form({ pass: linkOf(who) }) });
  expect(followed.statusCode).toBe(303);
  const cookie = String(followed.headers['set-cookie']).split(';')[0] ?? '';
  const get = async (query = '') => (await app.inject({ url: `${at}${query}`, headers: { cookie } })).body;
  const mark = /name="mark" value="([^"]+)"/.exec(await get())?.[1] ?? '';
  const post = async (values: Record<string, string>) =>
    app.inject({ url: at, ...form({ mark, ...values }, cookie) });
  return { cookie, mark, get, post };
}
interface Browser {
  cookie: string;
  mark: string;
  get(query?: string): Promise<string>;
  post(values: Record<string, string>): Promise<{ statusCode: number; body: string }>;
}
const hidden = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
const firstQuestion = (page: string) => /href="[^"]*edit=(q%3A[^"]+)"/.exec(page)?.[1] ?? '';
const documentNow = async () =>
  JSON.stringify(
    await app
      .inject({ url: `/api${at}`, headers: { authorization: 'Bearer a-token-for-these-tests' } })
      .then((it) => it.json()),
  );

describe('a link from chat opens the page as its person', () => {
  it('once, for a quarter of an hour, and to nobody who only looks at it', async () => {
    const pass = linkOf(ana);
    const url = `${at}/sign-in?pass=${encodeURIComponent(pass)}`;
    for (const _ of [1, 2]) expect((await app.inject({ url })).body).toContain('I am Ana Lima');
    expect((await app.inject({ url: `${at}/sign-in`, ...form({ pass }) })).statusCode).toBe(303);
    expect((await app.inject({ url: `${at}/sign-in`, ...form({ pass }) })).statusCode).toBe(410);
    expect((await app.inject({ url })).body).toContain('was used, or is older');
    const forged = { ...person(ana), name: 'Ben Okafor' };
    const body = encodeURIComponent(JSON.stringify(['ben', forged.name, 'listed', flow.now() + hour, 'x']));
    const tried = await app.inject({
      url: `${at}/sign-in`,
      ...form({ pass: `${body}~${pass.split('~').at(-1)}` }),
    });
    expect(tried.statusCode).toBe(410);
  });

  it('for twelve hours, and what another site sends in its name is refused', async () => {
    const { cookie, mark, get, post } = await signIn(ana);
    const place = decodeURIComponent(firstQuestion(await get()));
    const wish = { do: 'write', place, text: 'Paid users.', edit: 'e1' };
    const from = (headers: Record<string, string>) =>
      app.inject({ url: at, ...form({ mark, ...wish }, cookie, headers) });
    expect((await from({ origin: 'https://elsewhere.example' })).statusCode).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    const unmarked = await app.inject({ url: at, ...form({ ...wish, mark: 'x' }, cookie) });
    expect([unmarked.statusCode, unmarked.body]).toEqual([403, expect.stringContaining('Paid users.')]);
    expect(await documentNow()).not.toContain('Paid users.');
    expect((await post(wish)).statusCode).toBe(303);
    await flow.later(12 * hour);
    expect((await post({ ...wish, edit: 'e2' })).statusCode).toBe(401);
  });
});

describe('people write where the draft asks', () => {
  it('what they wrote is in every draft, masked, by name, and comes off again', async () => {
    const browser = await signIn(ana);
    const place = firstQuestion(await browser.get());
    const page = await browser.get(`?edit=${place}`);
    const secret = ['gh', 'p_', 'a1B2c3D4e5F6g7H8'.repeat(3).slice(0, 36)].join('');
    const text = `Paid users in English.\n\n- invoices\n- refunds\n\nThe key was ${secret}`;
    const wish = { do: 'write', place: decodeURIComponent(place), edit: hidden(page, 'edit') ?? '' };
    // Sent twice, kept once.
    for (const _ of [1, 2]) expect((await browser.post({ ...wish, text })).statusCode).toBe(303);
    const document = await documentNow();
    expect(document).toMatch(/Paid users in English.*Answered by Ana Lima/);
    expect(document).not.toContain(secret);
    expect((await flow.log()).filter((type) => type === 'postmortem.written')).toHaveLength(1);
    const base = hidden(await browser.get(`?edit=${place}`), 'base') ?? '';
    await browser.post({ do: 'take-back', place: wish.place, base, text: 'x' });
    expect(await documentNow()).not.toContain('Answered by');
    expect(await browser.get(`?edit=${place}`)).toContain('What stood here before');
  });

  it('two at once: the second is told, sees both, and loses nothing; long words come back whole', async () => {
    const [one, two] = [await signIn(ana), await signIn(chloe)];
    const place = 's:summary';
    const write = { do: 'write', place };
    const long = `It began with the prompt. ${'More of it. '.repeat(600)}The end of it.`;
    expect((await one.post({ ...write, edit: 'e1', text: long })).statusCode).toBe(303);
    const late = await two.post({ ...write, edit: 'e2', text: 'Chloe’s own words' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toMatch(/Ana Lima wrote here at .*after you began/);
    expect(late.body).toContain('What Ana Lima wrote meanwhile');
    expect(late.body).toMatch(/<textarea[^>]*>\s*Chloe’s own words/);
    const again = { base: hidden(late.body, 'base') ?? '', edit: hidden(late.body, 'edit') ?? '' };
    const filtered = await two.post({
      ...write,
      ...again,
      do: 'find',
      log: 'opened',
      text: 'Chloe’s own words',
    });
    const quoted = await two.post({ ...write, ...again, quote: '1', text: 'Chloe’s own words' });
    expect(filtered.body).toContain('with these words');
    expect(quoted.body).toMatch(/Chloe’s own words[^<]*&gt; — alertmanager, [\d:]+ UTC, entry 1/);
    expect(await documentNow()).toContain('The end of it.');
    expect((await two.post({ ...write, ...again, text: 'Both of us.' })).statusCode).toBe(303);
    expect(await documentNow()).toContain('Both of us.');
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('after Back, with other words: they are kept as well, or shown beside what stands there now', async () => {
    const [one, two] = [await signIn(ana), await signIn(chloe)];
    const save = (text: string, edit = 'e1', by = one) =>
      by.post({ do: 'write', place: 's:summary', edit, text });
    const summary = async () =>
      /"text":"Summary"},{"type":"paragraph","text":\["(.*?)"/.exec(await documentNow())?.[1];
    for (const text of ['First words.', 'Second words.', 'First words.']) {
      expect((await save(text)).statusCode).toBe(303);
      expect(await summary()).toBe(text);
    }
    const base = hidden(await two.get('?edit=s%3Asummary'), 'base') ?? '';
    await two.post({ do: 'write', place: 's:summary', edit: 'e2', base, text: 'Chloe’s.' });
    for (const text of ['Third words.', 'First words.']) {
      const late = await save(text);
      expect([late.statusCode, late.body]).toEqual([409, expect.stringContaining(text)]);
      expect(late.body).toContain('What Chloe Martin wrote meanwhile');
    }
    expect(await summary()).toBe('Chloe’s.');
  });

  it('corrected times stand in the draft with who and why, and a wrong one is said', async () => {
    await resolve();
    const browser = await signIn(ana);
    const wish = { do: 'time', milestone: 'felt', why: 'customers called' };
    expect((await browser.post({ ...wish, time: '20 min earlier' })).statusCode).toBe(303);
    expect(await documentNow()).toMatch(/Corrected times.*customers called/);
    const wrong = await browser.post({ ...wish, milestone: 'recovered', time: '2026-12' });
    expect(wrong.body).toContain('does not begin with a time in UTC');
  });
});

describe('a postmortem is published', () => {
  it('as bytes that stay, whatever is written later, and a redaction reaches them', async () => {
    const note = 'Maria Silva of Lisbon called about her refund';
    await flow.writer.handle(1, { type: 'note', text: note }, person(ben));
    const entry = (await flow.log()).length;
    await resolve();
    const browser = await signIn(ana);
    const open = [...(await browser.get()).matchAll(/name="open" value="([^"]*)"/g)];
    const unseen = await browser.post({ do: 'publish' });
    expect([unseen.statusCode, unseen.body]).toEqual([
      422,
      expect.stringMatching(/questions? of the draft (is|are) still open/),
    ]);
    const confirm = new URLSearchParams([
      ['do', 'publish'],
      ['mark', browser.mark],
      ['confirmed', 'yes'],
    ]);
    for (const question of await flow.postmortems.open(1)) confirm.append('open', question);
    expect(open.length).toBe((await flow.postmortems.open(1)).length);
    const sent = { ...form({}, browser.cookie), payload: confirm.toString() };
    expect((await app.inject({ url: at, ...sent })).statusCode).toBe(303);

    const [first] = (await flow.incident()).published ?? [];
    const frozen = await browser.get('/1');
    expect(hash(frozen)).toBe(first?.page.hash);
    expect(frozen).toContain(note);
    await browser.post({ do: 'write', place: 's:summary', edit: 'later', text: 'Written later.' });
    expect(await browser.get('/1')).toBe(frozen);
    expect(await browser.get()).toContain(first?.page.hash ?? '');

    await flow.redact({ incident: 1, entry, why: 'names a customer', by: person(ben) });
    const clean = await browser.get('/1');
    const [now] = (await flow.incident()).published ?? [];
    expect(clean).not.toContain('Maria Silva');
    expect(clean).toContain('Redacted after publishing');
    expect(now?.page).toMatchObject({ hash: hash(clean), was: first?.page.hash });
    expect(await browser.get()).toMatch(new RegExp(`published with sha-256 <code>${first?.page.hash}`));
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('and is owed until then: the owner hears of it by the clock, and no longer once it is there', async () => {
    await resolve();
    const due = (await flow.incident()).plan.postmortemDueDays * day;
    const told = () =>
      [...flow.chat.rooms.values()]
        .flatMap(({ posts }) => posts.map((post) => JSON.stringify(post)))
        .filter((text) => text.includes('ends these reminders')).length;
    await flow.later(due - day + minute);
    expect(told()).toBe(1);
    await flow.later(day);
    expect(told()).toBe(3);
    const confirmed = await flow.postmortems.open(1);
    await flow.postmortems.publish(1, { by: person(ana), confirmed, inputKey: 'p' });
    const before = told();
    await flow.later(2 * day);
    expect(told()).toBe(before);
  });
});

describe('chat does the same', () => {
  let inputs = 0;
  const interact = () =>
    createInteract({
      ...{
        store: flow.store,
        writer: flow.writer,
        intake: flow.intake,
        redact: flow.redact,
        drills: { scenarios: () => [], start: async () => ({ rejected: 'No drill is played here.' }) },
        revision: async () => undefined,
        report: async () => ({ rejected: 'There is no report.' }),
        evalTools: [],
        seal,
        hash,
        masking,
      },
      postmortems: flow.postmortems,
      clock: { now: flow.now },
      library,
      context: () => ({
        library: library(),
        pagers: [],
        chats: ['slack'],
        publicUrl: 'http://airb.test',
        hash,
      }),
      log: testLog,
      metrics: { sealRefused: () => undefined } as never,
      readiness: async () => ({ rejected: 'There is no such system.' }),
      readMessage: async () => undefined,
    });
  const say = (who: Person, what: string | Partial<ChatInput>): Promise<ChatAnswer> => {
    const by = { ...who, standing: 'listed' as const };
    const said = typeof what === 'string' ? { type: 'command', text: `#1 ${what}` } : what;
    return interact()({ key: `c${inputs++}`, at: flow.now(), by, named: [], ...said } as ChatInput);
  };

  it('a link of one’s own, a time with its reason, and a form that names what is open before it publishes', async () => {
    const link = JSON.stringify(await say(chloe, 'postmortem edit'));
    const pass = decodeURIComponent(/sign-in\?pass=([^"]+)"/.exec(link)?.[1] ?? '');
    expect((await app.inject({ url: `${at}/sign-in`, ...form({ pass }) })).statusCode).toBe(303);
    expect(JSON.stringify(await say(ana, 'postmortem publish'))).toContain('modal');
    await resolve();
    await say(ana, 'postmortem time felt 20 min earlier customers called');
    expect((await flow.incident()).corrected?.felt).toMatchObject({
      by: 'Ana Lima',
      why: 'customers called',
    });
    const asked = await say(ana, 'postmortem time contained');
    const times = asked.type === 'modal' ? asked.modal : undefined;
    const wrong = { milestone: 'contained', time: 'noon', reason: 'x' };
    const sent = {
      type: 'submit',
      form: 'milestone',
      state: times?.state ?? '',
      values: wrong,
    } as Partial<ChatInput>;
    expect(await say(ana, sent)).toMatchObject({
      type: 'errors',
      fields: { time: expect.stringContaining('in UTC') },
    });

    expect(JSON.stringify(await say(chloe, 'postmortem publish'))).toMatch(
      /you can’t publish the postmortem. Ana Lima, Ben Okafor.* can\./,
    );
    const named = await say(ana, 'postmortem publish');
    const modal = named.type === 'modal' ? named.modal : undefined;
    expect(JSON.stringify(modal?.intro)).toContain('nobody has answered');
    const submit = (confirm: string) =>
      say(ana, { type: 'submit', form: 'publish', state: modal?.state ?? '', values: { confirm } });
    expect(await submit('no')).toMatchObject({ type: 'errors' });
    expect((await flow.incident()).published).toBeUndefined();
    expect(await submit('yes')).toEqual({ type: 'nothing' });
    expect((await flow.incident()).published).toHaveLength(1);
  });

  it('and of a private incident nobody reads the page who has no part in it', async () => {
    const hidden = Fastify();
    await registerWeb(hidden, webOptions({ seal, apiToken: 'a-token-for-these-tests' }));
    const cookieOf = (who: Person) => {
      const session = {
        person: { ...who, standing: 'listed' as const },
        until: Number.MAX_SAFE_INTEGER,
        nonce: who.id,
      };
      return `airb_person=${sealedPass(seal, { kind: 'session', ...session })}`;
    };
    const read = async (who: Person, url: string) =>
      (await hidden.inject({ url, headers: { cookie: cookieOf(who) } })).statusCode;
    const nobody = { id: 'eva', name: 'Eva Sato' };
    expect(await read(nobody, '/incidents/42/postmortem')).toBe(200);
    expect(await read(nobody, '/incidents/44/postmortem')).toBe(401);
    expect(await read(nobody, '/incidents/99/postmortem')).toBe(401);
    expect(await read(ben, '/incidents/44/postmortem')).toBe(200);
    expect(await read(ben, '/incidents/42')).toBe(401);
    await hidden.close();
  });
});
