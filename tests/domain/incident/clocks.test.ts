import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
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
    running.when('15:00', finn, { ...end, reason: ' ' }).refuses(/Say what was filed/);
    const ended = running.after(['15:00', finn, end]);
    ended.when('22:20', airb, overdue(0)).ignores();
    ended.when('20:20', airb, { type: 'clock.remind', clock: 'breach', dueAt: at('22:20') }).ignores();
    ended.when('15:10', ana, end).ignores(/was ended at .* by Finn/);
  });
});
