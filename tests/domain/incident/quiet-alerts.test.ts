import { describe, expect, it } from 'vitest';
import { quietAt } from '../../../src/domain/incident/quiet-alerts.ts';
import { airb } from '../../../src/domain/people.ts';
import { hour } from '../../../src/domain/time.ts';
import { incident42, timersOf } from '../../support/given.ts';
import { alertmanager, at, refusalAlert } from '../../support/worked-example.ts';

/** The refusal alert as a source tells it that never says it is over. */
const quiet = { ...refusalAlert, fingerprint: 'quiet', quietFor: hour };
const arrive = (change: object = {}) => ({ type: 'alert.arrive' as const, alert: { ...quiet, ...change } });
const silence = { type: 'alert.quiet', source: quiet.source, fingerprint: 'quiet' } as const;
const heard = {
  type: 'alert.heard',
  source: quiet.source,
  fingerprint: 'quiet',
  title: quiet.title,
} as const;
const joined = () => incident42().after(['14:20', alertmanager, arrive()]);
const end = (story: ReturnType<typeof joined>) => {
  const known = story.incident.alerts.find(({ alert }) => alert.fingerprint === 'quiet');
  return known && quietAt(known);
};

describe('an alert whose source never says that it is over', () => {
  it('asks to be looked at when it has been silent for long enough', () => {
    const story = incident42()
      .when('14:20', alertmanager, arrive())
      .decides({ type: 'alert.joined', alert: quiet });
    expect(timersOf(story.asked()).filter((name) => name.startsWith('quiet:'))).toEqual([
      `quiet:${quiet.source}/quiet 15:25`,
    ]);
  });

  it('counts as over then, once, and not a minute before', () => {
    const story = joined();
    expect(end(story)).toBe(at('15:25'));
    story.when('15:24', airb, silence).decides();
    story
      .when('15:25', airb, silence)
      .decides({ type: 'alert.resolved', alert: quiet, quiet: hour })
      .when('15:26', airb, silence)
      .decides();
  });

  it('is put off by being heard, which is noted now and then', () => {
    joined().when('14:24', alertmanager, arrive()).decides();
    const story = joined().when('14:50', alertmanager, arrive()).decides(heard);
    expect(timersOf(story.asked())).toEqual([`quiet:${quiet.source}/quiet 15:55`]);
    story
      .when('15:25', airb, silence)
      .decides()
      .when('15:55', airb, silence)
      .decides({ type: 'alert.resolved', alert: quiet, quiet: hour });
  });

  it('fires again after its silence as any other does', () => {
    const story = joined().after(['15:25', airb, silence]);
    expect(end(story)).toBeUndefined();
    const again = story
      .when('15:40', alertmanager, arrive())
      .decides({ type: 'alert.flapped', alert: quiet, times: 2 });
    expect(end(again)).toBe(at('16:45'));
  });

  it('is over before, where its source says so after all', () => {
    const story = joined().after([
      '14:40',
      alertmanager,
      arrive({ status: 'resolved', endsAt: at('14:40') }),
    ]);
    expect(end(story)).toBeUndefined();
    story.when('15:25', airb, silence).decides();
  });

  it('is another than one that says so: silence ends nothing there', () => {
    const { quietFor: _, ...spoken } = quiet;
    incident42()
      .after(['14:20', alertmanager, { type: 'alert.arrive', alert: spoken }])
      .when('23:00', airb, silence)
      .decides();
  });
});

describe('a word that overtakes another', () => {
  const said = (time: string, change: object = {}) => arrive({ saidAt: at(time), ...change });

  it('is not taken back by the older one, which a sender may repeat for days', () => {
    incident42()
      .after(
        ['14:20', alertmanager, said('14:20')],
        ['14:40', alertmanager, said('14:39', { status: 'resolved' })],
      )
      .when('14:41', alertmanager, said('14:20'))
      .decides();
  });

  it('is the last one, whichever came first', () => {
    const story = incident42()
      .after(
        ['14:20', alertmanager, said('14:20')],
        ['14:40', alertmanager, said('14:39', { status: 'resolved' })],
      )
      .after(['14:45', alertmanager, said('14:44')]);
    expect(story.incident.alerts.at(-1)).toMatchObject({ resolved: false, times: 2 });
  });
});
