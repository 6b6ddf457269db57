import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, eva, incident42, planWith, type Story } from '../../support/given.ts';
import { at, ben, chloe, levels } from '../../support/worked-example.ts';

const ill = { refusals: 0.19, deflection: 0.25 };
const well = { refusals: 0.05, deflection: 0.41 };
const read = (clock: string, signals: typeof ill): CommandBody => ({
  type: 'readings',
  purpose: { for: 'demand' },
  sampledAt: at(clock),
  readings: levels(clock, signals),
});
const burning = () => incident42({ severity: 'sev2' }).after(['14:12', airb, read('14:12', ill)]);
const cancel = { type: 'cancel' as const, reason: 'false alarm' };
const update: CommandBody = {
  type: 'update',
  form: 'internal',
  text: { users: 'One in five is refused.', since: '14:10', scope: 'Paid.', mitigation: 'Looking.' },
};

/** Channels that heard a sentence with the newest event. */
const heard = (story: Story) =>
  bodiesOf(story.asked(), 'say').flatMap(({ place, card }) =>
    place.to === 'channel' ? [`${place.channel}: ${card.text}`] : [],
  );

describe('somebody without a role ends what burns', () => {
  it.each([
    [cancel, /Refusal rate 19 %, must be at most \d+ %.*can’t cancel an incident/],
    [
      { type: 'resolve' as const, override: 'looks fine', category: 'prompt' as const },
      /Refusal rate 19 %.*can’t resolve by override/,
    ],
    [{ type: 'verify' as const }, /Refusal rate 19 %.*can’t start watching the recovery/],
  ])('%o: refused until they confirm what is red', (body, sentence) => {
    const story = burning();
    const { decision } = story.when('14:20', eva, body);
    expect(decision).toMatchObject({
      lacks: 'confirmation',
      next: expect.stringMatching(/Ben Okafor or Finn Berg can/),
    });
    story.when('14:20', eva, body).refuses(sentence);
    story.when('14:20', eva, { ...body, confirmed: ['latency_p95'] }).refuses(sentence);
    expect(story.when('14:20', eva, { ...body, confirmed: ['refusal_rate'] }).decision).toHaveProperty(
      'events',
    );
    expect(story.when('14:20', ben, body).decision).toHaveProperty('events');
  });

  it('what was never measured is red too', () => {
    incident42()
      .when('14:20', eva, cancel)
      .refuses(/Refusal rate is not measured.*can’t cancel/);
    const blind = planWith();
    incident42({ plan: { recovery: { ...blind.recovery, key: [] } } })
      .when('14:20', eva, cancel)
      .refuses(/no key signal of support-bot is measured/);
  });

  it('needs no confirmation where nothing is red', () => {
    incident42()
      .after(['14:12', airb, read('14:12', well)])
      .when('14:20', eva, cancel)
      .decides({ type: 'cancelled', reason: 'false alarm' });
  });

  it('what was measured longer than ten minutes ago says nothing of now, unless measuring comes next', () => {
    const story = incident42().after(['14:12', airb, read('14:12', well)]);
    story.when('14:22', eva, cancel).decides({ type: 'cancelled', reason: 'false alarm' });
    story
      .when('14:23', eva, cancel)
      .refuses(/Refusal rate was 5 % at 14:12 UTC, and was not measured since\. Eva Sato can’t cancel/);
    story
      .when('14:23', eva, { ...cancel, confirmed: ['refusal_rate'] })
      .decides({ type: 'cancelled', reason: 'false alarm', red: ['refusal_rate'] });
    story
      .when('14:23', eva, { type: 'verify' })
      .decides({ type: 'verification.started', until: at('14:33') });
  });

  it('keeps on record what was red', () => {
    burning()
      .when('14:20', eva, { ...cancel, confirmed: ['refusal_rate'] })
      .decides({ type: 'cancelled', reason: 'false alarm', red: ['refusal_rate'] });
    burning()
      .when('14:20', eva, { type: 'verify', confirmed: ['refusal_rate'], seen: ' logs are clean ' })
      .decides({
        type: 'verification.started',
        until: at('14:30'),
        red: ['refusal_rate'],
        seen: 'logs are clean',
      });
  });
});

describe('whoever was told of it hears its end', () => {
  it('once it was cancelled, in the same decision', () => {
    const over = burning().after(['14:15', chloe, update], ['14:20', ben, cancel]);
    expect(heard(over)).toEqual(['support-leadership: INC-42: Closed as not an incident: false alarm.']);
  });

  it('not where nobody was told, nor from a private one', () => {
    const untold = incident42({ severity: 'sev2', told: [] }).after(['14:12', airb, read('14:12', ill)]);
    expect(heard(untold.after(['14:20', ben, cancel]))).toEqual([]);
    const secret = incident42({ severity: 'sev2', private: true });
    expect(heard(secret.after(['14:15', chloe, update], ['14:20', ben, cancel]))).toEqual([]);
  });

  it('also when the severity they heard of is long past', () => {
    const lowered = burning().after(
      ['14:15', chloe, update],
      ['14:16', ben, { type: 'severity', to: 'sev4', reason: 'one tester' }],
    );
    expect(heard(lowered.after(['14:20', ben, cancel]))).toHaveLength(1);
    expect(
      heard(lowered.after(['14:20', ben, { type: 'resolve', override: 'gone', category: 'prompt' }])),
    ).toEqual([expect.stringMatching(/^support-leadership: INC-42 is resolved/)]);
  });

  it('also when all they got was an automatic statement', () => {
    const missed = burning().after(
      ['14:40', airb, { type: 'update.deadline', dueAt: at('14:40') }],
      ['14:45', ben, cancel],
    );
    expect(heard(missed)).toHaveLength(1);
  });
});
