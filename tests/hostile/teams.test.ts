import { describe, expect, it } from 'vitest';
import {
  execute,
  membersAdded,
  message,
  reaction,
  submitMessage,
  task,
} from '../chat/teams/support/activities.ts';
import type { FakeTeams } from '../chat/teams/support/connector.ts';
import { createSigner, signToken } from '../chat/teams/support/tokens.ts';
import { general, type Json, people } from '../chat/teams/support/world.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { sealedPress, sealedState } from '../support/seal.ts';
import { until } from '../support/until.ts';
import { impossibleForms, impossiblePresses } from './impossible.ts';
import { type Random, random } from './random.ts';
import { openTenantHouse, type TenantHouse, type Told } from './tenant-house.ts';

// Anything invented in place of a button lacks its seal.
mayLog(/^warn refused a (?:button|form) without airb's seal/);

const { ana, dan, finn } = people;
const seconds = () => Math.floor(Date.now() / 1000);
const impostor = createSigner('teams-key');
const stranger = createSigner('own-key');

/** What each kind of activity would do, were it taken. */
const kinds: Record<string, (house: TenantHouse) => Json> = {
  message: ({ teams, thread }) =>
    message(teams.sender, { by: ana, conversation: thread, text: '#1 note planted' }),
  press: (house) => pressed(house, { verb: 'page.ack', value: '1' }),
  form: (house) => sent(house, { form: 'note', state: '1', values: { text: 'planted' } }),
};

function pressed({ teams, thread }: TenantHouse, given: Json, by = ana): Json {
  const verb = String(given.verb);
  const data = typeof given.value === 'string' ? { ...given, value: sealedPress(verb, given.value) } : given;
  return execute(teams.sender, {
    by,
    conversation: thread,
    verb,
    data: { airb: 1, ...data },
    replyToId: '1',
  });
}

function sent(
  { teams, thread }: TenantHouse,
  { form, state, values }: { form: unknown; state: unknown; values: Json },
): Json {
  const kinds = Object.fromEntries(Object.keys(values).map((id) => [id, 'line']));
  const ours = typeof form === 'string' && typeof state === 'string';
  const data = { airb: 1, form, state: ours ? sealedState(form, state) : state, kinds, ...values };
  return task(teams.sender, { by: ana, conversation: thread, kind: 'submit', data });
}

/** A token as Teams signs it, but for something. */
const tokens: [what: string, token: (teams: FakeTeams) => string][] = [
  ['no token', () => ''],
  ['no JWT', () => 'Bearer abc'],
  ['a token signed by another key of that name', (teams) => teams.authorization({}, impostor)],
  ['a token signed by a key nobody published', (teams) => teams.authorization({}, stranger)],
  ['an expired token', (teams) => teams.authorization({ exp: seconds() - 3600 })],
  ['a token of tomorrow', (teams) => teams.authorization({ nbf: seconds() + 86_400 })],
  ['a token for another bot', (teams) => teams.authorization({ aud: 'another-bot' })],
  ['a token for several bots', (teams) => teams.authorization({ aud: ['another-bot', 'third-bot'] })],
  ['a token of another issuer', (teams) => teams.authorization({ iss: 'https://sts.windows.net/x/' })],
  ['a token of another tenant', (teams) => teams.authorization({ tid: 'another-tenant' })],
  ['a token for another service URL', (teams) => teams.authorization({ serviceurl: 'https://evil.example' })],
  ['a token without a signature', (teams) => unsigned(teams)],
  ['a token with claims that are none', () => `Bearer ${signToken(stranger, [] as never)}`],
];

function unsigned(teams: FakeTeams): string {
  const [, claims = ''] = teams.authorization().split('.');
  const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: 'teams-key' })).toString(
    'base64url',
  );
  return `Bearer ${head}.${claims}.AA`;
}

/** Rightly signed, and of somewhere airb does not listen to. */
const places: [what: string, changes: Json][] = [
  ['another tenant', { channelData: { tenant: { id: 'another-tenant' } } }],
  ['no tenant', { channelData: {}, conversation: { id: general } }],
  ['another channel of the Bot Framework', { channelId: 'webchat' }],
  ['the Emulator', { channelId: 'emulator' }],
  ['a service URL without TLS', { serviceUrl: 'http://evil.example/' }],
  ['a service URL that is none', { serviceUrl: 'javascript:alert(1)' }],
];

describe('an activity that is not from Teams, or not from this tenant', () => {
  it.each(Object.keys(kinds))('is refused, whatever is wrong with it: a %s', async (kind) => {
    expectLog(/^warn refused a request to \/api\/messages/);
    const house = await openTenantHouse();
    const before = await house.stored();
    const make = kinds[kind] ?? (() => ({}));
    for (const [what, token] of tokens) {
      const { status, text } = await house.deliver(make(house), { authorization: token(house.teams) });
      expect([what, status]).toEqual([what, 401]);
      expect(JSON.parse(text)).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401 });
    }
    for (const [what, changes] of places) {
      const { serviceUrl } = changes;
      const authorization = house.teams.authorization(serviceUrl ? { serviceurl: serviceUrl } : {});
      const { status } = await house.deliver({ ...make(house), ...changes }, { authorization });
      expect([what, status]).toEqual([what, 403]);
    }
    expect(await house.stored()).toEqual(before);
    expect((await house.deliver(make(house))).status).toBe(200);
    expect(await house.stored()).not.toEqual(before);
  });

  it('does not move where airb speaks: the token of airb goes nowhere else', async () => {
    expectLog(/^warn refused a request to \/api\/messages/);
    const house = await openTenantHouse();
    const evil = { serviceUrl: 'https://evil.example/' };
    const activity = { ...kinds.message?.(house), ...evil };
    expect((await house.deliver(activity)).status).toBe(401);
    await house.deliver(kinds.press?.(house) ?? {});
    await until('the acknowledgement in the thread', () =>
      house.posted().some(({ activity: said }) => /acknowledged after/.test(String(said.summary))),
    );
  });
});

describe('an activity that Teams delivers again, or somebody replays', () => {
  it.each(Object.keys(kinds))('does its work once: a %s', async (kind) => {
    const house = await openTenantHouse();
    const activity = kinds[kind]?.(house) ?? {};
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.deliver(activity)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const late = house.teams.authorization({ exp: seconds() + 60 });
    expect((await house.deliver(activity, { authorization: late })).status).toBe(200);
    const events = (await house.stored()).incidents[0]?.events ?? [];
    const wanted = kind === 'press' ? 'acknowledged' : 'note.written';
    expect(events.filter(({ type }) => type === wanted)).toHaveLength(1);
  });

  it('is two when two people do it, and two when one does it twice', async () => {
    const house = await openTenantHouse();
    const note = (by = ana) =>
      message(house.teams.sender, { by, conversation: house.thread, text: 'note seen' });
    for (const activity of [note(), note(), note(people.ben)]) await house.deliver(activity);
    const events = (await house.stored()).incidents[0]?.events ?? [];
    expect(events.filter(({ type }) => type === 'note.written')).toHaveLength(3);
  });
});

describe('a card of an old version, still being clicked', () => {
  it('is answered in words, whatever its button means by now', async () => {
    const house = await openTenantHouse();
    await refusesAll(
      house,
      impossiblePresses.map(([verb, value]) => [
        `${verb} ${String(value).slice(0, 40)}`,
        pressed(house, { verb, value }),
      ]),
      answersInWords,
    );
  });

  it('also when its data is of another shape', async () => {
    const house = await openTenantHouse();
    const odd: Json[] = [
      { airb: 2, verb: 'page.ack', value: '1' },
      { airb: '1', verb: 'page.ack', value: '1' },
      { airb: 1, verb: 7, value: '1' },
      { airb: 1, verb: ['page.ack'], value: '1' },
      { airb: 1 },
      { airb: 1, verb: 'page.ack', value: { $gt: 0 } },
      { airb: 1, verb: 'command.open', value: 'not sealed' },
      { airb: 1, verb: 'command.open', value: '' },
      { action: 'page.ack', incident: 1 },
      {},
    ];
    const { sender } = house.teams;
    const where = { by: ana, conversation: house.thread };
    const all = odd.flatMap((data): [string, Json][] => {
      const what = JSON.stringify(data);
      return [
        [`execute ${what}`, execute(sender, { ...where, verb: String(data.verb), data })],
        [`fetch ${what}`, task(sender, { ...where, kind: 'fetch', data })],
        [`submit ${what}`, task(sender, { ...where, kind: 'submit', data })],
        [`message ${what}`, submitMessage(sender, { ...where, data })],
      ];
    });
    await refusesAll(house, all);
  });

  it('and a form with values nobody can have typed', async () => {
    const house = await openTenantHouse();
    await refusesAll(
      house,
      impossibleForms.map(([form, state, values]) => [
        `${String(form)} ${JSON.stringify(values).slice(0, 60)}`,
        sent(house, { form, state, values }),
      ]),
      answersInWords,
    );
  });

  it('and an invoke nobody has heard of', async () => {
    const house = await openTenantHouse();
    const names = [
      '',
      'launch',
      'constructor',
      '__proto__',
      'adaptiveCard/actions',
      'signin/verifyState',
      'a'.repeat(9000),
    ];
    const invoke = pressed(house, { verb: 'page.ack', value: '1' });
    await refusesAll(
      house,
      [...names, undefined, 7, {}].map((name) => [
        `${JSON.stringify(name)?.slice(0, 40)}`,
        { ...invoke, name },
      ]),
      ({ status }, what) => expect([what, status < 500]).toEqual([what, true]),
    );
  });
});

describe('a button or a form without airb’s seal, in Teams', () => {
  it('does nothing and says so, pressed, fetched, submitted or sent as a message', async () => {
    const house = await openTenantHouse();
    const { sender } = house.teams;
    const here = { by: ana, conversation: house.thread };
    const note = { airb: 1, form: 'note', state: '1', kinds: { text: 'line' }, text: 'planted' };
    const ack = { airb: 1, verb: 'page.ack', value: '1' };
    const other = { ...ack, verb: 'verify.start', value: sealedPress('page.ack', '1') };
    const words = /of an older airb or was changed/;
    await refusesAll(
      house,
      [
        ['no seal', execute(sender, { ...here, verb: 'page.ack', data: ack, replyToId: '1' })],
        ['of another verb', execute(sender, { ...here, verb: 'verify.start', data: other, replyToId: '1' })],
        ['fetched', task(sender, { ...here, kind: 'fetch', data: { ...ack, verb: 'note.open' } })],
        ['a form', task(sender, { ...here, kind: 'submit', data: note })],
      ],
      ({ text }, what) => expect([what, text]).toEqual([what, expect.stringMatching(words)]),
    );
    await refusesAll(house, [['sent as a message', submitMessage(sender, { ...here, data: ack })]]);
  });

  it('has the messages of its thread drawn again, so that the newest one works', async () => {
    const house = await openTenantHouse();
    const { store } = house.app;
    const slot = await store.slot(1, 'card');
    if (!slot) throw new Error('there is no card');
    // As an older airb left it: drawn with buttons that carried no seal.
    await store.write({}, () => ({
      writes: { slot: { ...slot, drawn: 'by an older airb' } },
      answer: 0,
    }));
    const redrawn = () => house.teams.calls.filter(({ method }) => method === 'PUT').length;
    const before = redrawn();
    const ack = { airb: 1, verb: 'page.ack', value: '1' };
    const here = { by: ana, conversation: house.thread };
    await house.deliver(
      execute(house.teams.sender, { ...here, verb: 'page.ack', data: ack, replyToId: '1' }),
    );
    await until('the card drawn again', () => redrawn() === before + 1);
    await house.quiet();
    expect(redrawn()).toBe(before + 1);
  });
});

describe('somebody who left the tenant', () => {
  it('may not decide, though Teams still delivers what they did', async () => {
    const house = await openTenantHouse();
    const left = { id: finn.mri, name: undefined, aadObjectId: undefined };
    await refusesAll(house, [
      ['acknowledges', { ...pressed(house, { verb: 'page.ack', value: '1' }, finn), from: left }],
      ['takes a role', { ...pressed(house, { verb: 'role.take', value: '1|commander' }, finn), from: left }],
      [
        'resolves',
        {
          ...message(house.teams.sender, {
            by: finn,
            conversation: house.thread,
            text: 'resolve override fine',
          }),
          from: left,
        },
      ],
    ]);
  });

  it('can not be paged, and the thread hears it at once', async () => {
    expectLog(/^warn Teams knows no Ana Lima any more: they have left, or/);
    // Whom a page can't reach is passed over at once; of those who come next, the file names no account.
    expectLog(/^warn The organization file names no Teams user for (dev|finn)/);
    const house = await openTenantHouse({
      prepare: ({ world }) =>
        Object.assign(world.users.find(({ aad }) => aad === ana.aad) ?? {}, { gone: true }),
    });
    await until('that nobody was reached', () =>
      house
        .posted()
        .some(({ activity }) =>
          /Ana could not be reached: Teams knows no Ana/.test(String(activity.summary)),
        ),
    );
    expect(
      house.teams.calls.filter(({ path, status }) => path === '/v3/conversations' && status === 404),
    ).toHaveLength(1);
  });
});

const template = '$'.concat('{title}');
const nasty = `<at>everyone</at> [pay](https://evil.example) ${template} {{DATE(2025-01-01T00:00:00Z)}} <script>x</script> **b** \u202Egnp.exe &lt;b&gt;`;

describe('a name, an alert or a message full of markup', () => {
  it('is shown as text everywhere, and pings nobody', async () => {
    const house = await openTenantHouse({
      alert: { annotations: { summary: nasty, value: '0.19', baseline: '0.04', unit: 'ratio' } },
      prepare: ({ world }) =>
        Object.assign(world.users.find(({ aad }) => aad === dan.aad) ?? {}, {
          name: nasty,
          role: 'guest',
          reachable: false,
        }),
    });
    const mallory = { ...dan, name: nasty };
    const { sender } = house.teams;
    const where = { by: mallory, conversation: house.thread };
    for (const text of [`note ${nasty}`, 'status', 'resolve override now', nasty]) {
      expect((await house.deliver(message(sender, { ...where, text }))).status).toBe(200);
    }
    await house.deliver(message(sender, { ...where, text: nasty, mention: false }));
    await house.quiet();
    await until('an answer to Mallory in the thread', () =>
      house.posted().some(({ activity }) => JSON.stringify(activity).includes('does not know you yet')),
    );
    const shown = house.posted().map(({ activity }) => activity);
    expect(JSON.stringify(shown)).toContain('everyone');
    for (const activity of shown) {
      for (const text of parsedTexts(activity)) {
        expect(text).not.toMatch(/<at>everyone|\]\(https:..evil|<script|\*\*b|\{\{DATE\(2025-01-01/);
        expect(text).not.toMatch(/\u202E/);
      }
      expect(JSON.stringify(activity)).not.toMatch(
        /"url":"https:..evil|\u202E|<script>x<.script>.{0,20}"entities"/,
      );
      for (const { text, mentioned } of mentionsIn(activity)) {
        expect(text).toMatch(/^<at>[^<[\]*`~]+<\/at>$/);
        expect([dan.aad, dan.mri, ana.aad, people.ben.aad, people.chloe.aad]).toContain(mentioned.id);
      }
    }
  });
});

/** Texts Teams parses: of TextBlocks, and of a message itself. */
function parsedTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(parsedTexts);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: string; text?: string };
  const own = (type === 'TextBlock' || type === 'message') && text ? [text] : [];
  return [...own, ...Object.values(value).flatMap(parsedTexts)];
}

function mentionsIn(value: unknown): { text: string; mentioned: { id: string } }[] {
  if (Array.isArray(value)) return value.flatMap(mentionsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type } = value as { type?: string };
  const own = type === 'mention' ? [value as { text: string; mentioned: { id: string } }] : [];
  return [...own, ...Object.values(value).flatMap(mentionsIn)];
}

describe('a body nobody should read', () => {
  it('is refused by its size, its kind and its depth, with the right token', async () => {
    expectLog(/^warn refused a request to \/api\/messages/);
    const house = await openTenantHouse();
    const before = await house.stored();
    const authorization = house.teams.authorization();
    const json = { authorization, 'content-type': 'application/json' };
    const note = JSON.stringify(kinds.message?.(house));
    const deep = (depth: number, inside: string) => `${'{"a":'.repeat(depth)}${inside}${'}'.repeat(depth)}`;
    const bodies: [what: string, body: string, headers: Record<string, string>, status: number][] = [
      ['too big', JSON.stringify({ ...kinds.message?.(house), filler: 'x'.repeat(2 ** 21) }), json, 413],
      ['text', note, { ...json, 'content-type': 'text/plain' }, 415],
      ['a form', note, { ...json, 'content-type': 'application/x-www-form-urlencoded' }, 415],
      ['nearly JSON', note, { ...json, 'content-type': 'application/jsonp' }, 415],
      ['no kind', note, { authorization, 'content-type': '' }, 415],
      ['cut off', note.slice(0, -1), json, 400],
      ['packed', 'x', { ...json, 'content-encoding': 'gzip' }, 400],
      ['a list', `[${note}]`, json, 400],
      ['nothing', '', json, 400],
      ['a thousand brackets', '['.repeat(50_000), json, 400],
      ['deep', deep(100_000, 'null'), json, 400],
    ];
    for (const [what, body, headers, expected] of bodies) {
      const { status } = await house.post(body, headers);
      expect([what, status]).toEqual([what, expected]);
    }
    const abyss = JSON.stringify(pressed(house, { verb: 'launch', value: 'x' })).replace(
      '"value":"x"',
      `"value":${deep(50_000, 'null')}`,
    );
    expect((await house.post(abyss, json)).status).toBeLessThan(500);
    expect(await house.stored()).toEqual(before);
  });
});

const requests = 800;
const width = 16;

/** An activity with the right token that can mean nothing: broken in something it needs, or nonsense throughout. */
function nonsense(dice: Random, house: TenantHouse): Buffer {
  const { sender } = house.teams;
  const where = { by: dice.pick([ana, dan, finn]), conversation: house.thread };
  const data = {
    airb: 1,
    verb: dice.word(),
    value: dice.word(),
    form: dice.pick([undefined, dice.word(), 7]),
  };
  const activity: Json = dice.pick<() => Json>([
    () => message(sender, { ...where, text: `#${dice.below(9) + 2} ${dice.word()}` }),
    () =>
      message(
        sender,
        { ...where, text: '' },
        { text: dice.pick([null, 7, [], {}]), entities: odd(dice), attachments: odd(dice) },
      ),
    () => execute(sender, { ...where, verb: dice.word(), data }, { value: odd(dice) }),
    () => execute(sender, { ...where, verb: dice.word(), data }),
    () => task(sender, { ...where, kind: dice.pick(['fetch', 'submit']), data }),
    () => submitMessage(sender, { ...where, data: { ...data, kinds: odd(dice), state: odd(dice) } }),
    () => reaction(sender, { ...where, to: dice.word(), type: dice.word() }, { reactionsAdded: odd(dice) }),
    () => membersAdded(sender, where, { membersAdded: odd(dice) }),
    () => ({ ...message(sender, { ...where, text: 'note x' }), type: dice.word() }),
  ])();
  return dice.chance(0.5) ? Buffer.from(JSON.stringify(activity)) : spoilt(dice, activity);
}

const needed = ['type', 'from', 'conversation', 'serviceUrl', 'channelId', 'channelData'];

function spoilt(dice: Random, activity: Json): Buffer {
  const text = JSON.stringify(activity);
  return dice.pick<() => Buffer>([
    () => dice.bytes(dice.below(400)),
    () => Buffer.from(text.slice(0, dice.below(text.length - 1))),
    () => Buffer.from(JSON.stringify({ ...activity, [dice.pick(needed)]: odd(dice), tenantId: null })),
    () => Buffer.from(`[${text}]`),
    () => Buffer.from(`{"__proto__":${text}}`),
    () => Buffer.from(text.replace('{', `{"${dice.word()}":${'['.repeat(900)}${']'.repeat(900)},`)),
  ])();
}

/** A value where another was expected. */
function odd(dice: Random): unknown {
  return dice.pick<() => unknown>([
    () => null,
    () => dice.below(9),
    () => dice.word().repeat(dice.below(900)),
    () => [],
    () => [null, 7, { type: 'mention' }, [[]]],
    () => ({ id: dice.pick(['', 7, '19:x/y z', dice.word()]) }),
    () => ({ action: { data: odd(dice) }, data: odd(dice) }),
    () => JSON.parse('{"__proto__":{"airb":1},"constructor":{"prototype":1}}'),
  ])();
}

describe(`${requests} bodies of nonsense with the right token`, () => {
  it('end in none stored, none failed, and airb as well as before', async () => {
    // Its answers still wait for Teams' rate limit when it ends.
    mayLog(/^warn stopped without waiting for teams/, /^warn an answer did not reach/i);
    expectLog(/^warn refused a request to \/api\/messages/);
    // Teams may ask for patience just when somebody is answered.
    mayLog(/^warn .*did not reach/);
    const house = await openTenantHouse();
    const before = await house.stored();
    const dice = random(20_250_217);
    const headers = { authorization: house.teams.authorization(), 'content-type': 'application/json' };
    const answers = new Map<number, number>();
    const queue = Array.from({ length: requests }, () => nonsense(dice, house)).entries();
    const sender = async () => {
      for (const [n, body] of queue) {
        const { status } = await house.post(body, headers);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        const wrong = status >= 500 ? { n, body: body.toString('latin1').slice(0, 2000) } : undefined;
        expect({ status, wrong }).toEqual({ status, wrong: undefined });
      }
    };
    await Promise.all(Array.from({ length: width }, sender));
    // Taken and answered, unreadable, of nobody, and unheard of: all of it came past the token.
    expect([...answers.keys()].sort()).toEqual(expect.arrayContaining([200, 400, 403]));
    expect(await house.stored()).toEqual(before);
    expect((await fetch(`${house.url}/readyz`)).status).toBe(200);
    const note = message(house.teams.sender, {
      by: ana,
      conversation: house.thread,
      text: 'note still here',
    });
    expect((await house.deliver(note)).status).toBe(200);
    expect(await house.stored()).not.toEqual(before);
  }, 120_000);
});

function answersInWords({ status, text }: Told, what: string): void {
  expect([what, status]).toEqual([what, 200]);
  expect([what, text.length > 0]).toEqual([what, true]);
}

/** Delivers each; all are answered, none leaves anything behind, and nothing of it fails inside. */
async function refusesAll(
  house: TenantHouse,
  activities: [what: string, activity: Json][],
  look: (told: Told, what: string) => void = ({ status }, what) =>
    expect([what, status]).toEqual([what, 200]),
): Promise<void> {
  const before = await house.stored();
  for (const [what, activity] of activities) {
    look(await house.deliver(activity), what);
    expect([what, await house.stored()]).toEqual([what, before]);
  }
}
