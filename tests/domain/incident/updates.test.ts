import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, finn, given, incident42, type Story, timersOf } from '../../support/given.ts';
import { ana, at, ben, chloe } from '../../support/worked-example.ts';

const text = { users: 'Refusals.', since: '14:10 UTC', scope: 'Paid.', mitigation: 'Rolling back.' };
const posted = (nextDueAt: number | undefined, owed?: string) => ({
  type: 'update.posted' as const,
  form: 'internal' as const,
  text,
  nextDueAt,
  audiences: ['support-leadership'],
  ...(owed !== undefined && { owedAt: at(owed) }),
});
const update = { type: 'update' as const, form: 'internal' as const, text };
const nudge = (clock: string) => ({ type: 'update.nudge' as const, dueAt: at(clock) });
const deadline = (clock: string) => ({ type: 'update.deadline' as const, dueAt: at(clock) });
const escalate = (clock: string, rung: number) => ({
  type: 'update.escalate' as const,
  dueAt: at(clock),
  rung,
});
const severity = (to: 'sev1' | 'sev2' | 'sev4') => ({ type: 'severity' as const, to, reason: 'as it is' });
const due = (story: Story) => story.incident.cadence.dueAt;

describe('a cadence without any wait in it', () => {
  const none = { every: 0, first: 0, firstFor: 0 };
  const plan = { cadence: { sev1: none, sev2: none, sev3: none, sev4: none } };

  it('still owes no update, and misses none, more than once a minute', () => {
    const opened = incident42({ plan });
    expect(due(opened)).toBe(at('14:11'));
    opened
      .when('14:11', airb, deadline('14:11'))
      .decides({ type: 'update.missed', dueAt: at('14:11'), nextDueAt: at('14:12') })
      .when('14:12', airb, deadline('14:12'))
      .decides({ type: 'update.missed', dueAt: at('14:12'), nextDueAt: at('14:13') })
      .when('14:12', chloe, update)
      .decides(posted(at('14:13'), '14:11'));
  });
});

describe('a SEV1 opens', () => {
  const sev1 = incident42({ severity: 'sev1' });

  it('owes its first word within five minutes, with a nudge at four fifths', () => {
    expect(timersOf(given(...sev1.log.slice(0, 1)).asked())).toEqual([
      'page.timeout 14:15',
      'update.nudge 14:14',
      'update.deadline 14:15',
    ]);
  });

  it('owes one every twenty minutes for two hours, then every thirty', () => {
    const later = sev1
      .when('14:12', chloe, update)
      .decides(posted(at('14:32'), '14:15'))
      .when('16:07', chloe, update)
      .decides(posted(at('16:27'), '14:32'))
      .when('16:10', chloe, update)
      .decides(posted(at('16:40'), '16:27'));
    expect(timersOf(later.asked())).toEqual(['update.nudge 16:34', 'update.deadline 16:40']);
  });
});

describe('a SEV4 opens', () => {
  it('owes nothing, before and after a word', () => {
    const sev4 = incident42({ severity: 'sev4' });
    expect(due(sev4)).toBeUndefined();
    const after = sev4.when('14:20', chloe, update).decides({ ...posted(undefined), audiences: [] });
    expect(timersOf(after.asked())).toEqual([]);
  });
});

describe('an update comes due', () => {
  const sev2 = incident42({ severity: 'sev2' });

  it('reminds communications in the channel and in person', () => {
    const nudged = sev2
      .when('14:34', airb, nudge('14:40'))
      .decides({ type: 'update.nudged', dueAt: at('14:40'), person: chloe });
    expect(bodiesOf(nudged.asked(), 'say').map(({ place }) => place)).toEqual([
      { to: 'person', person: 'chloe' },
      { to: 'room' },
    ]);
    expect(nudged.incident.cadence).toMatchObject({ dueAt: at('14:40'), nudgedFor: at('14:40') });
  });

  it('reminds the commander where nobody communicates, and nobody where nobody is', () => {
    incident42({ severity: 'sev2', roles: { commander: ben } })
      .when('14:34', airb, nudge('14:40'))
      .decides({ type: 'update.nudged', dueAt: at('14:40'), person: ben });
    incident42({ severity: 'sev2', roles: {} })
      .when('14:34', airb, nudge('14:40'))
      .decides({ type: 'update.nudged', dueAt: at('14:40'), person: undefined });
  });

  it('does not remind twice, after the fact, or of a deadline that has moved', () => {
    sev2
      .after(['14:34', airb, nudge('14:40')])
      .when('14:35', airb, nudge('14:40'))
      .ignores();
    sev2.when('14:40', airb, nudge('14:40')).ignores();
    sev2.after(['14:20', chloe, update]).when('14:34', airb, nudge('14:40')).ignores();
  });
});

describe('an update is missed', () => {
  const missed = incident42({ severity: 'sev2' }).after(['14:40', airb, deadline('14:40')]);

  it('tells the stakeholders so, as nobody’s words', () => {
    const [said] = bodiesOf(missed.asked(), 'say');
    expect(said?.place).toEqual({ to: 'channel', channel: 'support-leadership', thread: true });
    expect(said?.card.text).toContain('Automatic status');
    expect(missed.incident.updates.at(-1)).toMatchObject({ by: 'airb', automatic: true });
  });

  it('owes the next one after the interval and nudges before it, but does not reset the human clock', () => {
    expect(missed.incident.cadence.lastHumanAt).toBeUndefined();
    expect(missed.incident.cadence).toMatchObject({
      dueAt: at('15:10'),
      overdueFrom: at('14:40'),
      missed: 1,
    });
    expect(timersOf(missed.asked())).toEqual([
      'update.nudge 15:04',
      'update.deadline 15:10',
      'update.escalate.0 14:40',
      'update.escalate.1 14:47',
      'update.escalate.2 14:55',
    ]);
  });

  it('climbs from communications to the commander to the owner’s manager, each once', () => {
    const rungs = missed
      .when('14:40', airb, escalate('14:40', 0))
      .decides({ type: 'update.escalated', rung: 0, person: chloe, dueAt: at('14:40') })
      .when('14:47', airb, escalate('14:40', 1))
      .decides({ type: 'update.escalated', rung: 1, person: ben, dueAt: at('14:40') })
      .when('14:55', airb, escalate('14:40', 2))
      .decides({ type: 'update.escalated', rung: 2, person: finn, dueAt: at('14:40') });
    expect(bodiesOf(rungs.asked(), 'say')[0]?.place).toEqual({ to: 'person', person: 'finn' });
    rungs.when('14:55:01', airb, escalate('14:40', 2)).ignores();
  });

  it('does not start the ladder anew at the next miss, nor nudge at the deadline itself', () => {
    const again = missed.after(['15:10', airb, deadline('15:10')], ['15:40', airb, deadline('15:40')]);
    expect(timersOf(again.asked())).toEqual(['update.nudge 16:04', 'update.deadline 16:10']);
    expect(again.incident.cadence).toMatchObject({ overdueFrom: at('14:40'), missed: 3 });
  });

  it('ends the ladder as soon as a person has written', () => {
    const written = missed.when('14:42', chloe, update).decides(posted(at('15:12'), '14:40'));
    written.when('14:47', airb, escalate('14:40', 1)).ignores();
    expect(written.incident.cadence).toEqual({
      lastHumanAt: at('14:42'),
      dueAt: at('15:12'),
      missed: 1,
    });
  });

  it('starts a ladder of its own after that', () => {
    const second = missed.after(['14:42', chloe, update], ['15:12', airb, deadline('15:12')]);
    expect(timersOf(second.asked())).toContain('update.escalate.1 15:19');
    second
      .when('15:19', airb, escalate('15:12', 1))
      .decides({ type: 'update.escalated', rung: 1, person: ben, dueAt: at('15:12') });
  });

  it('calls no rung twice, however many more are missed', () => {
    const called = missed.after(['14:40', airb, escalate('14:40', 0)], ['15:10', airb, deadline('15:10')]);
    called.when('15:11', airb, escalate('14:40', 0)).ignores();
    expect(called.incident.audiencesTold).toContain('support-leadership');
  });

  it('counts the interval by how old the incident is', () => {
    const sev1 = incident42({ severity: 'sev1' });
    expect(due(sev1.after(['14:15', airb, deadline('14:15')]))).toBe(at('14:35'));
  });

  it('is missed once when the timer fires twice', () => {
    missed.when('14:40:01', airb, deadline('14:40')).ignores();
  });

  it('skips a rung nobody stands on', () => {
    incident42({ severity: 'sev2', roles: { communications: chloe } })
      .after(['14:40', airb, deadline('14:40')])
      .when('14:47', airb, escalate('14:40', 1))
      .ignores();
  });

  it('counts the next interval from when the bot came back, not from a deadline long past', () => {
    const late = incident42({ severity: 'sev2' }).after(['16:00', airb, deadline('14:40')]);
    expect(due(late)).toBe(at('16:30'));
  });
});

describe('the severity changes in the middle', () => {
  it('gives a raised one time to be written, and nudges now', () => {
    const raised = incident42()
      .after(['14:20', chloe, update])
      .when('15:00', ben, severity('sev1'))
      .decides({
        type: 'severity.changed',
        from: 'sev3',
        to: 'sev1',
        reason: 'as it is',
        promised: at('15:20'),
      });
    expect(due(raised)).toBe(at('15:05'));
    expect(timersOf(raised.asked())).toEqual(['update.nudge 15:00', 'update.deadline 15:05']);
    raised.when('15:20', airb, deadline('15:20')).ignores();
  });

  it('counts a lowered one from the last human word', () => {
    const sev1 = incident42({ severity: 'sev1' }).after(['14:12', chloe, update]);
    expect(due(sev1)).toBe(at('14:32'));
    const lowered = sev1.after(['14:20', ben, severity('sev2')]);
    expect(due(lowered)).toBe(at('14:42'));
    expect(timersOf(lowered.asked())).toEqual(['update.nudge 14:36', 'update.deadline 14:42']);
  });

  it('owes nothing at SEV4; timers that are still about find nothing', () => {
    incident42({ severity: 'sev2' })
      .after(['14:20', ben, severity('sev4')])
      .when('14:40', airb, deadline('14:40'))
      .ignores();
  });

  it('ends a ladder that has begun: the new deadline counts', () => {
    incident42({ severity: 'sev2' })
      .after(['14:40', airb, deadline('14:40')], ['14:41', ben, severity('sev1')])
      .when('14:47', airb, escalate('14:40', 1))
      .ignores();
  });

  it('lets those join who are told only from the new severity on', () => {
    const story = incident42({ severity: 'sev4' }).after(['14:20', ben, severity('sev2')]);
    expect(bodiesOf(story.asked(), 'draw')).toContainEqual({
      kind: 'draw',
      slot: 'announcement:support-leadership',
      place: { to: 'channel', channel: 'support-leadership' },
    });
  });
});

describe('an update is written', () => {
  it('must say what users see and what is being done', () => {
    const story = incident42();
    story
      .when('14:12', chloe, { ...update, text: { ...text, users: ' ' } })
      .refuses('The update does not say what users see.', /One sentence is enough: `.airb update/);
    story
      .when('14:12', chloe, { ...update, text: { ...text, mitigation: '' } })
      .refuses('The update does not say what is being done.');
  });

  it('reaches the audiences of its form and severity only', () => {
    const story = incident42()
      .when('14:12', chloe, { ...update, form: 'customer' })
      .decides({ ...posted(at('15:10')), form: 'customer', audiences: [], unheard: true });
    expect(due(story)).toBe(at('15:10'));
    expect(bodiesOf(story.asked(), 'say').map(({ place }) => place.to)).toEqual(['room']);
  });

  it('reaches nobody outside when the incident is private', () => {
    const story = incident42({ private: true })
      .when('14:12', ana, update)
      .decides({ ...posted(at('15:12'), '15:10'), audiences: [] });
    expect(bodiesOf(story.asked(), 'say').map(({ place }) => place.to)).toEqual(['room']);
  });
});
