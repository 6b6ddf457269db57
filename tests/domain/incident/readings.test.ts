import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import type { EventBody, ReadingPurpose } from '../../../src/domain/incident/events.ts';
import { airb } from '../../../src/domain/people.ts';
import type { History } from '../../../src/domain/signals/history.ts';
import { hour, minute } from '../../../src/domain/time.ts';
import { bodiesOf, given, incident42, planWith, type Story } from '../../support/given.ts';
import { ana, at, ben, event, levels } from '../../support/worked-example.ts';

const ill = (clock: string) => levels(clock, { refusals: 0.19, deflection: 0.25 });
const well = (clock: string) => levels(clock, { refusals: 0.05, deflection: 0.41 });
const read = (
  purpose: ReadingPurpose,
  clock: string,
  readings = ill(clock),
  history?: History[],
): CommandBody => ({
  ...{ type: 'readings', purpose, sampledAt: at(clock), readings },
  ...(history && { history }),
});
const opening = { for: 'opening' } as const;
const demand = { for: 'demand' } as const;
const recovery = { for: 'recovery' } as const;
const of = (when: 'before' | 'after', action = 'r1') => ({ for: 'containment', action, when }) as const;
/** Samples of the refusals, two minutes apart. */
const past = (from: string, ...values: number[]): History[] => [
  { signal: 'refusal_rate', from: at(from), step: 2 * minute, values },
];
const bad = Array.from({ length: 8 }, () => 0.19);
const slots = (story: Story) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);
const types = (story: Story, before: Story) => story.log.slice(before.log.length).map(({ type }) => type);

const prompt = { action: 'r1', part: 'prompt', from: 'prompt-v7', to: 'prompt-v6' };
/** The prompt was rolled back at 14:21, and nothing is read yet. */
const rolledBack = (story = incident42()) =>
  given(
    ...story.log,
    event('14:20', ana, { type: 'rollback.requested', ...prompt, reason: 'x', approvalsNeeded: 0 }),
    event('14:20', ana, { type: 'rollback.started', action: 'r1', manual: false }),
    event('14:21', airb, {
      ...{ type: 'rollback.responded', action: 'r1', ok: true, status: 200, response: '' },
    }),
  );
const watched = () =>
  incident42().after(
    ['14:11', ben, { type: 'category', category: 'prompt', because: '' }],
    ['14:32', ben, { type: 'verify' }],
    ['14:32', airb, read(recovery, '14:32', well('14:32'))],
  );

describe('what is read is for one thing, and says nothing of another', () => {
  it('each is taken, though all were sampled at the same moment', () => {
    const story = rolledBack().after(['14:27', airb, read(demand, '14:27')]);
    const all = story
      .after(['14:27', airb, read(of('before'), '14:27')])
      .after(['14:27', airb, read(of('after', 'r9'), '14:27')])
      .after(['14:27', airb, read(recovery, '14:27')])
      .after(['14:27', airb, read(of('after'), '14:27')]);
    expect(all.incident.readings).toHaveLength(5);
    all.when('14:28', airb, read(of('after'), '14:27')).ignores();
    all.when('14:28', airb, read(demand, '14:27')).ignores();
  });

  it('only what was read after a deed judges it, and the room sees that on the deed', () => {
    const story = rolledBack();
    const before = story.after(['14:21', airb, read(of('before'), '14:21')]);
    expect(types(before, story)).toEqual(['readings.taken']);
    expect(slots(before)).toEqual(expect.arrayContaining(['action:r1', 'card']));
    const after = before.after(['14:27', airb, read(of('after'), '14:27')]);
    expect(types(after, before)).toContain('containment.judged');
  });

  it('a look at somebody’s wish never says that the recovery has held', () => {
    const story = watched();
    for (const readings of [ill('14:43'), well('14:43')])
      expect(types(story.after(['14:43', airb, read(demand, '14:43', readings)]), story)).toEqual([
        'readings.taken',
      ]);
  });

  it('a look for a watch that another rollback has ended is a reading and no more', () => {
    const story = rolledBack(watched());
    const late = story.after(['14:43', airb, read(recovery, '14:43')]);
    expect(types(late, story)).toEqual(['readings.taken']);
    expect(late.incident).toEqual({ ...story.incident, readings: late.incident.readings });
    expect(late.asked()).toEqual([]);
    const ends: EventBody[] = [
      { type: 'verification.broken', failing: ['refusal_rate'] },
      { type: 'verification.held' },
    ];
    for (const body of ends)
      expect(given(...story.log, event('14:43', airb, body)).incident).toEqual(story.incident);
  });
});

describe('what signals read before', () => {
  const felt = incident42().after([
    '14:12',
    airb,
    read(opening, '14:12', undefined, past('13:58', 0.04, ...bad)),
  ]);

  it('moves the start, and never takes it away again', () => {
    expect(felt.incident.feltAt).toBe(at('14:00'));
    const none = felt.after(['14:30', airb, read(demand, '14:30', undefined, past('14:10', ...bad))]);
    expect(none.incident.feltAt).toBe(at('14:00'));
    expect(none.log.at(-1)).toHaveProperty('history');
    expect(felt.after(['14:30', airb, read(demand, '14:30', undefined, [])]).log.at(-1)).not.toHaveProperty(
      'history',
    );
  });

  it('is told to those outside once, as it opens, and only where it began before the alert says', () => {
    const announced = (story: Story) => slots(story).includes('announcement');
    expect(announced(felt)).toBe(true);
    // In a storm one message tells of all its incidents.
    const stormy = incident42({ storm: 41 });
    const one = stormy.after(['14:12', airb, read(opening, '14:12', undefined, past('13:58', 0.04, ...bad))]);
    expect([one.incident.feltAt, announced(one)]).toEqual([at('14:00'), false]);
    expect(announced(felt.after(['14:30', airb, read(demand, '14:30')]))).toBe(false);
    const correct = (to: string): CommandBody => ({
      ...{ type: 'milestone.correct', milestone: 'felt', to: at(to), why: 'x' },
    });
    const later = incident42().after(
      ['14:11', ana, correct('14:00')],
      ['14:12', ana, correct('14:10')],
      ['14:13', airb, read(opening, '14:13')],
    );
    expect(later.incident.feltAt).toBe(at('14:10'));
    expect(announced(later)).toBe(false);
  });

  it('and what they read now is told in the room, unless there is nothing to tell', () => {
    const said = (story: Story) => bodiesOf(story.asked(), 'say').length;
    const some = incident42().after(['14:12', airb, read(demand, '14:12')]);
    expect(said(some)).toBe(1);
    expect(said(incident42().after(['14:12', airb, read(demand, '14:12', [])]))).toBe(0);
  });
});

describe('whoever ends it', () => {
  const over = (plan: Parameters<typeof planWith>[0] = {}) =>
    incident42({ plan }).after(
      ['14:11', ben, { type: 'category', category: 'prompt', because: '' }],
      ['15:00', ben, { type: 'resolve', override: ' the provider says so ' }],
    );
  const looks = (story: Story) =>
    story
      .asked()
      .flatMap(({ body, dueAt }) =>
        body.kind === 'read' ? [{ purpose: body.purpose, after: (dueAt - at('15:00')) / hour }] : [],
      );

  it('against the metrics is named with the reason', () => {
    expect(over().incident).toMatchObject({ override: { by: 'Ben Okafor', reason: 'the provider says so' } });
  });

  it('has the signals read on from the end of the hold time, each time once, where there are any', () => {
    const long = looks(over({ recovery: { ...planWith().recovery, hold: 2 * hour } }));
    expect(long).toEqual([2, 4, 8, 16, 24].map((after) => ({ purpose: recovery, after })));
    expect(looks(over({ recovery: { ...planWith().recovery, key: [], safety: [], business: [] } }))).toEqual(
      [],
    );
  });

  it('or begins the watch in spite of red signals is asked what they saw, and no blank stands for it', () => {
    const red = incident42().after(['14:12', airb, read(demand, '14:12')]);
    const confirmed = ['refusal_rate', 'ticket_deflection'];
    const verify = (seen: string) =>
      red.after(['14:13', ben, { type: 'verify', confirmed, seen }]).log.at(-1);
    expect(verify(' it answers ')).toMatchObject({ seen: 'it answers', red: expect.any(Array) });
    expect(verify(' ')).not.toHaveProperty('seen');
  });
});
