import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/domain/incident/effects.ts';
import { airb, type Person } from '../../../src/domain/people.ts';
import { finn, given, happens, incident42, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, at, ben, event } from '../../support/worked-example.ts';

const eva: Person = { id: 'eva', name: 'Eva' };

/** An incident in whose room Eva said something without being called; then the room is lost and another opened. */
const invited = (hidden: boolean) => {
  const { log } = readyToRollBack();
  const story = given(
    ...log.map((one) => (one.type === 'incident.opened' ? { ...one, private: hidden } : one)),
  )
    .after(['14:12', eva, { type: 'note', text: 'what is this channel?' }])
    .after(['14:13', airb, { type: 'room.lost', room: 'slack:C0INC42', why: 'The channel is archived.' }]);
  const opened = { type: 'room.opened' as const, room: 'slack:C2', name: 'inc-2' };
  return happens(story, '14:14', airb, opened).effects.flatMap(({ body }) =>
    body.kind === 'room.invite' ? body.people : [],
  );
};

describe('the room that takes the place of a lost one', () => {
  it('has everybody invited who was in the other', () => {
    expect(invited(false)).toEqual(expect.arrayContaining(['eva', 'ana']));
  });

  it('has nobody invited into a private one whom airb had not let in: who was taken out stays out', () => {
    expect(invited(true)).toContain('ana');
    expect(invited(true)).not.toContain('eva');
  });
});

const home = 'slack:C0INC42';
const lose = (room = home, why = 'The channel is archived.') => ({ type: 'room.lost' as const, room, why });
const open = (room: string, name = 'inc-2') => ({ type: 'room.opened' as const, room, name });
/** What was asked of chat, as `kind` and where: `say incidents`, `draw card`. */
const asks = (effects: Effect[]) =>
  effects.flatMap(({ body }) => {
    const chat = 'chat' in body && body.chat !== undefined ? ` in ${body.chat}` : '';
    if (body.kind === 'draw') return [`draw ${body.slot}${chat}`];
    if (body.kind !== 'say') return [`${body.kind}${chat}`];
    return [`say ${body.place.to === 'person' ? body.place.person : body.place.to}${chat}`];
  });
const lost = (story: Story, room = home) => happens(story, '14:13', airb, lose(room));

describe('a room that is lost', () => {
  it('is told elsewhere, to those who decide and own, and another is asked for under a name that says so', () => {
    const { events, effects, incident } = lost(incident42());
    const name = 'inc-20250217-42-support-bot-refusal-spike';
    expect(events).toEqual([{ at: at('14:13'), by: airb, ...lose(), name }]);
    expect(asks(effects)).toEqual(['room.open', 'say incidents', 'say ben', 'say ana', 'draw announcement']);
    expect(effects[0]).toMatchObject({
      lane: 'room.open',
      body: { name: `${name}-2`, private: false, nth: 2, lost: home },
    });
    expect(effects[1]?.body).toMatchObject({ saying: { as: 'event', event: { type: 'room.lost' } } });
    expect(incident).toMatchObject({
      rooms: [],
      room: undefined,
      lostRooms: [{ chat: 'slack', ref: home, name }],
    });
    // One who holds both roles hears of it once, and where nobody does there is nobody to write to.
    const one = incident42({ roles: { commander: ana, owner: ana } });
    expect(asks(lost(one).effects).filter((ask) => ask.startsWith('say'))).toEqual([
      'say incidents',
      'say ana',
    ]);
    expect(asks(lost(incident42({ roles: {} })).effects)).toEqual([
      'room.open',
      'say incidents',
      'draw announcement',
    ]);
  });

  it('of a private incident is told to nobody else, and the other is private too', () => {
    const { effects } = lost(incident42({ private: true }));
    expect(asks(effects)).toEqual(['room.open', 'say ben', 'say ana']);
    expect(effects[0]?.body).toMatchObject({ private: true });
  });

  it('is none where it is not the incident’s, not any more, or where the incident is over', () => {
    incident42().when('14:13', airb, lose('slack:C9')).ignores();
    incident42().when('14:13', airb, lose('teams:T1')).ignores();
    const gone = incident42().after(['14:13', airb, lose()]);
    gone.when('14:14', airb, lose()).ignores();
    const over = incident42().after(['14:12', ben, { type: 'cancel', reason: 'a load test' }]);
    over.when('14:13', airb, lose()).ignores();
  });

  it('is replaced three times; after that people are asked, and the last one stays what it is', () => {
    const thrice = ['slack:C1', 'slack:C2', 'slack:C3'].reduce(
      (story, room, n) =>
        story.after(['14:13', airb, lose(story.incident.room)], ['14:14', airb, open(room, `inc-${n + 2}`)]),
      incident42(),
    );
    expect(thrice.incident.lostRooms?.map(({ ref, by }) => [ref, by])).toEqual([
      [home, 'slack:C1'],
      ['slack:C1', 'slack:C2'],
      ['slack:C2', 'slack:C3'],
    ]);
    const third = happens(incident42(), '14:13', airb, lose());
    expect(third.events[0]).not.toHaveProperty('last');
    const { events, effects, incident } = lost(thrice, 'slack:C3');
    expect(events).toMatchObject([{ room: 'slack:C3', last: true }]);
    expect(asks(effects)).not.toContain('room.open');
    expect(asks(effects)).toContain('say ben');
    expect(incident).toMatchObject({ room: 'slack:C3', rooms: [{ ref: 'slack:C3' }] });
    expect(incident.lostRooms).toHaveLength(4);
    given(...thrice.log, ...events)
      .when('14:20', airb, lose('slack:C3'))
      .ignores();
    // Its name counts from the first, however often it went.
    const twice = incident42().after(['14:13', airb, lose()], ['14:14', airb, open('slack:C1')]);
    expect(lost(twice, 'slack:C1').effects[0]?.body).toMatchObject({
      name: 'inc-20250217-42-support-bot-refusal-spike-3',
      nth: 3,
    });
  });

  it('in one of two chats leaves the other alone: it is told there, and only its own place is asked for', () => {
    const both = incident42({
      plan: { chats: ['slack', 'teams'], incidentsChannels: { slack: 'incidents', teams: 'T-incidents' } },
    }).after(['14:11', airb, open('teams:T1', 'inc-42')]);
    const teams = lost(both, 'teams:T1');
    expect(asks(teams.effects)).toEqual(
      expect.arrayContaining(['room.open in teams', 'say incidents in teams', 'say room']),
    );
    expect(asks(teams.effects)).not.toContain('say room in teams');
    expect(teams.incident).toMatchObject({
      room: home,
      rooms: [{ ref: home }],
      lostRooms: [{ chat: 'teams' }],
    });
    const slack = lost(both);
    expect(asks(slack.effects)).toEqual(
      expect.arrayContaining(['room.open', 'say incidents', 'say room in teams']),
    );
    expect(slack.incident).toMatchObject({ room: undefined, rooms: [{ ref: 'teams:T1' }] });
    // The one of Teams takes no place of the one of Slack.
    const again = given(...both.log, ...slack.events).after(
      ['14:14', airb, lose('teams:T1')],
      ['14:15', airb, open('teams:T2')],
    );
    expect(again.incident.lostRooms?.map(({ by }) => by)).toEqual([undefined, 'teams:T2']);
  });
});

describe('what stands in the room that takes its place', () => {
  const back = (story: Story, room = 'slack:C1') =>
    happens(story.after(['14:50', airb, lose()]), '14:51', airb, open(room));

  it('is why there is another, whose place it took, and what is due now', () => {
    const { events, effects } = back(incident42());
    expect(events).toMatchObject([
      { type: 'room.opened' },
      { type: 'room.replaced', from: { room: home, at: at('14:50') }, to: 'slack:C1', name: 'inc-2' },
    ]);
    expect(effects.find(({ lane }) => lane === 'room.replaced')).toMatchObject({
      body: { kind: 'say', saying: { event: { type: 'room.replaced' } } },
    });
    expect(asks(effects)).toContain('draw now');
    expect(asks(effects)).not.toContain('draw recovery');
    expect(
      happens(incident42().after(['14:50', airb, lose()]), '14:51', airb, open(home)).incident,
    ).toMatchObject({
      lostRooms: [{ ref: home, by: home }],
    });
  });

  it('is kept apart by each loss: one airb came back from stays so when the same room is lost for good', () => {
    const cameBack = incident42().after(['14:50', airb, lose()], ['14:51', airb, open(home)]);
    const forGood = cameBack.after(['14:52', airb, lose()], ['14:53', airb, open('slack:C1')]);
    expect(forGood.incident.lostRooms?.map(({ by }) => by)).toEqual([home, 'slack:C1']);
  });

  it('are the changes that are not over and the recovery that is watched; not what was declined', () => {
    const ask = (part: string) => ({ type: 'rollback.request' as const, part, reason: 'it followed it' });
    const asked = readyToRollBack().after(['14:12', ana, ask('prompt')]);
    const [first] = asked.incident.containments;
    const declined = asked.after([
      '14:13',
      finn,
      { type: 'rollback.decline', action: first?.id ?? '', reason: 'the index first' },
    ]);
    const waits = declined.after(['14:14', ana, ask('index')]);
    const second = waits.incident.containments[1]?.id;
    const actions = (story: Story) =>
      asks(back(story).effects).filter((ask) => ask.startsWith('draw action'));
    expect(actions(waits)).toEqual([`draw action:${second}`]);
    const watched = given(
      ...declined.log,
      event('14:40', ben, { type: 'verification.started', until: at('15:40') }),
    );
    expect(asks(back(watched).effects)).toContain('draw recovery');
  });

  it('everybody is let into who was called: by a page, or because it escalated', () => {
    const called = given(
      ...incident42({ private: true }).after(['14:15', airb, { type: 'page.timeout', level: 0 }]).log,
      event('14:20', airb, {
        type: 'escalated',
        kind: 'technical',
        people: [eva],
        because: { said: 'worse' },
      }),
    );
    const people = back(called).effects.flatMap(({ body }) =>
      body.kind === 'room.invite' ? body.people : [],
    );
    expect(people).toEqual(expect.arrayContaining(['ana', 'ben', 'chloe', 'dev', 'eva']));
    expect(people).not.toContain('finn');
  });
});
