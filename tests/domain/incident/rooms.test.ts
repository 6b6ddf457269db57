import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../src/domain/chat/outgoing.ts';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { seenFrom } from '../../../src/domain/incident/rooms.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb } from '../../../src/domain/people.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { bodiesOf, given, incident42, planWith, type Story } from '../../support/given.ts';
import { ana, at, ben, event, opening } from '../../support/worked-example.ts';

const reach: Record<string, string[]> = { ana: ['slack', 'teams'], ben: ['teams'], chloe: ['slack'] };
const channels = { slack: 'incidents', teams: 'AI incidents' };

/** A plan whose incident lives in Slack and in Teams; Ben has an account in Teams only. */
function inBoth(change: Partial<Plan> = {}): Plan {
  const plan = planWith({ chats: ['slack', 'teams'], incidentsChannels: channels, ...change });
  const people = Object.entries(plan.people).map(([id, one]) => [
    id,
    { ...one, chats: reach[id] ?? ['slack'] },
  ]);
  return { ...plan, people: Object.fromEntries(people) };
}

const inSlack = { type: 'room.opened', room: 'slack:C0INC42', name: 'inc-42' } as const;
const inTeams = {
  type: 'room.opened',
  room: 'teams:19:x@thread.tacv2;messageid=1',
  name: 'INC-42',
  announced: true,
} as const;

const opened = () => given({ ...opening({ plan: inBoth() }), at: at('14:10') });
const withBoth = () => given(...opened().log, event('14:10', airb, inSlack), event('14:11', airb, inTeams));

/** `slack draw card`, `teams say`: where each effect of a story's newest event goes. */
function places(story: Story, effects: Outgoing[] = story.asked()): string[] {
  return effects.flatMap(({ body }) => {
    if (!body.kind.startsWith('room.') && !['draw', 'say', 'file'].includes(body.kind)) return [];
    const chat = 'chat' in body && body.chat ? body.chat : 'slack';
    return [`${chat} ${body.kind}${'slot' in body ? ` ${body.slot}` : ''}`];
  });
}

const shown = { type: 'section.fold' as const, section: 'triage' as const, folded: false };

describe('an incident with a room in Slack and one in Teams', () => {
  it('opens both at once, each under its own lane', () => {
    const rooms = opened()
      .asked()
      .filter(({ body }) => body.kind === 'room.open');
    expect(rooms.map(({ lane, body }) => [lane, body])).toMatchObject([
      ['room.open', { kind: 'room.open' }],
      ['room.open@teams', { chat: 'teams' }],
    ]);
  });

  it('furnishes only the room that has just opened', () => {
    const first = given(...opened().log, event('14:10', airb, inSlack));
    expect(places(first)).toContain('slack draw card');
    expect(places(first).filter((one) => one.startsWith('teams draw card'))).toEqual([]);
    const second = withBoth();
    expect(places(second)).toContain('teams draw card');
    expect(places(second).filter((one) => one.startsWith('slack draw card'))).toEqual([]);
  });

  it('knows both rooms, and is at home in the first', () => {
    const { incident } = withBoth();
    expect(incident.room).toBe(inSlack.room);
    expect(incident.roomName).toBe('inc-42');
    expect(incident.rooms).toEqual([
      { chat: 'slack', ref: inSlack.room, name: 'inc-42', announced: false },
      { chat: 'teams', ref: inTeams.room, name: 'INC-42', announced: true },
    ]);
  });

  it('ignores a second room of the same chat', () => {
    withBoth()
      .when('14:12', airb, { ...inTeams, room: 'teams:other' })
      .ignores();
  });

  it('redraws a ticked step in both, and neither waits for the other', () => {
    const [step = ''] = Object.keys(withBoth().incident.steps);
    const story = withBoth().after(['14:11', ana, shown], ['14:12', ana, { type: 'step.do', step }]);
    const draws = story.asked().filter(({ body }) => body.kind === 'draw');
    expect(draws.map(({ lane, coalesce, waitsFor }) => [lane, coalesce, waitsFor])).toEqual([
      ['slot:section:triage', 'draw:section:triage', undefined],
      ['slot:card', 'draw:card', undefined],
      ['slot:checklist', 'draw:checklist', undefined],
      ['say', 'draw:now', undefined],
      ['slot:section:triage@teams', 'draw:section:triage@teams', undefined],
      ['slot:card@teams', 'draw:card@teams', undefined],
      ['slot:checklist@teams', 'draw:checklist@teams', undefined],
      ['say@teams', 'draw:now@teams', undefined],
    ]);
  });

  it('holds back what is for a room that is not there yet, and only that', () => {
    const onlySlack = given(...opened().log, event('14:10', airb, inSlack));
    const [step = ''] = Object.keys(onlySlack.incident.steps);
    const draws = onlySlack.after(['14:11', ana, shown], ['14:12', ana, { type: 'step.do', step }]).asked();
    expect(draws.map(({ lane, waitsFor }) => [lane, waitsFor])).toEqual([
      ['slot:section:triage', undefined],
      ['slot:card', undefined],
      ['slot:checklist', undefined],
      ['say', undefined],
      ['slot:section:triage@teams', 'room@teams'],
      ['slot:card@teams', 'room@teams'],
      ['slot:checklist@teams', 'room@teams'],
      ['say@teams', 'room@teams'],
    ]);
  });

  it('announces where the room is not visible by itself', () => {
    const story = withBoth().after(['14:12', ben, { type: 'severity', to: 'sev2', reason: 'paid traffic' }]);
    expect(places(story).filter((one) => /announcement$/.test(one))).toEqual(['slack draw announcement']);
  });

  it('passes on what is said in one room to the other, under the name of who said it, and no further', () => {
    const said = {
      type: 'message',
      message: 'teams:19:x/5',
      text: 'seen by <at>all</at>?',
      files: [],
    } satisfies CommandBody;
    const story = withBoth().after(['14:13', ana, said]);
    expect(places(story)).toEqual(['slack say']);
    const [say] = bodiesOf(story.asked(), 'say');
    expect(say?.card).toMatchObject({
      text: 'Ana Lima in Teams: seen by <at>all</at>?',
      nodes: [{ type: 'context' }, { type: 'quote', text: 'seen by <at>all</at>?' }],
    });
    const over = story.after(['14:14', ben, { type: 'cancel', reason: 'false alarm' }]);
    expect(over.after(['14:15', ana, said]).asked()).toEqual([]);
  });

  it('invites to each room those who have an account there', () => {
    const invited = bodiesOf(withBoth().asked(), 'room.invite');
    expect(invited.map(({ chat, people }) => [chat, [...people].sort()])).toEqual([
      ['teams', ['ana', 'ben']],
    ]);
  });

  it('does not try at home whom another room can reach, and tells only of those nobody can', () => {
    const nobody = { chats: undefined };
    const plan = inBoth();
    const people = { ...plan.people, chloe: { name: 'Chloe Martin', ...nobody } };
    const story = given(
      { ...opening({ plan: { ...plan, people } }), at: at('14:10') },
      event('14:10', airb, inSlack),
    );
    expect(bodiesOf(story.asked(), 'room.invite').map(({ people: invited }) => [...invited].sort())).toEqual([
      ['ana', 'chloe'],
    ]);
  });

  it('says in its own room what a platform can’t do, and as no fault', () => {
    const limit = {
      type: 'trouble',
      code: 'teams_cannot_pin',
      text: 'Teams lets no bot pin.',
      about: 'limit',
      chat: 'teams',
    } satisfies CommandBody;
    const story = withBoth().after(['14:12', airb, limit]);
    const said = bodiesOf(story.asked(), 'say');
    expect(said.map(({ chat, card }) => [chat, card.text])).toEqual([
      ['teams', 'Teams lets no bot pin. Said once.'],
    ]);
    story.when('14:13', airb, limit).ignores();
  });

  it('says in the other room and on the pages that a room can’t be opened, until it is', () => {
    const refused = {
      type: 'trouble',
      code: 'room:teams',
      text: 'Teams needs Chat.Create for a private incident.',
      about: 'room',
      chat: 'teams',
    } satisfies CommandBody;
    const paged = {
      type: 'page.sent',
      level: 0,
      route: 'chat:teams',
      people: [ana],
      summary: 's',
    } satisfies CommandBody;
    const story = given(...opened().log, event('14:10', airb, inSlack)).after(
      ['14:11', airb, paged],
      ['14:12', airb, refused],
    );
    const said = bodiesOf(story.asked(), 'say');
    expect(said.map(({ chat }) => chat)).toEqual([undefined]);
    expect(said[0]?.card.text).toContain('no room in Teams yet: Teams needs Chat.Create');
    expect(bodiesOf(story.asked(), 'draw')).toMatchObject([{ slot: 'page:0:ana', chat: 'teams' }]);
    const page = (incident: Opened) => JSON.stringify(drawSlot('page:0:ana', seenFrom(incident, 'teams')));
    expect(page(story.incident)).toContain('needs Chat.Create');
    const mended = story.after(['14:20', airb, inTeams]);
    expect(page(mended.incident)).not.toContain('needs Chat.Create');
  });

  it('keeps the effects of a home with one room exactly as they were', () => {
    const one = incident42();
    const [step = ''] = Object.keys(one.incident.steps);
    const effects = one.after(['14:11', ana, shown], ['14:12', ana, { type: 'step.do', step }]).asked();
    expect(effects.map(({ lane, key }) => [lane, key])).toEqual([
      ['slot:section:triage', '42.4.0'],
      ['slot:card', '42.4.1'],
      ['slot:checklist', '42.4.2'],
      ['say', '42.4.3'],
    ]);
  });
});

describe('pages to people in different chats', () => {
  const page = (story: Story) =>
    bodiesOf(story.asked(), 'draw').filter(({ slot }) => slot.startsWith('page:'));

  it('go where the person is', () => {
    expect(page(opened()).map(({ slot, chat }) => [slot, chat])).toEqual([['page:0:ana', undefined]]);
    const climbed = withBoth().after(['14:20', airb, { type: 'page.timeout', level: 0 }]);
    expect(page(climbed).length).toBeGreaterThan(0);
    const raised = withBoth().after(['14:21', ana, { type: 'severity', to: 'sev1', reason: 'everybody' }]);
    expect(page(raised).find(({ slot }) => slot.endsWith(':ben'))).toMatchObject({ chat: 'teams' });
  });

  it('fall to the person’s next chat when the first fails, and end there', () => {
    const failed = {
      type: 'page.failed' as const,
      level: 0,
      people: [ana],
      why: 'Slack is down',
    } satisfies Partial<CommandBody>;
    const once = withBoth().after(['14:12', airb, { ...failed, route: 'chat' }]);
    expect(page(once).map(({ slot, chat }) => [slot, chat])).toEqual([['page:0:ana', 'teams']]);
    const twice = once.after(['14:13', airb, { ...failed, route: 'chat:teams' }]);
    // Nobody of the level is left, so the next one is paged at once.
    expect(page(twice).map(({ slot }) => slot)).toEqual(['page:1:dev']);
  });

  it('stay current where they arrived', () => {
    const sent = {
      type: 'page.sent',
      level: 0,
      route: 'chat:teams',
      people: [ana],
      summary: 's',
    } satisfies CommandBody;
    const acked = withBoth().after(
      ['14:12', airb, sent],
      ['14:13', ana, { type: 'acknowledge', via: 'chat' }],
    );
    expect(page(acked)).toEqual([
      { kind: 'draw', slot: 'page:0:ana', place: { to: 'person', person: 'ana' }, chat: 'teams' },
    ]);
  });
});
