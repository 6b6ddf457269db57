import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { Audience } from '../../../src/domain/runbooks/audience.ts';
import { bodiesOf, incident42, type Story } from '../../support/given.ts';
import { at, ben, chloe } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

const facts = { title: 'Somebody', severities: ['sev1', 'sev2', 'sev3'] as const };
const leaders: Audience = { ...facts, severities: ['sev1'], id: 'leaders', by: 'email', form: 'internal' };
const list: Audience = { ...facts, severities: ['sev2', 'sev3'], id: 'list', by: 'email', form: 'internal' };
const page: Audience = {
  ...facts,
  severities: ['sev1', 'sev2', 'sev3'],
  id: 'page',
  by: 'statuspage',
  form: 'customer',
};
const zoe: Audience = {
  ...facts,
  severities: ['sev2', 'sev3'],
  id: 'dm:zoe',
  by: 'person',
  person: 'zoe',
  form: 'internal',
};
const audiences = [leaders, list, page];

const text = { users: 'Some are refused.', since: '14:10', scope: 'Paid.', mitigation: 'Looking.' };
const update = (form: 'internal' | 'customer') => ({ type: 'update' as const, form, text });
const severity = (to: 'sev1' | 'sev4') => ({ type: 'severity' as const, to, reason: 'paid traffic' });

/** What each audience outside chat was told: `list: started`. */
function told(story: Story): string[] {
  return bodiesOf(story.asked(), 'publish').map(
    ({ audience, publication }) => `${audience}: ${publication.stage}`,
  );
}

const begun = (more: Parameters<typeof incident42>[0] = {}) =>
  incident42({ plan: { audiences }, told: ['list'], ...more });

describe('whoever heard that it started', () => {
  it('hears a severity that is not theirs any more, with what that means; who is new hears what happened', () => {
    const story = begun().after(['14:15', chloe, update('internal')], ['14:20', ben, severity('sev1')]);
    expect(told(story)).toEqual(['list: severity', 'leaders: started']);
    const [change, start] = bodiesOf(story.asked(), 'publish').map(({ publication }) =>
      JSON.stringify(publication.card),
    );
    expect(change).toContain('You get no updates at this severity');
    expect(start).toContain('Some are refused.');
    expect(story.incident.audiencesTold).toContain('leaders');
  });

  it('hears the cancellation and the reopening, whatever the severity is', () => {
    const cancelled = begun().after(
      ['14:20', ben, severity('sev1')],
      ['14:22', ben, { type: 'cancel', reason: 'a load test', confirmed: ['refusal_rate'] }],
    );
    expect(told(cancelled)).toEqual(['leaders: cancelled', 'list: cancelled']);
    const again = cancelled.after(['14:30', ben, { type: 'reopen', reason: 'it is back' }]);
    expect(told(again)).toEqual(['leaders: again', 'list: again']);
  });

  it('is nobody, in a private incident', () => {
    const story = begun({ private: true, told: undefined }).after(
      ['14:15', chloe, update('internal')],
      ['14:20', ben, severity('sev1')],
    );
    expect(told(story)).toEqual([]);
    expect(story.incident.audiencesTold).toEqual([]);
    const join = { type: 'audience.join' as const, audiences: [zoe] };
    expect(story.when('14:26', airb, join).decision).toEqual({ events: [] });
  });
});

describe('a status page', () => {
  it('gets what a person wrote for customers, and no word before or in between that is internal', () => {
    const silent = begun().after(['14:15', chloe, update('internal')]);
    expect(told(silent)).toEqual(['list: update']);
    const posted = silent.after(['14:16', ben, update('customer')]);
    expect(told(posted)).toEqual(['page: update']);
    expect(told(posted.after(['14:20', ben, severity('sev1')]))).not.toContain('page: severity');
    const [body] = bodiesOf(posted.asked(), 'publish');
    expect(JSON.stringify(body?.publication)).not.toMatch(/INC-42|SEV3|refusal_rate/);
  });

  it('is told nothing when the incident goes on as another: that would read as over', () => {
    const posted = begun().after(['14:16', ben, update('customer')]);
    const survivor = { open: true, private: false, phase: 'triage' };
    const merged = posted.after(['14:20', ben, { type: 'merge', into: 7, reason: 'same prompt', survivor }]);
    expect(told(merged)).toEqual(['list: cancelled']);
  });

  it('names nobody of ours', () => {
    const posted = begun().after(['14:16', ben, update('customer')]);
    const [body] = bodiesOf(posted.asked(), 'publish');
    expect(JSON.stringify(body?.publication)).not.toMatch(/Ben|Okafor|Ana|Lima/);
  });

  it('does not hear the end of what it never had', () => {
    const story = begun().after([
      '14:22',
      ben,
      { type: 'cancel', reason: 'a test', confirmed: ['refusal_rate'] },
    ]);
    expect(told(story)).toEqual(['list: cancelled']);
  });
});

describe('somebody who subscribes while it goes on', () => {
  it('hears of it at once, and nothing more when they stop', () => {
    const join = { type: 'audience.join' as const, audiences: [zoe] };
    const joined = begun().after(['14:16', airb, join]);
    expect(bodiesOf(joined.asked(), 'say').map(({ place }) => place)).toEqual([
      { to: 'person', person: 'zoe' },
    ]);
    expect(joined.when('14:17', airb, join).decision).toEqual({ events: [] });
    const left = joined.after(
      ['14:18', airb, { type: 'audience.leave', audience: 'dm:zoe' }],
      ['14:20', ben, severity('sev1')],
    );
    expect(bodiesOf(left.asked(), 'say').map(({ place }) => place)).not.toContainEqual({
      to: 'person',
      person: 'zoe',
    });
  });
});

it('says first what changed since the last update', () => {
  const story = begun().after(
    ['14:15', chloe, update('internal')],
    ['14:20', ben, severity('sev1')],
    ['14:25', chloe, { ...update('internal'), text: { ...text, scope: 'Everybody.' } }],
  );
  const card = bodiesOf(story.asked(), 'publish')[0]?.publication.card;
  const [, first] = card?.nodes ?? [];
  expect(JSON.stringify(first)).toMatch(/What changed.*SEV3 → SEV1.*new below: scope/);
  expect(JSON.stringify(first)).toContain(String(at('14:15')));
});

it('keeps addresses out of the record', () => {
  expect(JSON.stringify(workedExamplePlan().audiences)).not.toContain('@');
});
