import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';
import { momentMeant } from '../../../src/domain/chat/milestone-time.ts';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import type { Correctable } from '../../../src/domain/incident/events.ts';
import { timeOf } from '../../../src/domain/incident/milestones.ts';
import { basisOf, postmortemDueAt } from '../../../src/domain/incident/postmortem-publishing.ts';
import { airb } from '../../../src/domain/people.ts';
import { clockTime, day } from '../../../src/domain/time.ts';
import { bodiesOf, given, happens, incident42, planWith, stranger } from '../../support/given.ts';
import { ana, at, ben, chloe, person, workedExample } from '../../support/worked-example.ts';

const over = () => given(...workedExample());
const right = (milestone: Correctable, clock: string, why = 'the call log says so'): CommandBody => ({
  type: 'milestone.correct',
  milestone,
  to: at(clock),
  why,
});

describe('a milestone is put right', () => {
  it('by somebody listed, with a reason: what follows from it follows, and the log keeps what airb recorded', () => {
    const story = over();
    const was = timeOf(story.incident, 'acknowledged') ?? 0;
    const { events, incident } = happens(story, '15:00', ana, right('acknowledged', '14:10:30'));
    expect(events).toMatchObject([{ type: 'milestone.corrected', to: at('14:10:30'), was }]);
    expect(incident.milestones.acknowledged).toBe(at('14:10:30'));
    const again = given(...story.log, ...events).after(['15:05', ben, right('acknowledged', '14:12')]);
    expect(again.incident.corrected?.acknowledged).toMatchObject({
      to: at('14:12'),
      first: was,
      by: 'Ben Okafor',
    });
  });

  it('also when users began to feel it, whatever is read or said later', () => {
    const story = over().after(['15:00', ana, right('felt', '13:40')]);
    expect(timeOf(story.incident, 'felt')).toBe(at('13:40'));
    const later = story.after(['15:05', ana, right('felt', '13:55')]);
    expect(timeOf(later.incident, 'felt')).toBe(at('13:55'));
  });

  it('never against the order of things, nor in the future, nor without a reason', () => {
    over()
      .when('15:00', ana, right('contained', '14:43'))
      .refuses(/Contained at .*14:43 UTC would be after recovered, which was .*14:42 UTC/, /time recovered/)
      .when('15:00', ana, right('acknowledged', '13:00'))
      .refuses(/would be before detected/, /correct it first/)
      .when('15:00', ana, right('recovered', '14:50'))
      .refuses(/after resolved/, /before the incident was resolved/)
      .when('15:00', ana, right('recovered', '15:30'))
      .refuses(/still to come/)
      .when('15:00', ana, right('recovered', '14:40', ' '))
      .refuses(/how it is known/)
      .when('15:00', ana, right('recovered', '14:42', 'the dashboard'))
      .ignores(/stands at .*14:42 UTC already/);
  });

  it('not of what has not happened yet while the incident is open, and by nobody who only chats', () => {
    incident42()
      .when('14:20', ana, right('contained', '14:15'))
      .refuses(/not contained yet/)
      .when('14:20', stranger, right('felt', '14:00'))
      .refuses(/does not know you yet/);
  });
});

describe('the words of `/airb postmortem time`', () => {
  const said = (text: string) => parseCommand(`postmortem time ${text}`);
  const meant = (text: string) => {
    const parsed = said(text);
    if ('misuse' in parsed || parsed.command !== 'postmortem' || parsed.when === undefined) return parsed;
    const to = momentMeant(parsed.when, { stands: at('14:10'), now: at('15:00') });
    return [parsed.milestone, clockTime(to), parsed.why];
  };

  it.each([
    ['felt 20 min earlier customers called', ['felt', '13:50', 'customers called']],
    ['started at 14:02 UTC: the first ticket', ['felt', '14:02', 'the first ticket']],
    ['ack 5m later she said so', ['acknowledged', '14:15', 'she said so']],
    ['contained 30 min ago by hand', ['contained', '14:30', 'by hand']],
    ['detected 2025-02-17 14:05 log', ['detected', '14:05', 'log']],
  ])('%s', (text, expected) => expect(meant(text)).toEqual(expected));

  it.each([
    ['contaned 14:02 x', /Did you mean “contained”/],
    ['resolved 14:02 x', /airb’s own record/],
    ['felt 14:02 CET x', /time in UTC/],
    ['felt lately', /does not begin with a time/],
  ])('%s is asked about, and nothing is done', (text, why) =>
    expect(said(text)).toMatchObject({ misuse: expect.stringMatching(why) }),
  );

  it('a time of day is that of the day the milestone was on', () => {
    const clock = { clock: at('23:50') % day };
    expect(momentMeant(clock, { stands: at('14:10') - (at('14:10') % day), now: at('15:00') })).toBe(
      at('23:50') - day,
    );
  });
});

describe('people write in the postmortem', () => {
  const write = (edit: string, base?: string): CommandBody => ({
    ...{ type: 'postmortem.write', edit, place: 's:summary', title: 'Summary', text: `words of ${edit}` },
    ...(base && { base }),
  });

  it('over each other only when they have seen the other’s words, and take back one at a time', () => {
    over()
      .after(['15:00', ana, write('e1')])
      .when('15:01', chloe, write('e2'))
      .refuses(/Ana Lima wrote here at .*15:00 UTC, after you began/, /save again/)
      .after(['15:02', chloe, write('e2', 'e1')])
      .when('15:02', chloe, write('e2', 'e1'))
      .ignores()
      .when('15:03', ana, { type: 'postmortem.take-back', edit: 'e1', place: 's:summary' })
      .refuses(/Chloe Martin wrote here/)
      .when('15:03', ana, { type: 'postmortem.take-back', edit: 'e2', place: 's:summary' })
      .decides({ type: 'postmortem.taken-back', edit: 'e2', place: 's:summary', title: 'Summary' })
      .when('15:04', ben, write('e3', 'e1'))
      .decides({ ...write('e3'), type: 'postmortem.written', over: 'e1' } as never);
  });

  it('but a stranger does not', () => {
    over()
      .when('15:00', stranger, write('e1'))
      .refuses(/does not know you yet/);
  });
});

describe('the postmortem is published', () => {
  const publish = (basis: string, more: object = {}): CommandBody => ({
    type: 'postmortem.publish',
    basis,
    page: { hash: 'aa', length: 1 },
    document: { hash: 'bb', length: 1 },
    open: ['Who was told?'],
    confirmed: ['Who was told?'],
    ...more,
  });

  it('by its owner, as it was seen, and with its open questions named', () => {
    const story = over();
    const basis = basisOf(story.incident);
    story
      .when('15:00', chloe, publish(basis))
      .refuses(/Chloe Martin can't publish/)
      .when('15:00', ana, publish('something else'))
      .refuses(/changed while you looked/)
      .when('15:00', ana, publish(basis, { confirmed: [] }))
      .refuses(/1 question of the draft is still open/);
    const published = story.after(['15:00', ana, publish(basis)]);
    expect(published.incident.published).toMatchObject([
      { version: 1, by: 'Ana Lima', open: ['Who was told?'] },
    ]);
    expect(published.incident.milestones.published).toBe(at('15:00'));
    published
      .when('15:00:01', ana, publish(basis))
      .ignores(/Version 1, published by Ana Lima at 15:00 UTC, says the same/);
    const later = published.after(['15:10', ana, right('felt', '14:01')]);
    const second = later.after(['15:11', ana, publish(basisOf(later.incident))]);
    expect(second.incident.published?.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('not while the incident is open', () => {
    const story = incident42();
    story.when('14:20', ana, publish(basisOf(story.incident))).refuses(/still triage/);
  });

  it('and is owed: its owner hears before and when it is due, then the manager, and nobody after it is published', () => {
    const people = { ...planWith().people, ana: { name: 'Ana Lima', manager: 'eva' } };
    const story = given(...workedExample({ plan: { ...planWith(), people } }));
    const dueAt = postmortemDueAt(story.incident) ?? 0;
    const resolved = story.log.findLastIndex(({ type }) => type === 'resolved');
    const timers = bodiesOf(given(...story.log.slice(0, resolved + 1)).asked(), 'timer').map(
      ({ name }) => name,
    );
    expect(timers).toEqual(
      expect.arrayContaining(['postmortem.before', 'postmortem.due', 'postmortem.late']),
    );
    const remind = (rung: 'before' | 'due' | 'late'): CommandBody => ({
      type: 'postmortem.remind',
      dueAt,
      rung,
    });
    const told = (rung: 'before' | 'due' | 'late') =>
      bodiesOf(story.after(['15:00', airb, remind(rung)]).asked(), 'say').map(({ place }) =>
        place.to === 'person' ? place.person : place.to,
      );
    expect([told('before'), told('due'), told('late')]).toEqual([
      ['ana'],
      ['ana', 'room'],
      ['ana', 'eva', 'room'],
    ]);
    story
      .after(['15:00', ana, publish(basisOf(story.incident))])
      .when('15:01', airb, remind('due'))
      .ignores();
    expect(person(ana)).toBeDefined();
  });
});
