import { describe, expect, it } from 'vitest';
import { lastWritten, longestSnooze } from '../../../src/domain/incident/update-changes.ts';
import { warningsOf } from '../../../src/domain/incident/update-text.ts';
import { airb, severities } from '../../../src/domain/people.ts';
import { warningKey } from '../../../src/domain/response/update-warnings.ts';
import type { Audience } from '../../../src/domain/runbooks/audience.ts';
import { minute } from '../../../src/domain/time.ts';
import { bodiesOf, finn, incident42, timersOf } from '../../support/given.ts';
import { at, ben, chloe, dev } from '../../support/worked-example.ts';

const text = { users: 'Some are refused.', since: '14:10 UTC', scope: 'Paid.', mitigation: 'Looking.' };
const internal = { type: 'update' as const, form: 'internal' as const, text };
const customer = { type: 'update' as const, form: 'customer' as const, text };
const audience = (id: string, form: Audience['form']): Audience => ({
  ...{ id, title: id, channel: id, form },
  severities: [...severities],
});
const both = [audience('leaders', 'internal'), audience('support-desk', 'customer')];
const sev2 = (audiences = both, roles?: Parameters<typeof incident42>[0]) =>
  incident42({ severity: 'sev2', plan: { audiences }, ...roles });
const deadline = (clock: string) => ({ type: 'update.deadline' as const, dueAt: at(clock) });
const snooze = (minutes: number, reason = 'the reading comes then') => ({
  type: 'update.snooze' as const,
  later: minutes * minute,
  reason,
});
const said = (story: ReturnType<typeof sev2>) =>
  bodiesOf(story.asked(), 'say').flatMap(({ place, card }) =>
    place.to === 'channel' ? [`${place.channel}: ${card.text}`] : [],
  );

describe('two forms are read', () => {
  it('keep a promise each: what one heard does not stop the clock of the other', () => {
    const story = sev2()
      .after(['14:40', airb, deadline('14:40')])
      .after(['14:50', chloe, internal]);
    expect(story.incident.cadence).toMatchObject({
      dueAt: at('15:10'),
      promised: { internal: at('15:20'), customer: at('15:10') },
    });
    const later = story.after(['15:10', airb, deadline('15:10')]);
    expect(said(later)).toEqual([expect.stringMatching(/^support-desk: Automatic status/)]);
    expect(later.incident.cadence.promised).toEqual({ internal: at('15:20'), customer: at('15:40') });
    expect(timersOf(later.asked())).toContain('update.deadline 15:20');
    expect(story.incident.updates[0]).toMatchObject({ form: 'internal', by: 'airb', automatic: true });
    expect(later.incident.updates.at(-1)).toMatchObject({ form: 'customer', by: 'airb', automatic: true });
  });

  it('tell only those of the form that was missed of the incident', () => {
    const story = sev2(both, { told: undefined }).after(['14:20', chloe, internal]);
    expect(story.incident.audiencesTold).toEqual(['leaders']);
    const missed = story.after(['14:50', airb, deadline('14:50')]);
    expect(said(missed)).toEqual([expect.stringMatching(/^leaders: Automatic status/)]);
    expect(missed.incident.audiencesTold).toEqual(['leaders']);
  });

  it('have no clock where nobody was promised anything yet', () => {
    const story = sev2().after(['14:20', chloe, internal]);
    expect(story.incident.cadence).toMatchObject({ dueAt: at('14:50'), promised: { internal: at('14:50') } });
  });

  it('follow a change of the severity together', () => {
    const story = sev2()
      .after(['14:40', airb, deadline('14:40')], ['14:50', chloe, internal])
      .after(['14:55', ben, { type: 'severity', to: 'sev1', reason: 'all users' }]);
    const dueAt = story.incident.cadence.dueAt;
    expect(story.incident.cadence.promised).toEqual({ internal: dueAt, customer: dueAt });
  });
});

describe('a form that nobody reads', () => {
  it('does not stop the clock of those who read the other', () => {
    const story = sev2([audience('leaders', 'internal')]).after(['14:20', chloe, customer]);
    expect(story.incident.cadence.dueAt).toBe(at('14:40'));
    expect(said(story)).toEqual([]);
  });

  it('is all that can be owed where nobody reads anything', () => {
    expect(sev2([]).after(['14:20', chloe, internal]).incident.cadence.dueAt).toBe(at('14:50'));
  });
});

describe('a step that asks for an update', () => {
  const sections = [
    {
      id: 'communication' as const,
      title: 'Communication',
      steps: [
        { id: 'communication.tell', title: 'Tell', look: 'a', means: 'b', doneBy: 'update' as const },
        { id: 'communication.list', title: 'Send the list', look: 'a', means: 'b' },
      ],
    },
  ];
  const asking = (audiences = both) => incident42({ severity: 'sev2', plan: { audiences, sections } });

  it('is ticked by sending it, once, and may be opened again', () => {
    const story = asking().after(['14:20', chloe, internal]);
    const { steps } = story.incident;
    expect(steps['communication.tell']).toMatchObject({ status: 'done', how: 'update', by: chloe.name });
    expect(steps['communication.list']).toMatchObject({ status: 'open' });
    const again = story.after(['14:25', ben, { type: 'step.undo', step: 'communication.tell' }]);
    const opened = { status: 'open', how: undefined };
    expect(again.incident.steps['communication.tell']).toMatchObject(opened);
    const next = again.after([
      '14:45',
      chloe,
      { ...internal, text: { ...internal.text, users: 'fewer refusals than before' } },
    ]);
    expect(next.incident.steps['communication.tell']).toMatchObject(opened);
  });

  it('stays open where nobody heard the update', () => {
    const { steps } = asking([]).after(['14:20', chloe, internal]).incident;
    expect(steps['communication.tell']).toMatchObject({ status: 'open' });
  });
});

describe('an update is sent twice', () => {
  it('goes out once, and whoever pressed again hears when', () => {
    sev2()
      .after(['14:20', chloe, internal])
      .when('14:21', chloe, internal)
      .ignores(/^The same update went out at 14:20 UTC/);
  });

  it('goes out again when it is meant as the next', () => {
    expect(
      sev2().after(['14:20', chloe, internal], ['14:45', chloe, internal]).incident.updates,
    ).toHaveLength(2);
  });
});

describe('an update with a line that says nothing', () => {
  it.each(['users', 'since', 'scope', 'mitigation'] as const)('is not sent: %s', (line) => {
    sev2()
      .when('14:20', chloe, { ...internal, text: { ...text, [line]: ' ' } })
      .refuses(/^The update does not say/);
  });
});

describe('an update with words to look at again', () => {
  const fixed = { ...internal, text: { ...text, mitigation: 'It is fixed.' } };

  it('is not sent before its writer confirmed exactly those words', () => {
    const story = sev2();
    story.when('14:20', chloe, fixed).refuses(/^Look again at “fixed”: nothing shows it/);
    story.when('14:20', chloe, { ...fixed, confirmed: ['cause:because'] }).refuses(/“fixed”/);
    const { decision } = story.when('14:20', chloe, { ...fixed, confirmed: ['reassurance:fixed'] });
    expect(decision).toMatchObject({
      events: [{ type: 'update.posted', warned: [{ kind: 'reassurance', words: 'fixed' }] }],
    });
  });
});

describe('an update for customers', () => {
  it('waits for the commander, who sees it, and reaches nobody before', () => {
    const story = sev2().after(['14:20', chloe, customer]);
    expect(story.log.at(-1)).toMatchObject({ type: 'update.proposed', update: 'u1', asked: ['ben'] });
    expect(said(story)).toEqual([]);
    expect(bodiesOf(story.asked(), 'draw').map(({ slot }) => slot)).toEqual([
      'held-update:u1',
      'held-update:u1:ben',
    ]);
    expect(story.incident.cadence.dueAt).toBe(at('14:40'));
  });

  it('goes out when the commander sends it, in the words that were sent, once', () => {
    const story = sev2().after(['14:20', chloe, customer]);
    const send = { ...customer, text: { ...text, users: 'A few are refused.' }, proposal: 'u1' };
    story.when('14:22', chloe, send).refuses(/can't send or correct an update for customers/, /Ben Okafor/);
    const sent = story.after(['14:22', ben, send]);
    expect(said(sent)).toEqual([expect.stringContaining('A few are refused.')]);
    expect(sent.incident.heldUpdates?.[0]).toMatchObject({ status: 'sent', decidedBy: 'Ben Okafor' });
    sent.when('14:22:10', ben, send).ignores('Ben Okafor has sent that update already.');
  });

  it('goes out at once where the commander writes it', () => {
    expect(said(sev2().after(['14:20', ben, customer]))).toHaveLength(1);
  });

  it('is sent by an approver only while nobody commands, and asks whoever takes command', () => {
    const nobody = sev2(both, { roles: { communications: chloe } }).after(['14:20', chloe, customer]);
    const send = { ...customer, proposal: 'u1' };
    expect(nobody.when('14:21', finn, send).decision).toMatchObject({ events: [{ type: 'update.posted' }] });
    const taken = nobody.after(['14:21', finn, { type: 'role', role: 'commander', person: finn }]);
    expect(taken.incident.heldUpdates?.[0]?.asked).toContain('finn');
    taken.when('14:22', ben, send).refuses(/can't/, 'Finn Berg can.');
  });

  it('is declined with a reason that its writer hears', () => {
    const story = sev2().after(['14:20', chloe, customer]);
    story.when('14:21', ben, { type: 'update.decline', update: 'u1', reason: ' ' }).refuses(/^Say why/);
    const declined = story.after(['14:21', ben, { type: 'update.decline', update: 'u1', reason: 'not yet' }]);
    expect(bodiesOf(declined.asked(), 'say').map(({ place }) => place)).toContainEqual({
      to: 'person',
      person: 'chloe',
    });
    declined.when('14:22', ben, { ...customer, proposal: 'u1' }).ignores(/has declined that update already/);
  });
});

describe('the last update is corrected', () => {
  const mended = { ...text, users: 'Only a few are refused.' };
  const correct = { type: 'update.correct' as const, form: 'internal' as const, text: mended };

  it('takes its place for its readers, keeps both in the log, and moves no promise', () => {
    const story = sev2().after(['14:20', chloe, internal], ['14:25', chloe, correct]);
    expect(story.log.at(-1)).toMatchObject({ was: text, text: mended, postedAt: at('14:20') });
    expect(bodiesOf(story.asked(), 'say')).toContainEqual(
      expect.objectContaining({
        place: { to: 'channel', channel: 'leaders', thread: true },
        corrects: at('14:20'),
      }),
    );
    expect(said(story)).toEqual([expect.stringMatching(/Corrected at .*Only a few are refused/)]);
    expect(story.incident.cadence.dueAt).toBe(at('14:50'));
    expect(story.incident.updates).toMatchObject([{ text: mended, correctedAt: at('14:25') }]);
  });

  it('needs an update, other words, and the same care', () => {
    const story = sev2();
    story.when('14:25', chloe, correct).refuses(/Nobody has written an update/);
    const written = story.after(['14:20', chloe, internal]);
    written.when('14:25', chloe, { ...correct, text }).ignores('Nothing was changed.');
    written
      .when('14:25', chloe, { ...correct, text: { ...mended, scope: 'No data was lost.' } })
      .refuses(/^Look again at “no data was lost”/);
  });

  it('is that of its form which a person wrote last, and no other', () => {
    const users = (words: string) => ({ ...internal, text: { ...text, users: words } });
    const story = sev2()
      .after(['14:20', chloe, internal], ['14:20', ben, customer], ['14:30', chloe, users('Fewer.')])
      .after(['14:50', airb, deadline('14:50')], ['14:55', ben, { ...customer, text: mended }])
      .after(['15:00', airb, deadline('15:00')]);
    expect(lastWritten(story.incident)).toMatchObject({ form: 'customer', at: at('14:55') });
    expect(story.incident.updates.at(-1)).toMatchObject({ form: 'internal', automatic: true });
    const after = story.after(['15:02', chloe, { ...correct, text: { ...text, users: 'One in ten.' } }]);
    expect(after.log.at(-1)).toMatchObject({ was: { users: 'Fewer.' }, postedAt: at('14:30') });
    expect(after.incident.updates.map((one) => [one.form, one.text.users === 'One in ten.'])).toEqual(
      story.incident.updates.map((one) => [one.form, one.at === at('14:30')]),
    );
    // Two of the same second: the one of the other form stays.
    const twin = sev2().after(
      ['14:20', chloe, internal],
      ['14:20', ben, customer],
      ['14:25', chloe, correct],
    );
    expect(twin.incident.updates).toMatchObject([{ text: mended }, { form: 'customer', text }]);
  });

  it('goes to whoever reads that form by now, with the promise that they have', () => {
    const board: Audience = { ...audience('board', 'internal'), title: 'Board' };
    const story = sev2()
      .after(['14:40', airb, deadline('14:40')], ['14:50', chloe, internal])
      .after(['14:52', airb, { type: 'audience.join', audiences: [board] }])
      .after(['14:55', chloe, correct]);
    expect(story.log.at(-1)).toMatchObject({ audiences: ['leaders', 'board'], nextDueAt: at('15:20') });
    expect(story.incident.cadence).toMatchObject({ dueAt: at('15:10') });
  });

  it('says what was sent in spite of a warning, and nothing of one where there was none', () => {
    const story = sev2().after(['14:20', chloe, internal]);
    expect(story.after(['14:25', chloe, correct]).log.at(-1)).not.toHaveProperty('warned');
    const lost = { ...correct, text: { ...mended, scope: 'No data was lost.' } };
    const warned = warningsOf(lost.text, story.incident, at('14:25'));
    const confirmed = warned.map(warningKey);
    expect(story.after(['14:25', chloe, { ...lost, confirmed }]).log.at(-1)).toMatchObject({ warned });
  });

  it('is the commander’s where customers read it', () => {
    const story = sev2().after(['14:20', ben, customer]);
    story
      .when('14:25', dev, { ...correct, form: 'customer' })
      .refuses(/can't/, 'Ben Okafor or Finn Berg can.');
    expect(said(story.after(['14:25', ben, { ...correct, form: 'customer' }]))).toHaveLength(1);
  });
});

describe('the next update is put off', () => {
  const heard = sev2([audience('leaders', 'internal')]).after(['14:20', chloe, internal]);

  it('is told to those who were promised the time, and the clock follows', () => {
    const later = heard.when('14:40', chloe, snooze(10)).decides({
      type: 'update.snoozed',
      from: at('14:50'),
      dueAt: at('15:00'),
      reason: 'the reading comes then',
      audiences: ['leaders'],
    });
    expect(said(later)).toEqual([
      'leaders: SEV2 Support bot (INC-42): the next update comes at 15:00 UTC and not at 14:50 UTC. Chloe: the reading comes then.',
    ]);
    expect(timersOf(later.asked())).toContain('update.deadline 15:00');
    later.when('14:50', airb, deadline('14:50')).ignores();
  });

  it.each([
    ['by more than one interval', snooze(31), '14:40', /^It can be put off by 1 min to 30 min at sev2/],
    ['by no time', snooze(0), '14:40', /^It can be put off by/],
    ['without a reason', snooze(10, ' '), '14:40', /^Say why/],
    ['at the last second', snooze(10), '14:50', /^The update was due at 14:50 UTC and is late/],
  ])('is refused %s', (_, body, clock, words) => {
    heard.when(clock, chloe, body).refuses(words);
  });

  it('is refused the second time, until a person has written', () => {
    const once = heard.after(['14:40', chloe, snooze(10)]);
    once.when('14:45', chloe, snooze(10)).refuses(/^It was put off once already, from 14:50 UTC/);
    const written = once.after(['14:58', chloe, { ...internal, text: { ...text, users: 'Still so.' } }]);
    expect(written.log.at(-1)).toMatchObject({ owedAt: at('15:00') });
    expect(written.when('15:00', chloe, snooze(5)).decision).toMatchObject({ events: [{}] });
  });

  it('is refused when it is late already, and where none is owed', () => {
    heard
      .after(['14:50', airb, deadline('14:50')])
      .when('14:55', chloe, snooze(10))
      .refuses(/^The update was due at 14:50 UTC and is late/);
    incident42({ severity: 'sev4' })
      .when('14:40', chloe, snooze(10))
      .refuses(/^No update is owed/);
  });

  it('moves the promise of those who were to hear before the new time, and of no others', () => {
    const story = sev2()
      .after(['14:40', airb, deadline('14:40')])
      .after(['14:50', chloe, internal]);
    const little = story.after(['15:05', chloe, snooze(5, ' soon ')]);
    expect(little.log.at(-1)).toMatchObject({ audiences: ['support-desk'], reason: 'soon' });
    expect(little.incident.cadence.promised).toEqual({ internal: at('15:20'), customer: at('15:15') });
    expect(said(little)).toEqual([expect.stringMatching(/^support-desk: /)]);
    const more = story.after(['15:05', chloe, snooze(20)]);
    expect(more.log.at(-1)).toMatchObject({ audiences: ['leaders', 'support-desk'] });
    expect(more.incident.cadence.promised).toEqual({ internal: at('15:30'), customer: at('15:30') });
    // Each hears the time taken back that it was promised, and who keeps it hears nothing.
    expect(said(more)).toEqual([
      expect.stringMatching(/^leaders: .* at 15:30 UTC and not at 15:20 UTC/),
      expect.stringMatching(/^support-desk: .* at 15:30 UTC and not at 15:10 UTC/),
    ]);
    const alike = sev2().after(
      ['14:20', chloe, internal],
      ['14:20', ben, customer],
      ['14:40', chloe, snooze(10)],
    );
    expect(alike.incident.cadence.promised).toEqual({ internal: at('15:00'), customer: at('15:00') });
    expect(alike.log.at(-1)).not.toHaveProperty('promisedBefore');
    expect(story.after(['15:05', chloe, snooze(10)]).log.at(-1)).toMatchObject({
      audiences: ['support-desk'],
    });
  });

  it('is no word to those who have heard nothing yet', () => {
    const story = sev2(both, { told: undefined }).after(['14:20', chloe, internal]);
    expect(story.after(['14:40', chloe, snooze(10)]).log.at(-1)).toMatchObject({ audiences: ['leaders'] });
  });

  it('may be by one interval and no more, of the time that has come since', () => {
    const most = (story: ReturnType<typeof sev2>, clock: string) => longestSnooze(story.incident, at(clock));
    expect(most(heard, '14:40')).toBe(30 * minute);
    heard.after(['14:40', chloe, snooze(30)]);
    heard.after(['14:40', chloe, snooze(1)]);
    expect(most(heard, '14:50')).toBeUndefined();
    expect(most(heard.after(['14:40', chloe, snooze(10)]), '14:45')).toBeUndefined();
    expect(most(heard.after(['14:50', airb, deadline('14:50')]), '14:55')).toBeUndefined();
    expect(most(incident42({ severity: 'sev4' }), '14:40')).toBeUndefined();
    // Less often in the long run, so it can also wait longer.
    const sev1 = incident42({ severity: 'sev1' });
    expect(most(sev1, '14:12')).toBe(20 * minute);
    const { overdueFrom: _, ...cadence } = { ...sev1.incident.cadence, dueAt: at('16:40') };
    expect(longestSnooze({ ...sev1.incident, cadence }, at('16:30'))).toBe(30 * minute);
  });

  it('is missed at the new time like any other', () => {
    const missed = heard.after(['14:40', chloe, snooze(10)], ['15:00', airb, deadline('15:00')]);
    expect(said(missed)).toEqual([expect.stringMatching(/^leaders: Automatic status/)]);
  });
});
