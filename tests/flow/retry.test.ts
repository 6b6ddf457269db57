import { describe, expect, it } from 'vitest';
import type { OutgoingBody } from '../../src/domain/chat/outgoing.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { hour, minute, second } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { leaseOver } from '../../src/flow/deliver/leases.ts';
import { createRetry } from '../../src/flow/deliver/retry.ts';
import type { DeliverDeps } from '../../src/flow/deliver/sending.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import type { Writes } from '../../src/ports/records.ts';
import { lostRoom, refused, throttled } from '../support/given-chat.ts';
import { at, event, opening } from '../support/worked-example.ts';

const now = at('14:20');
const room = 'slack:C1';
const begun = [
  opening(),
  event('14:11', { id: 'ben', name: 'Ben' }, { type: 'room.opened', room, name: 'inc-42' }),
];
const incident = fold(nothing, begun) as Opened;

/** The room that takes its place. */
const other = { ref: 'slack:C2', openedAt: now };

/** One effect of each kind, as short as it may be. */
const bodies = {
  'room.open': {},
  'room.invite': { people: ['ana'] },
  'room.rename': {},
  'room.topic': { topic: 't' },
  'room.links': { links: [] },
  'room.pin': { slot: 'card' },
  draw: { slot: 'card', place: { to: 'room' } },
  say: { place: { to: 'room' }, card: { blocks: [] } },
  file: { place: { to: 'room' }, content: 'postmortem.md' },
  chart: { kind: 'file', place: { to: 'room' }, content: 'chart.png' },
  remove: { place: { to: 'room' }, name: 'x', earlier: { key: 'k', since: now, by: 'Ana' } },
  canvas: {},
  'canvas that unsays': { kind: 'canvas', unsays: 'Ana Lima' },
  page: { action: 'trigger', level: 0, route: 'pagerduty', people: ['ana'], summary: 's' },
  publish: {},
  subscribers: {},
  action: { action: 'a1', part: 'prompt', to: 'prompt-v6', dryRun: false },
  look: {},
  read: {},
  share: {},
  letter: {},
  issue: { item: 2, tracker: 'github' },
  examples: { tool: 'langfuse' },
};
type Kind = keyof typeof bodies;
const kinds = Object.keys(bodies) as Kind[];

const effectOf = (kind: Kind, facts: Partial<StoredEffect> = {}): StoredEffect => ({
  key: '1.4.0',
  incident: 42,
  lane: 'room',
  dueAt: now,
  priority: 20,
  attempts: 0,
  state: 'sending',
  body: { kind, ...bodies[kind] } as unknown as OutgoingBody,
  ...facts,
});
const down = (facts: Partial<ConstructorParameters<typeof DeliveryError>[1]> = {}) =>
  new DeliveryError('It is down.', { retry: true, code: 'down', ...facts });

/** What comes after a failure: what is written, said to the incident, counted, logged, and when airb wakes for it. */
async function failing(
  error: DeliveryError,
  effect: StoredEffect,
  { stays = false, ...given }: { state?: Opened | undefined; stays?: boolean } = {},
) {
  const written: Writes[] = [];
  const commands: object[] = [];
  const woken: unknown[] = [];
  const counted: string[] = [];
  const logged: (string | object)[] = [];
  const retry = createRetry({
    store: {
      write: async (_: unknown, decide: (loaded: object) => { writes: Writes }) =>
        void written.push(decide({}).writes),
    },
    writer: {
      handle: async (number: number, command: object, by: object, extras?: object) => {
        commands.push({ number, ...command, by, ...extras });
        return { ok: true, incident: { ...incident, rooms: stays ? incident.rooms : [other] } };
      },
    },
    clock: { now: () => now },
    jobs: { wakeAt: (instant: number, about: unknown) => void woken.push([instant, about]) },
    log: {
      info: (fields: object, message: string) => void logged.push(`info ${message}`, fields),
      warn: (fields: object, message: string) => void logged.push(`warn ${message}`, fields),
    },
    metrics: { effectFailed: (kind: string, failure: string) => void counted.push(`${kind} ${failure}`) },
    chats: [],
  } as Partial<Record<keyof DeliverDeps, unknown>> as DeliverDeps);
  await retry({ effect, incident: 'state' in given ? given.state : incident, error });
  return { settled: written.map(({ settle }) => settle), commands, woken, counted, logged };
}

describe('a platform asks to slow down', () => {
  it.each([
    ['as long as it says', 3 * second, 3 * second],
    ['a second where it says nothing', undefined, second],
    ['an hour at most', 2 * hour, hour],
  ])('waits %s, counts no attempt and no failure', async (_, afterMs, wait) => {
    const error = new DeliveryError('Slower.', { retry: true, throttled: true, code: 'r', afterMs });
    const { settled, counted, woken } = await failing(error, effectOf('read'));
    expect(settled).toStrictEqual([
      { key: '1.4.0', error: 'Slower.', state: 'pending', dueAt: now + wait, counted: false },
    ]);
    expect([counted, woken]).toEqual([[], []]);
  });

  it('while it is looked for: it stays in doubt', async () => {
    const { settled } = await failing(throttled(second), effectOf('say', { state: 'uncertain' }));
    expect(settled).toMatchObject([{ state: 'uncertain' }]);
  });

  it.each(kinds)('keeps %s for this process only where half of it may be done', async (kind) => {
    const inChat = /^(room|draw|say|file|chart|remove|canvas)/.test(kind);
    expect((await failing(throttled(3 * second), effectOf(kind))).settled).toMatchObject([
      inChat ? { keptFor: 13 * second } : { counted: false },
    ]);
    const [settled] = (await failing(throttled(3 * second), effectOf(kind))).settled;
    expect(settled && 'keptFor' in settled).toBe(inChat);
  });

  it('leaves it to anybody at once when this process was away for too long', async () => {
    const error = down({ throttled: true, code: leaseOver, afterMs: 2 * second });
    expect((await failing(error, effectOf('say'))).settled).toMatchObject([{ keptFor: 1 }]);
  });

  const decorations: Kind[] = ['room.rename', 'room.topic', 'room.links', 'room.pin', 'chart', 'canvas'];
  it.each(kinds)('says so of %s once that is felt', async (kind) => {
    const decorates = decorations.includes(kind);
    const felt = kind === 'draw' || decorates ? minute : 10 * second;
    const told = { number: 42, type: 'trouble', code: 'rate_limited', text: 'Slower.' };
    const short = await failing(throttled(felt - 1), effectOf(kind));
    expect([short.commands, short.logged[0]]).toEqual([[], 'info Slower.']);
    const long = await failing(throttled(felt), effectOf(kind));
    expect(long.logged[0]).toBe('warn Slower.');
    expect(long.commands).toMatchObject(decorates ? [] : [told]);
    expect(long.commands).toHaveLength(decorates ? 0 : 1);
  });

  it('says so once', async () => {
    const state = { ...incident, troubles: ['rate_limited'] };
    expect((await failing(throttled(minute), effectOf('say'), { state })).commands).toEqual([]);
  });
});

describe('a call failed and may succeed later', () => {
  it('comes again after a wait that doubles, and wakes airb for it', async () => {
    const { settled, woken, counted, logged } = await failing(down(), effectOf('say', { attempts: 1 }));
    const dueAt = now + 2 * second;
    expect(settled).toStrictEqual([
      { key: '1.4.0', error: 'It is down.', state: 'pending', dueAt, counted: true },
    ]);
    expect(woken).toEqual([[dueAt, { incident: 42, severity: 'sev3', what: 'say' }]]);
    expect(counted).toEqual(['say passing']);
    expect(logged).toEqual(['warn It is down.', { effect: '1.4.0', kind: 'say', code: 'down', attempts: 1 }]);
  });

  it.each([
    ['longer than the wait', 30 * second, 30 * second],
    ['shorter than it', 1, second],
    ['longer than an hour', 2 * hour, hour],
  ])('comes when the other side says, which is %s', async (_, afterMs, wait) => {
    expect((await failing(down({ afterMs }), effectOf('say'))).settled).toMatchObject([
      { dueAt: now + wait },
    ]);
  });

  it.each([
    ['no answer came', { uncertain: true }, 'sending'],
    ['no answer came, and it is no use to try again', { uncertain: true, retry: false }, 'sending'],
    ['none had come before', {}, 'uncertain'],
  ] as const)('is in doubt where %s', async (_, facts, state) => {
    const { settled, counted } = await failing(down(facts), effectOf('say', { state }));
    expect(settled).toMatchObject([{ state: 'uncertain', counted: true }]);
    expect(counted).toEqual([state === 'uncertain' ? 'say passing' : 'say uncertain']);
  });

  it.each(kinds)('%s: decoration ends at its fifth try, all else goes on', async (kind) => {
    const decorates = ['room.rename', 'room.topic', 'room.links', 'room.pin', 'chart', 'canvas'].includes(
      kind,
    );
    expect((await failing(down(), effectOf(kind, { attempts: 3 }))).settled).toMatchObject([
      { state: 'pending' },
    ]);
    const fifth = await failing(down(), effectOf(kind, { attempts: 4 }));
    if (decorates) expect(fifth.commands).toMatchObject([{ also: { settle: { state: 'failed' } } }]);
    else expect(fifth.settled).toMatchObject([{ state: 'pending' }]);
  });

  it.each([
    ['say', 'slow:down', 'Something was held up for a while: It is down.'],
    ['page', 'paging:down', 'A page is held up: It is down.'],
    ['action', 'trying:a1', 'The rollback of prompt to prompt-v6 is held up: It is down.'],
    ['issue', 'issue:2', 'Action item 2 is not in GitHub yet, and airb goes on trying: It is down.'],
  ] as const)('%s: the incident hears of it at the third try, once', async (kind, code, text) => {
    const told = { number: 42, type: 'trouble', code, text };
    const commands = async (attempts: number, state = incident) =>
      (await failing(down(), effectOf(kind, { attempts }), { state })).commands;
    expect(await commands(1)).toEqual([]);
    expect(await commands(2)).toMatchObject([told]);
    expect(await commands(3)).toEqual([]);
    expect(await commands(2, { ...incident, troubles: [code] })).toEqual([]);
  });

  it('tells a page that can not be called off from one that does not go out, and a try of a rollback from it', async () => {
    const said = async (kind: Kind, more: object) => {
      const effect = effectOf(kind, { attempts: 2 });
      return (await failing(down(), { ...effect, body: { ...effect.body, ...more } as OutgoingBody }))
        .commands;
    };
    expect(await said('page', { action: 'resolve' })).toMatchObject([
      { code: 'calling-off:down', text: 'The end of a page is held up: It is down.' },
    ]);
    expect(await said('action', { dryRun: true })).toMatchObject([{ code: 'slow:down' }]);
  });

  it('says nothing of what only decorates', async () => {
    expect((await failing(down(), effectOf('room.topic', { attempts: 2 }))).commands).toEqual([]);
  });
});

describe('a call was refused', () => {
  it('is over, and its incident hears of it in the transaction that says so', async () => {
    const { commands, settled, counted } = await failing(refused('no_text'), effectOf('say'));
    expect(commands).toStrictEqual([
      {
        number: 42,
        type: 'trouble',
        code: 'no_text',
        text: 'The chat says no_text.',
        by: { kind: 'airb' },
        also: { settle: { key: '1.4.0', state: 'failed', error: 'The chat says no_text.' } },
      },
    ]);
    expect([settled, counted]).toEqual([[], ['say refused']]);
  });

  it('lets go of what waited for the message', async () => {
    expect((await failing(refused('x'), effectOf('draw'))).commands).toMatchObject([
      { also: { release: { incident: 42, words: ['slot:card'] } } },
    ]);
  });

  it('to open a room: that is said at once, and tried every five minutes', async () => {
    const { commands, settled } = await failing(refused('missing_scope'), effectOf('room.open'));
    expect(commands).toMatchObject([
      {
        number: 42,
        type: 'trouble',
        code: 'room:slack',
        text: 'The chat says missing_scope.',
        about: 'room',
        chat: 'slack',
      },
    ]);
    expect(settled).toMatchObject([{ state: 'pending', dueAt: now + 5 * minute, counted: true }]);
  });

  it('to open a room, for now: it is tried as all else, and nothing is said', async () => {
    const { commands, settled } = await failing(down(), effectOf('room.open'));
    expect(commands).toEqual([]);
    expect(settled).toMatchObject([{ dueAt: now + second }]);
  });

  it('by a tracker: that is said at once, and tried every hour', async () => {
    const { commands, settled } = await failing(refused('401'), effectOf('issue'));
    expect(commands).toMatchObject([{ type: 'trouble', code: 'issue:2' }]);
    expect(settled).toMatchObject([{ state: 'pending', dueAt: now + hour }]);
  });
});

describe('the room is gone', () => {
  const toRoom: Kind[] = [
    ...(['room.invite', 'room.rename', 'room.topic', 'room.links', 'room.pin'] as const),
    ...(['draw', 'say', 'file', 'chart', 'remove', 'canvas', 'canvas that unsays'] as const),
  ];

  it.each(kinds)(
    '%s waits for the one that takes its place, where it was meant for the room',
    async (kind) => {
      const { commands, settled } = await failing(lostRoom(), effectOf(kind));
      const lost = { number: 42, type: 'room.lost', room, why: 'The channel is archived.' };
      if (!toRoom.includes(kind)) return expect(commands).not.toMatchObject([{ type: 'room.lost' }]);
      expect(commands).toMatchObject([lost]);
      expect(settled).toStrictEqual([
        {
          key: '1.4.0',
          error: 'The channel is archived.',
          state: 'pending',
          dueAt: now + second,
          counted: false,
        },
      ]);
    },
  );

  it('is given up where none takes its place', async () => {
    const { commands, settled } = await failing(lostRoom(), effectOf('say'), { stays: true });
    expect(commands).toMatchObject([{ type: 'room.lost' }, { also: { settle: { state: 'failed' } } }]);
    expect(settled).toEqual([]);
  });

  it('is given up where the incident is over, or has no room', async () => {
    const over = { ...incident, phase: 'cancelled' } as Opened;
    for (const state of [over, { ...incident, rooms: [] }])
      expect((await failing(lostRoom(), effectOf('say'), { state })).commands).toMatchObject([
        { type: 'trouble', also: { settle: { state: 'failed' } } },
      ]);
  });

  it('is another thing than a person who is gone', async () => {
    const effect = effectOf('say');
    const body = { ...effect.body, place: { to: 'person', person: 'ana' } } as OutgoingBody;
    expect((await failing(lostRoom(), { ...effect, body })).commands).toMatchObject([{ type: 'trouble' }]);
  });
});

it('what belongs to no incident is over, and nobody hears of it', async () => {
  expect(await failing(down(), effectOf('say'), { state: undefined })).toStrictEqual({
    settled: [{ key: '1.4.0', state: 'failed', error: 'It is down.' }],
    commands: [],
    woken: [],
    counted: [],
    logged: [],
  });
});
