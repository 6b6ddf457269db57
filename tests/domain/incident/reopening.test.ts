import { describe, expect, it } from 'vitest';
import { bodiesOf, incident42, type Story, timersOf } from '../../support/given.ts';
import { ana, at, ben } from '../../support/worked-example.ts';

const reopen = (reason = 'refusals rise again since 15:10') => ({ type: 'reopen' as const, reason });
const resolved = () =>
  incident42().after(['14:43', ben, { type: 'resolve', override: 'users say it works', category: 'prompt' }]);
const stranger = { kind: 'person', id: 'slack:U0STRANGE', name: 'Kim', standing: 'stranger' } as const;
const heard = (story: Story) =>
  bodiesOf(story.asked(), 'say').map(({ place, card }) => [
    'channel' in place ? place.channel : place.to,
    card.text,
  ]);

describe('a person opens an incident again', () => {
  const back = resolved()
    .when('15:20', ana, reopen())
    .decides({ type: 'reopened', reason: 'refusals rise again since 15:10', from: 'resolved' });

  it('is at work on it again, with time for the update that is owed, and nobody has acknowledged', () => {
    expect(back.incident).toMatchObject({
      phase: 'mitigating',
      paging: { level: 0, people: [{ id: 'ana' }], answered: [] },
      cadence: { dueAt: at('15:25') },
    });
    expect(back.incident.paging.acknowledged).toBeUndefined();
    expect(timersOf(back.asked())).toEqual([
      'page.timeout 15:25',
      'update.nudge 15:20',
      'update.deadline 15:25',
    ]);
  });

  it('pages, tells the room, and takes back what stakeholders were told; their text has no reason in it', () => {
    expect(heard(back)).toEqual(
      expect.arrayContaining([
        ['person', expect.stringContaining('INC-42 is open again')],
        ['room', expect.stringContaining('refusals rise again')],
        [
          'support-leadership',
          expect.stringMatching(
            /^INC-42 is open again: We said that Support bot works again\. It does not, since [^:]*15:20[^:]*\.$/,
          ),
        ],
      ]),
    );
  });

  it('has the signals read, because a word is no measurement', () => {
    expect(bodiesOf(back.asked(), 'read')).toMatchObject([{ purpose: { for: 'demand' } }]);
  });

  it('ends again only as it did the first time: measured, or by override', () => {
    back.when('15:21', ben, { type: 'resolve' }).refuses(/not been verified/);
  });
});

describe('a cancelled incident', () => {
  it('tells those who heard of it that it is one after all', () => {
    const update = { users: 'some get refusals', since: '14:02', scope: 'all', mitigation: 'looking' };
    const told = incident42().after(
      ['14:20', ben, { type: 'update', form: 'internal', text: update }],
      ['14:32', ben, { type: 'cancel', reason: 'load test' }],
      ['14:50', ana, reopen('no load test was running')],
    );
    expect(heard(told)).toContainEqual([
      'support-leadership',
      expect.stringMatching(/We said that Support bot had no incident\. It has one; it is open again since/),
    ]);
  });

  it('takes nothing back where nobody had heard of it', () => {
    const story = incident42({ told: [] }).after(
      ['14:32', ben, { type: 'cancel', reason: 'load test' }],
      ['14:50', ana, reopen('no load test was running')],
    );
    expect(heard(story).map(([where]) => where)).not.toContain('support-leadership');
  });
});

describe('it stays as it is', () => {
  it('while it is open, and where nobody says what came back', () => {
    incident42()
      .when('14:20', ben, reopen())
      .refuses(/INC-42 is open/);
    resolved()
      .when('15:20', ana, reopen('  '))
      .refuses(/what came back/);
  });

  it('when it comes twice', () => {
    resolved()
      .after(['15:20', ana, reopen()])
      .when('15:20', ana, reopen())
      .refuses(/INC-42 is open/);
  });

  it('when a stranger asks', () => {
    resolved()
      .when('15:20', stranger, reopen())
      .refuses(/does not know you yet/);
  });

  it('for anything but opening it again: a late command hears how', () => {
    resolved()
      .when('15:20', ana, { type: 'severity', to: 'sev1', reason: 'worse' })
      .refuses(/already resolved/);
  });
});
