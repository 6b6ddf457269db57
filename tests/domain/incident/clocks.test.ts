import { describe, expect, it } from 'vitest';
import { answersFor, lastTime } from '../../../src/domain/incident/clocks.ts';
import { airb } from '../../../src/domain/people.ts';
import type { RegulatorySpec } from '../../../src/domain/runbooks/runbook.ts';
import { hour } from '../../../src/domain/time.ts';
import { bodiesOf, finn, incident42, timersOf } from '../../support/given.ts';
import { ana, at, ben } from '../../support/worked-example.ts';

const clock = {
  id: 'breach',
  name: 'Breach notice',
  within: 8 * hour,
  from: 'awareness' as const,
  owner: 'ana',
  remind: [2 * hour, 30 * hour],
};
const plan = { regulatory: [clock], contacts: { technical: [], business: [], risk: ['finn', 'ben'] } };
const given = (facts: Parameters<typeof incident42>[0] = {}) => incident42({ ...facts, plan });
const start = { type: 'clock.start' as const, clock: 'breach', reason: 'names went out' };
const overdue = (rung: number) => ({
  type: 'clock.overdue' as const,
  clock: 'breach',
  dueAt: at('22:20'),
  rung,
});
const told = (story: ReturnType<typeof given>) =>
  bodiesOf(story.asked(), 'say').map(({ place }) => ('person' in place ? place.person : place.to));

describe('a regulatory clock', () => {
  const running = given().after(['14:20', ben, start]);

  it('tells its owner and the room, and plans what is still to come', () => {
    expect(told(running)).toEqual(['ana', 'room']);
    // A reminder whose time was over before the start is none.
    expect(timersOf(running.asked()).map((one) => one.replace(/breach\.\d+/, 'breach'))).toEqual([
      'clock.breach 20:20',
      'clock.breach.overdue.0 22:20',
      'clock.breach.overdue.1 23:20',
    ]);
  });

  it('runs once, whoever starts it again', () => {
    running.when('14:21', ana, start).ignores(/is running already/);
  });

  it('goes on after the end of the incident', () => {
    const over = running.after([
      '14:30',
      ben,
      { type: 'cancel', reason: 'a load test', confirmed: ['refusal_rate'] },
    ]);
    expect(told(over.after(['22:20', airb, overdue(0)]))).toEqual(['ana', 'room']);
  });

  it('overdue, it is told to the owner, then to the manager and those who judge risk; to each once', () => {
    const first = running.after(['22:20', airb, overdue(0)]);
    first.when('22:21', airb, overdue(0)).ignores();
    const second = first.after(['23:20', airb, overdue(1)]);
    expect(told(second)).toEqual(expect.arrayContaining(['finn', 'ben', 'room']));
    expect(told(second)).not.toContain('ana');
  });

  it('of a private incident is nothing for a manager', () => {
    const risk = ['ben'];
    const secret = incident42({ private: true, plan: { ...plan, contacts: { ...plan.contacts, risk } } });
    const late = secret.after(
      ['14:20', ben, start],
      ['22:20', airb, overdue(0)],
      ['23:20', airb, overdue(1)],
    );
    expect(told(late).sort()).toEqual(['ben', 'room']);
  });

  it('is ended by those who answer for it, with a reason, and is quiet then', () => {
    const end = { type: 'clock.end' as const, clock: 'breach', how: 'met' as const, reason: 'filed as 4711' };
    running
      .when('15:00', finn, { ...end, reason: ' ' })
      .refuses(/Say what was filed/, /clock done breach <what was filed>/);
    const ended = running.after(['15:00', finn, end]);
    ended.when('22:20', airb, overdue(0)).ignores();
    ended.when('20:20', airb, { type: 'clock.remind', clock: 'breach', dueAt: at('22:20') }).ignores();
    ended.when('15:10', ana, end).ignores(/was ended at .* by Finn/);
  });
});

describe('whom a regulatory clock is for', () => {
  const owned = (owner: string, facts: Parameters<typeof incident42>[0] = {}) =>
    incident42({ ...facts, plan: { ...plan, regulatory: [{ ...clock, owner }] } });

  it.each([
    ['owner', 'ana'],
    ['commander', 'ben'],
    ['risk', 'finn'],
    ['dev', 'dev'],
    ['gil', 'gil'],
  ])('is found by the file’s word: %s', (owner, id) => {
    const { log, incident } = owned(owner).after(['14:20', ben, start]);
    expect(log.at(-1)).toMatchObject({ owner: { id } });
    expect(bodiesOf(owned(owner).after(['14:20', ben, start]).asked(), 'room.invite')).toEqual([
      { kind: 'room.invite', people: [id] },
    ]);
    expect(answersFor(incident, 'breach')).toEqual([...new Set([id, 'finn', 'ben'])]);
  });

  it('is refused where nobody holds that role, or nobody judges risk', () => {
    owned('commander', { roles: { owner: ana } })
      .when('14:20', finn, start)
      .refuses(/belongs to the commander of the incident, and there is none/, /names one/);
    const nobody = { ...plan, contacts: {}, regulatory: [{ ...clock, owner: 'risk' }] };
    incident42({ plan: nobody })
      .when('14:20', ben, start)
      .refuses(/belongs to the risk/);
  });

  it('an hour after it is overdue, is their manager and everybody who judges risk, but not the owner again', () => {
    const late = (owner: string) =>
      told(
        owned(owner).after(['14:20', ben, start], ['22:20', airb, overdue(0)], ['23:20', airb, overdue(1)]),
      );
    expect(late('dev').sort()).toEqual(['ben', 'finn', 'room']);
    expect(late('ben').sort()).toEqual(['finn', 'room']);
    const alone = incident42({ plan: { regulatory: [clock], contacts: {} } }).after(
      ['14:20', ben, start],
      ['23:20', airb, overdue(1)],
    );
    expect(alone.log.at(-1)).toMatchObject({ people: [{ id: 'finn', name: 'Finn Berg' }] });
  });
});

describe('what a regulatory clock counts from', () => {
  const dueAfter = (spec: Partial<RegulatorySpec>, from?: string) =>
    incident42({ plan: { ...plan, regulatory: [{ ...clock, ...spec }] } }).after([
      '14:20',
      ben,
      { ...start, reason: ' names went out ', ...(from !== undefined && { from: at(from) }) },
    ]);

  it('is when somebody says so, the opening, or the time they name; never one to come', () => {
    expect(dueAfter({}).log.at(-1)).toMatchObject({ from: at('14:20'), dueAt: at('22:20') });
    expect(dueAfter({ from: 'opening' }).log.at(-1)).toMatchObject({ from: at('14:10'), dueAt: at('22:10') });
    const named = dueAfter({ from: 'opening' }, '13:00');
    expect(named.log.at(-1)).toMatchObject({ from: at('13:00'), reason: 'names went out' });
    given()
      .when('14:20', ben, { ...start, from: at('14:21') })
      .refuses(/a time to come/, /in UTC/);
    given()
      .when('14:20', ben, { ...start, reason: ' ' })
      .refuses('Say why it applies.', /clock start breach/);
    expect(given().when('14:20', ben, { ...start, from: at('14:20') }).decision).toHaveProperty('events');
  });

  it('is the former start where it was called off and applies after all: only its new timers are heard', () => {
    const off = {
      type: 'clock.end' as const,
      clock: 'breach',
      how: 'not-applicable' as const,
      reason: ' no names ',
    };
    const story = given().after(['14:20', ben, start]);
    story
      .when('14:30', ben, { ...off, reason: '' })
      .refuses('Say why it does not apply.', /clock na breach <why>/);
    const ended = story.after(['14:30', ben, off]);
    expect(ended.log.at(-1)).toMatchObject({ how: 'not-applicable', reason: 'no names' });
    const again = ended.after(['15:00', ben, start]);
    expect(again.incident.clocks).toMatchObject([{ from: at('14:20'), dueAt: at('22:20'), rungs: [] }]);
    const moved = ended.after(['15:00', ben, { ...start, from: at('13:00') }]);
    expect(moved.incident.clocks).toHaveLength(1);
    moved.when('22:20', airb, overdue(0)).ignores();
    moved.when('20:20', airb, { type: 'clock.remind', clock: 'breach', dueAt: at('22:20') }).ignores();
  });

  it('may be so long ago that it is overdue by now, which is told at once', () => {
    const dayLater = given().after(['2025-02-18 10:00', ben, { ...start, from: at('14:20') }]);
    expect(dayLater.asked().flatMap(({ body, dueAt }) => (body.kind === 'timer' ? [dueAt] : []))).toEqual([
      at('2025-02-18 10:00'),
      at('2025-02-18 10:00'),
    ]);
  });

  it.each([
    ['14:02', '14:10:30', '14:02'],
    ['14:10', '14:10', '14:10'],
    ['14:11', '14:10:59', '2025-02-16 14:11'],
    ['23:59', '00:00', '2025-02-16 23:59'],
    ['00:00', '23:59', '00:00'],
  ])('reads %s at %s as %s, which was', (said, now, then) => {
    expect(lastTime(said, at(now))).toBe(at(then));
  });

  it('brings the form, where to send it and what a lawyer has to say of it', () => {
    const help = { form: 'art-33.md', link: 'https://dpa.example', reading: 'from when is it known' };
    expect(dueAfter(help).log.at(-1)).toMatchObject(help);
    for (const fact of ['form', 'link', 'reading']) expect(dueAfter({}).log.at(-1)).not.toHaveProperty(fact);
  });
});

describe('two regulatory clocks', () => {
  const outage = {
    ...clock,
    id: 'outage',
    name: 'Outage notice',
    within: 24 * hour,
    remind: [hour],
    owner: 'dev',
  };
  const both = incident42({ plan: { ...plan, regulatory: [clock, outage] } }).after(
    ['14:20', ben, start],
    ['14:21', ben, { ...start, clock: 'outage' }],
  );
  const end = { type: 'clock.end' as const, clock: 'breach', how: 'met' as const, reason: ' filed as 4711 ' };
  const remind = { type: 'clock.remind' as const, clock: 'breach', dueAt: at('22:20') };

  it('each have their own reminders, told to their own owner and only before it is due', () => {
    expect(timersOf(both.asked()).map((one) => one.replace(/outage\.\d{9,}/, 'outage'))).toEqual([
      'clock.outage 13:21',
      'clock.outage.overdue.0 14:21',
      'clock.outage.overdue.1 15:21',
    ]);
    const reminded = both.when('20:20', airb, remind).decides({ ...remind, type: 'clock.reminded' });
    expect(told(reminded)).toEqual(['ana', 'room']);
    both.when('22:20', airb, remind).ignores();
    both.when('22:30', airb, remind).ignores();
  });

  it('end each for itself, and whoever owns one hears of it from whoever else said so', () => {
    const ended = both.after(['15:00', finn, end]);
    expect(told(ended)).toEqual(['ana', 'room']);
    expect(bodiesOf(ended.asked(), 'draw').map(({ slot }) => slot)).toContain('card');
    expect(told(both.after(['15:00', ana, end]))).toEqual(['room']);
    expect(ended.log.at(-1)).toMatchObject({ reason: 'filed as 4711' });
    expect(ended.incident.clocks?.map(({ id, ended: over }) => [id, over?.reason])).toEqual([
      ['breach', 'filed as 4711'],
      ['outage', undefined],
    ]);
    const late = both.after(['22:20', airb, overdue(0)]);
    expect(late.incident.clocks?.map(({ rungs }) => rungs)).toEqual([[0], []]);
    ended
      .when('15:10', finn, { ...end, clock: 'gdpr' })
      .refuses(/No clock called `gdpr`/, 'Running: `outage`.');
    ended
      .when('15:10', ben, { ...start, clock: 'gdpr' })
      .refuses(/no regulatory clock called `gdpr`/, 'There are: `breach`, `outage`.');
  });

  it('that nobody started, or the files do not have, say where to look', () => {
    given()
      .when('15:10', finn, end)
      .refuses(/No clock called `breach`/, '`/airb clock` lists what can be started.');
    const none = incident42({ plan: { contacts: plan.contacts } });
    none.when('14:20', ben, start).refuses(/no regulatory clock/, /It has none/);
    none.when('22:20', airb, overdue(0)).ignores();
  });
});
