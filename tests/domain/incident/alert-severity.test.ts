import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { given, incident42, type Story, timersOf } from '../../support/given.ts';
import { alertmanager, ben, refusalAlert } from '../../support/worked-example.ts';

type Arrival = Extract<CommandBody, { type: 'alert.arrive' }>;
const other = { ...refusalAlert, fingerprint: 'other', title: 'Refusals of paying users' };
const arrive = (severity: Arrival['severity'], facts: Partial<Arrival> = {}): Arrival => ({
  ...{ type: 'alert.arrive', alert: refusalAlert },
  ...(severity && { severity }),
  ...facts,
});
/** What came of it, each as `type` or as `type severity`. */
const comesOf = (story: Story, arrival: Arrival) => {
  const { decision } = story.when('14:30', alertmanager, arrival);
  const events = 'events' in decision ? decision.events : [];
  return events.map((one) => (one.type === 'severity.changed' ? `${one.type} ${one.to}` : one.type));
};
const lowered = (story: Story) =>
  story.after(['14:25', ben, { type: 'severity', to: 'sev3', reason: 'it hurts nobody' }]);

describe('an alert that claims to be worse', () => {
  it('than it was says so once, and raises the incident where that is milder', () => {
    const story = incident42();
    expect(comesOf(story, arrive('sev3'))).toEqual([]);
    expect(comesOf(story, arrive('sev4'))).toEqual([]);
    expect(comesOf(story, arrive('sev2'))).toEqual(['alert.worsened', 'severity.changed sev2']);
    const worse = story.after(['14:20', alertmanager, arrive('sev2')]);
    expect(worse.incident).toMatchObject({ severity: 'sev2', alerts: [{ severity: 'sev2' }] });
    expect(comesOf(worse, arrive('sev2'))).toEqual([]);
    const hurts = story.after(['14:20', ben, { type: 'severity', to: 'sev1', reason: 'it hurts many' }]);
    expect(comesOf(hurts, arrive('sev2'))).toEqual(['alert.worsened']);
  });

  it('than anything it had said in a word that airb knows counts as worse', () => {
    const unheard = { ...other, severity: 'purple', labels: {} };
    const story = incident42().after(['14:20', alertmanager, arrive(undefined, { alert: unheard })]);
    expect(comesOf(story, arrive('sev4', { alert: unheard }))).toEqual(['alert.worsened']);
  });

  it('keeps the worst it ever said, also when it comes back milder or with no word at all', () => {
    const worse = incident42().after(['14:20', alertmanager, arrive('sev2')]);
    for (const [n, word] of (['sev3', undefined] as const).entries()) {
      const alert = { ...refusalAlert, startsAt: refusalAlert.startsAt + (n + 1) * 60_000 };
      const back = worse.after(['14:24', alertmanager, arrive(word, { alert })]);
      expect(back.incident.alerts).toMatchObject([{ times: 2, severity: 'sev2' }]);
      expect(comesOf(lowered(back), arrive('sev2', { alert }))).toEqual([]);
    }
    const later = { ...refusalAlert, startsAt: refusalAlert.startsAt + 60_000 };
    const back = incident42().after(['14:20', alertmanager, arrive('sev1', { alert: later })]);
    expect(back.incident).toMatchObject({ severity: 'sev1', alerts: [{ times: 2, severity: 'sev1' }] });
  });

  it('was heard by that: where silence alone ends it, the silence begins anew', () => {
    const silent = { ...other, quietFor: 1_800_000 };
    const story = incident42().after(
      ['14:20', alertmanager, arrive('sev3', { alert: silent })],
      ['14:30', alertmanager, arrive('sev2', { alert: silent })],
    );
    const worsened = given(...story.log.slice(0, -1));
    expect(timersOf(worsened.asked())).toContainEqual(expect.stringMatching(/^quiet:.*other 15:02$/));
  });

  it('and joins raises it with its own words, or else with what its runbook begins at', () => {
    const changed = { type: 'severity.changed', from: 'sev3', to: 'sev1' };
    const joins = (alert: Arrival['alert']) =>
      incident42().when('14:20', alertmanager, arrive('sev1', { alert })).decision;
    expect(joins({ ...other, severity: ' P1 ' })).toMatchObject({
      events: [
        { type: 'alert.joined', severity: 'sev1' },
        { ...changed, reason: 'the alert “Refusals of paying users” says P1' },
      ],
    });
    const { severity: _, ...silent } = { ...other, labels: {} };
    expect(joins(silent)).toMatchObject({
      events: [{}, { ...changed, reason: 'the alert “Refusals of paying users” begins at sev1' }],
    });
    const long = { ...other, severity: `1 ${'x'.repeat(99)}`, title: 'y'.repeat(200) };
    expect(joins(long)).toMatchObject({
      events: [{}, { reason: `the alert “${'y'.repeat(120)}” says 1 ${'x'.repeat(38)}` }],
    });
  });
});

describe('what people lowered', () => {
  const leak = { failure: 'data-exposure', alert: { ...other, fingerprint: 'leak' } };

  it('stays lowered for alerts of the same failure that are no worse than those they knew of', () => {
    const known = lowered(incident42().after(['14:20', alertmanager, arrive('sev2', { alert: other })]));
    const third = { ...other, fingerprint: 'third' };
    expect(comesOf(known, arrive('sev2', { alert: third }))).toEqual(['alert.joined']);
    expect(comesOf(known, arrive(undefined, { alert: third }))).toEqual(['alert.joined']);
    expect(comesOf(known, arrive('sev1', { alert: third }))).toEqual([
      'alert.joined',
      'severity.changed sev1',
    ]);
  });

  it('is raised by another failure, of which they knew nothing as bad', () => {
    const known = lowered(incident42().after(['14:20', alertmanager, arrive('sev2', { alert: other })]));
    expect(comesOf(known, arrive('sev2', leak))).toEqual(['alert.joined', 'severity.changed sev2']);
    const leaked = lowered(incident42().after(['14:20', alertmanager, arrive('sev1', leak)]));
    expect(comesOf(leaked, arrive('sev2', { alert: other }))).toEqual([
      'alert.joined',
      'severity.changed sev2',
    ]);
    const again = { ...leak, alert: { ...other, fingerprint: 'leak 2' } };
    expect(comesOf(leaked, arrive('sev1', again))).toEqual(['alert.joined']);
  });
});
