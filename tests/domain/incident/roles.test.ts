import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { isOffered, mayKnowOf } from '../../../src/domain/incident/part-in.ts';
import { type Actor, airb, type Person, type Role } from '../../../src/domain/people.ts';
import { minute } from '../../../src/domain/time.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import {
  bodiesOf,
  eva,
  finn,
  given,
  incident42,
  type Story,
  stranger,
  timersOf,
} from '../../support/given.ts';
import { ana, at, ben, chloe, dev, opening, person } from '../../support/worked-example.ts';

const role = (name: Role, person = eva, from?: string): CommandBody => ({
  type: 'role',
  role: name,
  person,
  ...(from !== undefined && { from }),
});
const answer = (accept: boolean, handover = 'h1'): CommandBody => ({ type: 'role.answer', handover, accept });
const member: Actor = { kind: 'person', id: 'slack:U0MEM', name: 'Mia Ott', standing: 'member' };
const asks = { commander: 5 * minute, owner: 10 * minute, communications: 10 * minute, scribe: 30 * minute };

/** What the newest event draws: `handover:h1`, `handover:h1:dev`; `again` where only a message that stands is drawn. */
const drawn = (story: Story) =>
  bodiesOf(story.asked(), 'draw').map(({ slot, kept }) => (kept ? `${slot} again` : slot));
const shown = (story: Story, slot: string) => JSON.stringify(drawSlot(slot, story.incident));
const told = (story: Story) =>
  bodiesOf(story.asked(), 'say').map(({ place, card }) => [place.to, card.text] as const);

/** Ben has asked Dev to take command, at 14:14. */
const offered = () => incident42().after(['14:14', ben, role('commander', dev)]);

describe('a role that nobody has', () => {
  it('is taken, and whoever takes it is invited', () => {
    const story = incident42()
      .when('14:14', eva, role('scribe'))
      .decides({ type: 'role.assigned', role: 'scribe', person: eva, before: undefined });
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['eva'] }]);
    story.when('14:15', eva, role('scribe')).ignores('Eva Sato has the role of scribe already.');
  });

  it('goes to one of two who take it at once; the other is told who has it', () => {
    incident42()
      .after(['14:14', eva, role('scribe')])
      .when('14:14', dev, role('scribe', dev))
      .refuses('Eva Sato has the role of scribe since 14:14 UTC.', /hand it over/);
  });

  it('and taking it over names from whom: where that one has it no more, nothing happens', () => {
    const story = incident42()
      .after(['14:14', eva, role('scribe')])
      .after(['14:15', dev, role('scribe', dev, 'eva')]);
    expect(told(story)).toContainEqual([
      'person',
      expect.stringMatching(/^Dev Patel is scribe now, taking over/),
    ]);
    story.when('14:15', finn, role('scribe', finn, 'eva')).refuses(/^Dev Patel has the role of scribe/);
  });

  it('command is taken from the list of commanders alone, and by two of them at once only once', () => {
    const story = incident42({ plan: { commanders: ['ben', 'finn', 'dev'] } }).after([
      '14:14',
      ben,
      { type: 'role.release', role: 'commander' },
    ]);
    story.when('14:15', eva, role('commander')).refuses("Eva Sato can't take command.");
    const taken = story.after(['14:15', finn, role('commander', finn)]);
    taken.when('14:15', dev, role('commander', dev)).refuses('Finn Berg has command since 14:15 UTC.');
  });
});

describe('an offer', () => {
  it('asks the person directly and invites them; until they answer nothing changes', () => {
    const story = incident42()
      .when('14:14', ben, role('commander', dev))
      .decides({
        type: 'role.offered',
        handover: 'h1',
        role: 'commander',
        person: dev,
        before: ben,
        until: at('14:24'),
      });
    expect(story.incident.roles.commander).toEqual(ben);
    expect(drawn(story)).toEqual(['handover:h1', 'handover:h1:dev', 'card']);
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);
    expect(timersOf(story.asked())).toEqual(['role.expire.h1 14:24']);
    expect(shown(story, 'handover:h1:dev')).toMatch(
      /Ben asks you to take command in INC-42.*Accept.*Decline/,
    );
    expect(shown(story, 'card')).toMatch(/commander, offered to Dev/);
    story
      .when('14:15', ben, role('commander', dev))
      .ignores('Dev Patel was asked at 14:14 UTC and can answer until 14:24 UTC.');
  });

  it('is accepted, and both messages lose their buttons', () => {
    const story = offered()
      .when('14:15', dev, answer(true))
      .decides({ type: 'role.assigned', role: 'commander', person: dev, before: ben, handover: 'h1' });
    expect(drawn(story)).toEqual(expect.arrayContaining(['handover:h1 again', 'handover:h1:dev again']));
    expect(shown(story, 'handover:h1')).not.toContain('role.withdraw');
    expect(shown(story, 'handover:h1:dev')).not.toMatch(/role\.(accept|decline)/);
    // Who gave it away knows; a second press is told what became of it.
    expect(told(story).map(([to]) => to)).toEqual(['room']);
    story
      .when('14:15', dev, answer(true))
      .refuses(/^That offer is over: it was accepted at 14:15 UTC; Dev Patel has command now/);
  });

  it('is accepted by taking the role in words too', () => {
    offered()
      .when('14:15', dev, role('commander', dev))
      .decides({ type: 'role.assigned', role: 'commander', person: dev, before: ben, handover: 'h1' });
  });

  it.each([
    [
      'declined',
      dev,
      answer(false),
      '14:15',
      /Ben Okafor: INC-42: Dev declined command\. Ben still has command\./,
    ],
    [
      'expired',
      airb,
      { type: 'role.expire', handover: 'h1' },
      '14:24',
      /Dev did not answer the offer of command/,
    ],
  ] as const)('is %s: the room hears, and whoever offered it', (how, by, body, clock, words) => {
    const story = offered()
      .when(clock, by, body)
      .decides({ type: 'role.unanswered', handover: 'h1', role: 'commander', person: dev, how });
    expect(story.incident.roles.commander).toEqual(ben);
    expect(told(story)).toEqual([
      ['room', expect.stringMatching(words)],
      ['person', expect.stringMatching(words)],
    ]);
    expect(shown(story, 'handover:h1:dev')).not.toMatch(/role\.(accept|decline)/);
    story.when('14:25', dev, answer(true)).refuses(/^That offer is over/);
  });

  it('expires once, and not before its time', () => {
    const expire: CommandBody = { type: 'role.expire', handover: 'h1' };
    offered().when('14:23', airb, expire).ignores();
    offered().after(['14:24', airb, expire]).when('14:24', airb, expire).ignores();
    offered()
      .after(['14:15', dev, answer(true)])
      .when('14:24', airb, expire)
      .ignores();
  });

  it('is taken back by whoever made it, or replaced by an offer to somebody else', () => {
    const back = offered().after(['14:15', ben, { type: 'role.withdraw', handover: 'h1' }]);
    back
      .when('14:16', dev, answer(true))
      .refuses(/it was taken back at 14:15 UTC; Ben Okafor has command now/);
    const anew = offered().after(['14:15', ben, role('commander', eva)]);
    anew.when('14:16', dev, answer(true)).refuses(/somebody else was asked instead/);
    expect(anew.after(['14:16', eva, answer(true, 'h2')]).incident.roles.commander).toEqual(eva);
  });
});

describe('an old button', () => {
  it('of a stranger, of a bystander and of whoever offered it accepts nothing', () => {
    offered()
      .when('14:15', stranger, answer(true))
      .refuses(/airb does not know you yet/);
    offered()
      .when('14:15', eva, answer(true))
      .refuses(
        "Eva Sato can't accept or decline an offered role.",
        /^Dev Patel can: it was offered to Dev Patel by Ben Okafor\.$/,
      );
    offered()
      .when('14:15', ben, answer(true))
      .refuses(/can't accept or decline/);
    offered()
      .when('14:15', member, { type: 'role.withdraw', handover: 'h1' })
      .refuses(/can't take back the offer/);
  });

  it('of an offer that nobody made is told as that', () => {
    incident42()
      .when('14:15', eva, answer(true, 'h9'))
      .refuses(/can't accept/);
  });

  it('hands nothing over once somebody else has command', () => {
    const story = incident42({ plan: { commanders: ['ben', 'finn'] } })
      .after(['14:14', ben, role('commander', dev)])
      .when('14:16', finn, role('commander', finn, 'ben'))
      .decides(
        { type: 'role.unanswered', handover: 'h1', role: 'commander', person: dev, how: 'overtaken' },
        { type: 'role.assigned', role: 'commander', person: finn, before: ben, takenOver: true },
      );
    story
      .when('14:17', dev, answer(true))
      .refuses(
        /^That offer is over: the role changed hands meanwhile at 14:16 UTC; Finn Berg has command now/,
      );
  });

  it('nor once whoever offered it let it go', () => {
    offered()
      .after(['14:16', ben, { type: 'role.release', role: 'commander' }])
      .when('14:17', dev, answer(true))
      .refuses(/the role changed hands meanwhile.*nobody has command now/);
  });

  it('nor after the end of the incident', () => {
    const over = offered()
      .when('14:16', ben, { type: 'cancel', reason: 'a load test' })
      .decides(
        { type: 'role.unanswered', handover: 'h1', role: 'commander', person: dev, how: 'over' },
        { type: 'cancelled', reason: 'a load test', red: ['refusal_rate'] },
      );
    expect(shown(over, 'handover:h1:dev')).not.toMatch(/role\.(accept|decline)/);
    over.when('14:17', dev, answer(true)).refuses(/INC-42 is already cancelled/);
    over
      .after(['14:18', ben, { type: 'reopen', reason: 'it is back' }])
      .when('14:19', dev, answer(true))
      .refuses(/the incident ended at 14:16 UTC/);
  });
});

describe('a role that somebody has', () => {
  it('is handed over by its holder and by the commander, and by nobody else', () => {
    const story = incident42().after(['14:14', eva, role('scribe')]);
    expect(story.when('14:15', eva, role('scribe', dev)).decision).toHaveProperty('events');
    expect(story.when('14:15', ben, role('scribe', dev)).decision).toHaveProperty('events');
    story
      .when('14:15', finn, role('scribe', dev))
      .refuses(
        "Finn Berg can't hand over the role of owner, communications or scribe.",
        /^Eva Sato or Ben Okafor can\./,
      );
    story.when('14:15', ben, role('scribe', eva)).ignores('Eva Sato has the role of scribe already.');
  });

  it('command only by whoever has it: an approver takes it first', () => {
    incident42().when('14:15', finn, role('commander', dev)).refuses("Finn Berg can't hand command over.");
  });

  it('is released by its holder; the room is told, and asked from then on', () => {
    const story = incident42({ plan: { askForRoles: asks } })
      .when('14:15', ben, { type: 'role.release', role: 'commander' })
      .decides({ type: 'role.released', role: 'commander', person: ben });
    expect(told(story)).toEqual([
      ['room', expect.stringMatching(/^Ben released command: nobody decides now/)],
    ]);
    expect(timersOf(story.asked())).toContain('role.ask.commander 14:20');
    story.when('14:15', ben, { type: 'role.release', role: 'commander' }).refuses(/can't release a role/);
    story
      .when('14:15', ana, { type: 'role.release', role: 'communications' })
      .refuses(/can't release a role/);
  });

  it('command released in a sev1 brings in those who may command five minutes later', () => {
    const escalateWhen = [
      {
        escalate: 'technical' as const,
        severities: ['sev1' as const],
        after: 5 * minute,
        without: 'commander' as const,
      },
    ];
    const story = incident42({ severity: 'sev1', plan: { escalateWhen } }).after([
      '15:00',
      ben,
      { type: 'role.release', role: 'commander' },
    ]);
    expect(timersOf(story.asked())).toEqual(['escalate.0 15:05']);
  });
});

describe('a private incident', () => {
  const hidden = () => incident42({ private: true });

  it('tells whoever is offered a role its number alone, and opens its room once they accept', () => {
    const story = hidden().after(['14:14', ben, role('commander', dev)]);
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([]);
    expect(shown(story, 'handover:h1:dev')).not.toMatch(/refus|support-bot|inc-2025/i);
    // The press from the direct message must find its incident, and opens nothing else of it.
    expect([isOffered(story.incident, 'dev'), mayKnowOf(story.incident, 'dev')]).toEqual([true, false]);
    const accepted = story.after(['14:15', dev, answer(true)]);
    expect(mayKnowOf(accepted.incident, 'dev')).toBe(true);
    expect(bodiesOf(accepted.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);
    const declined = story.after(['14:15', dev, answer(false)]);
    expect([isOffered(declined.incident, 'dev'), mayKnowOf(declined.incident, 'dev')]).toEqual([
      false,
      false,
    ]);
  });

  it('lets nobody in by a step that a member gives away', () => {
    const step: CommandBody = { type: 'step.assign', step: 'triage.samples', person: dev };
    hidden()
      .when('14:14', member, step)
      .refuses(
        /^Mia Ott \(not listed\) can't bring somebody into a private incident/,
        /organization\.yaml can\.$/,
      );
    const given = hidden().after(['14:14', ana, step]);
    expect(bodiesOf(given.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);
    // Dev has a part in it now, so whoever may assign steps may give him another.
    given.when('14:15', member, { ...step, person: dev }).ignores('Dev Patel has it already.');
  });
});

describe('the room is asked for a role that nobody has', () => {
  const ask = (clock: string, name: Role = 'scribe'): CommandBody => ({
    type: 'role.ask',
    role: name,
    dueAt: at(clock),
  });
  const begun = () => incident42({ plan: { askForRoles: asks } });

  it('again and again, each time anew, and the asking before loses its button', () => {
    const story = begun()
      .when('14:40', airb, ask('14:40'))
      .decides({ type: 'role.asked', role: 'scribe', times: 1, next: at('15:10') });
    expect(drawn(story)).toEqual(['vacancy:1:scribe']);
    expect(timersOf(story.asked())).toEqual(['role.ask.scribe 15:10']);
    expect(shown(story, 'vacancy:1:scribe')).toMatch(/Nobody keeps the notes yet.*role\.take/);
    const again = story.after(['15:10', airb, ask('15:10')]);
    expect(drawn(again)).toEqual(['vacancy:1:scribe again', 'vacancy:2:scribe']);
    expect(shown(again, 'vacancy:1:scribe')).not.toContain('role.take');
  });

  it('until somebody has it; a late or repeated timer asks nothing', () => {
    begun()
      .after(['14:40', airb, ask('14:40')])
      .when('14:40', airb, ask('14:40'))
      .ignores();
    const taken = begun().after(['14:40', airb, ask('14:40')], ['14:41', eva, role('scribe')]);
    expect(drawn(taken)).toContain('vacancy:1:scribe again');
    expect(shown(taken, 'vacancy:1:scribe')).toMatch(/Eva has the role/);
    taken.when('15:10', airb, ask('15:10')).ignores();
  });

  it('not while somebody is asked, and again when that one says no', () => {
    const story = begun().after(['14:20', ben, role('scribe', dev)]);
    story.when('14:40', airb, ask('14:40')).ignores();
    const declined = story.after(['14:25', dev, answer(false)]);
    expect(timersOf(declined.asked())).toEqual(['role.ask.scribe 14:55']);
    expect(declined.when('14:55', airb, ask('14:55')).decision).toMatchObject({ events: [{ times: 1 }] });
  });

  it('not at sev4, which is only watched; raised, it begins', () => {
    const watched = incident42({ severity: 'sev4', plan: { askForRoles: asks } });
    watched.when('14:40', airb, ask('14:40')).ignores();
    // Dev is not on call: whoever is, and raises it, has acknowledged by that as well.
    const raised = watched.after(['14:41', dev, { type: 'severity', to: 'sev3', reason: 'more' }]);
    expect(timersOf(raised.asked())).toContain('role.ask.scribe 15:11');
  });

  it('not where the organization says never, nor in a log from before it could say', () => {
    for (const plan of [{ askForRoles: { ...asks, scribe: 0 } }, {}])
      incident42({ plan }).when('14:40', airb, ask('14:40')).ignores();
  });

  it('not after the end, and anew once it is opened again', () => {
    const over = begun().after(['14:30', ben, { type: 'cancel', reason: 'a load test' }]);
    over.when('14:40', airb, ask('14:40')).ignores();
    const again = over.after(['15:00', ben, { type: 'reopen', reason: 'it is back' }]);
    expect(timersOf(again.asked())).toContain('role.ask.scribe 15:30');
  });
});

describe('whoever has a role without having taken it', () => {
  const direct = (effects: ReturnType<Story['asked']>) =>
    effects.flatMap(({ body }) => ('place' in body && body.place.to === 'person' ? [body.place.person] : []));
  const invitedIn = (story: Story) => bodiesOf(story.asked(), 'room.invite').flatMap(({ people }) => people);
  /** Every way to a role that is not one's own doing: who gets it, when it is said, and when the room asks them in. */
  const ways: [how: string, person: { id: string }, said: Story, asked: Story][] = [
    ['named commander by the files', ben, given(opening()), incident42()],
    ['named for the updates by the files', chloe, given(opening()), incident42()],
    ['first on call, and so owner', ana, given(opening()), incident42()],
    ['offered it by the holder', dev, offered(), offered()],
  ];

  it.each(ways)('hears of it directly and is invited: %s', (_, person, said, asked) => {
    expect(direct(said.asked())).toContain(person.id);
    expect(invitedIn(asked)).toContain(person.id);
  });

  it('is told in the order of the roles, in whatever order a record holds them', () => {
    const told = (roles: { owner: Person; commander: Person }) => direct(given(opening({ roles })).asked());
    const inOrder = told({ commander: ben, owner: dev });
    expect(inOrder).toContain(ben.id);
    expect(told({ owner: dev, commander: ben })).toEqual(inOrder);
  });

  it('is told once what the role brings, and how to pass it on', () => {
    expect(told(given(opening({ roles: { commander: ben, scribe: ben } })))).toEqual([
      [
        'person',
        'You are commander and scribe of INC-42, SEV3 support-bot. You decide and may approve ' +
          'rollbacks, and keep the notes. What is known: incident page. airb invites you to #inc-20250217-42-support-bot-refusal-spike. Not you? ' +
          '/airb #42 role commander @name asks somebody else.',
      ],
    ]);
  });

  it('is not told what they did themselves, what their page says, or each of a storm', () => {
    const declared = { ...opening({ roles: { owner: ana, commander: ben } }), by: person(ben) };
    expect(told(given(declared))).toEqual([]);
    const later = (storm: number) => told(given(opening({ storm, roles: { commander: ben } }))).length;
    expect([later(42), later(41)]).toEqual([1, 0]);
  });

  it('is told as owner too where nobody is paged', () => {
    const calm = given(opening({ severity: 'sev4', roles: { owner: ana } }));
    expect(told(calm)).toEqual([['person', expect.stringMatching(/^You are owner of INC-42, SEV4/)]]);
  });
});
