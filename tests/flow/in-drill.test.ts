import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/domain/chat/card.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { inDrill, refuseOutside } from '../../src/flow/deliver/in-drill.ts';
import type { DeliverDeps } from '../../src/flow/deliver/sending.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import { given } from '../support/given.ts';
import { at, opening } from '../support/worked-example.ts';

const { incident } = given(opening());
/** A drill that Ana has joined. */
const drill = { ...incident, drill: { joined: [{ id: 'ana', name: 'Ana' }] } } as unknown as Opened;

describe('the ports of a drill', () => {
  const real = { real: true };
  const played = { actions: { played: 1 }, signals: { played: 2 }, traces: { played: 3 } };
  const outside = { pagers: [real], publishers: [real], trackers: [real], evalSets: [real] };
  const deps = {
    ...{ actions: real, signals: real, traces: real, ...outside, chats: [] },
    scenarios: { world: (of: Opened) => (of === drill ? played : undefined) },
    log: real,
  } as unknown as DeliverDeps;

  it('play targets, signals and traces, and have nobody to page, publish, track or fill', () => {
    const nobody = { pagers: [], publishers: [], trackers: [], evalSets: [] };
    expect(inDrill(deps, drill)).toEqual({ ...deps, ...played, ...nobody });
  });
});

describe('the chat of a drill', () => {
  /** What arrives at the real chat: the method, and what it was given. */
  const arrived: unknown[][] = [];
  const own = { name: 'slack', cannot: ['draw charts'] };
  const recording = (where: string): Chat =>
    new Proxy({} as Chat, {
      get(_, method: string) {
        if (method in own) return own[method as keyof typeof own];
        if (method === 'inTurn')
          return (turn: unknown, work: (chat: Chat) => unknown) => work(recording(`in turn ${turn}`));
        return (...given: unknown[]) => {
          arrived.push([where, method, ...given]);
          return `answer of ${method}`;
        };
      },
    });
  const [chat] = inDrill(
    { chats: [recording('directly')], scenarios: { world: () => ({}) } } as unknown as DeliverDeps,
    drill,
  ).chats as [Chat];

  const room = 'slack:C1';
  const place = { room };
  const calling = (who: string): Card => ({
    text: 'somebody is needed',
    nodes: [{ type: 'text', spans: [{ person: who, name: who }, ' is needed'] }],
  });
  const marked = (spans: unknown[]) => ({
    text: 'EXERCISE · somebody is needed',
    nodes: [{ type: 'text', spans: [{ bold: 'EXERCISE' }, ' · ', ...spans] }],
  });
  const bytes = Buffer.from('png');
  const file = { name: 'chart.png', title: 'Refusals', bytes };
  const since = at('14:10');

  it.each<[method: keyof Chat, given: unknown[], arrives: unknown[]]>([
    [
      'openRoom',
      [{ name: 'inc-1', private: false, marker: 'airb:1' }],
      [{ name: 'inc-1', private: false, marker: 'airb:1', mark: 'EXERCISE · ' }],
    ],
    ['regainRoom', [room], [room]],
    ['archiveRoom', [room], [room]],
    ['renameRoom', [room, 'inc-2'], [room, 'inc-2']],
    ['invite', [room, ['ana']], [room, ['ana']]],
    ['setTopic', [room, 'SEV2'], [room, 'EXERCISE · SEV2']],
    ['addLinks', [room, [{ title: 'Page', url: 'x' }]], [room, [{ title: 'Page', url: 'x' }]]],
    [
      'writeCanvas',
      [room, { title: 'Postmortem', markdown: '# It', kept: true }],
      [room, { title: 'EXERCISE · Postmortem', markdown: '# It', kept: true }],
    ],
    [
      'post',
      [place, calling('ana'), 'k'],
      [place, marked([{ person: 'ana', name: 'ana' }, ' is needed']), 'k'],
    ],
    ['post', [place, calling('ben'), 'k'], [place, marked(['ben', ' is needed']), 'k']],
    ['redraw', ['m', calling('ben'), 'k'], ['m', marked(['ben', ' is needed']), 'k']],
    ['drawHome', ['ana', calling('ana')], ['ana', calling('ana')]],
    ['pin', ['m'], ['m']],
    [
      'upload',
      [place, file, 'k'],
      [place, { name: 'exercise-chart.png', title: 'EXERCISE · Refusals', bytes }, 'k'],
    ],
    ['drawsCharts', [], []],
    ['find', [place, { key: 'k', since }], [place, { key: 'k', since }]],
    [
      'find',
      [place, { key: 'k', since, file: 'chart.png' }],
      [place, { key: 'k', since, file: 'exercise-chart.png' }],
    ],
    [
      'remove',
      [place, { key: 'k', since, file: 'chart.png' }],
      [place, { key: 'k', since, file: 'exercise-chart.png' }],
    ],
    ['remove', [place, { key: 'k', since }], [place, { key: 'k', since }]],
    ['read', ['m'], ['m']],
  ])('%s says that it is an exercise, and calls only who joined', async (method, says, arrives) => {
    for (const [where, tell] of [
      ['directly', (work: (of: Chat) => unknown) => work(chat)],
      ['in turn 7', (work: (of: Chat) => Promise<unknown>) => chat.inTurn(7 as never, work)],
    ] as const) {
      arrived.length = 0;
      const call = (of: Chat) => (of[method] as (...all: unknown[]) => Promise<unknown>)(...says);
      expect(await tell(call)).toBe(`answer of ${method}`);
      expect(arrived).toEqual([[where, method, ...arrives]]);
    }
  });

  it('is named as the real one, and can no more', () => {
    expect(chat).toMatchObject(own);
  });
});

describe('the second look at what leaves a drill', () => {
  const refused = (body: object) => refuseOutside({ body } as StoredEffect, drill);

  it.each([
    'room.rename',
    'page',
    'publish',
    'letter',
    'issue',
    'examples',
    'subscribers',
    'share',
    'hand-over',
    'split',
    'sample',
  ])('refuses %s to everybody, for good', (kind) => {
    expect(refused({ kind, place: { to: 'room' } })).toMatchObject({
      message: 'A drill sends this to nobody.',
      code: 'drill_outside',
      retry: false,
    });
  });

  it.each(['say', 'draw', 'file', 'remove'])('lets %s go to its own room and to who joined alone', (kind) => {
    expect(refused({ kind, place: { to: 'room' } })).toBeUndefined();
    expect(refused({ kind, place: { to: 'person', person: 'ana' } })).toBeUndefined();
    const outside = [
      { to: 'person', person: 'ben' },
      { to: 'incidents' },
      { to: 'channel', channel: 'support-leadership' },
    ];
    for (const place of outside) expect(refused({ kind, place })).toMatchObject({ code: 'drill_outside' });
  });

  it('lets go what has no place outside', () => {
    for (const kind of ['room.open', 'room.topic', 'action', 'read', 'look', 'timer'])
      expect(refused({ kind })).toBeUndefined();
  });
});
