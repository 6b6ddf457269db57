import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, eva, incident42 } from '../../support/given.ts';
import { ana, ben, dev } from '../../support/worked-example.ts';

describe('the severity', () => {
  it('needs a reason, because people outside will ask', () => {
    incident42()
      .when('14:14', ana, { type: 'severity', to: 'sev2', reason: ' ' })
      .refuses('Say why sev3 → sev2; people outside the room will ask.', /sev1, sev2, sev3, sev4/);
  });

  it('is noted with the reason, and once', () => {
    incident42()
      .when('14:14', ana, { type: 'severity', to: 'sev2', reason: ' paid traffic ' })
      .decides({ type: 'severity.changed', from: 'sev3', to: 'sev2', reason: 'paid traffic' })
      .when('14:15', ben, { type: 'severity', to: 'sev2', reason: 'paid traffic' })
      .ignores('INC-42 is sev2 already.');
  });

  it('says in the channel all that follows from it', () => {
    const story = incident42().after([
      '14:14',
      ana,
      { type: 'severity', to: 'sev2', reason: 'paid traffic' },
    ]);
    const text = bodiesOf(story.asked(), 'say')[0]?.card.text ?? '';
    expect(text).toMatch(/Severity sev3 → sev2 \(Ana.*paid traffic\)/);
    expect(text).toMatch(/Updates every 30 min, next/);
    expect(text).toMatch(/Ben.* paged as commander/);
    expect(text).toMatch(/Rollbacks still need an approver/);
  });
});

describe('a role', () => {
  it('passes from one to the next, and the next is invited', () => {
    const story = incident42()
      .when('14:14', ben, { type: 'role', role: 'commander', person: dev })
      .decides({ type: 'role.assigned', role: 'commander', person: dev, before: ben });
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);
    story.when('14:15', dev, { type: 'role', role: 'commander', person: dev }).ignores(/commander already/);
  });

  it('is taken where nobody held it', () => {
    incident42()
      .when('14:14', eva, { type: 'role', role: 'scribe', person: eva })
      .decides({ type: 'role.assigned', role: 'scribe', person: eva, before: undefined });
  });
});

describe('the first questions', () => {
  it('keep the newest answer, and hear the same one once', () => {
    const answer = { type: 'question.answer' as const, question: 'kind' as const, answer: 'output' };
    const story = incident42()
      .when('14:12', ana, answer)
      .decides({ type: 'question.answered', question: 'kind', answer: 'output' })
      .when('14:13', ben, answer)
      .ignores()
      .when('14:14', ben, { ...answer, answer: 'policy' })
      .decides({ type: 'question.answered', question: 'kind', answer: 'policy' });
    expect(story.incident.answers.kind).toMatchObject({ answer: 'policy', by: 'Ben Okafor' });
  });

  it('lead to one category; the moment of the first choice is when it was diagnosed', () => {
    const choose = (category: 'prompt' | 'data') => ({
      type: 'category' as const,
      category,
      because: ' latency is flat ',
    });
    const story = incident42()
      .when('14:14', ana, choose('prompt'))
      .decides({ type: 'category.chosen', category: 'prompt', because: 'latency is flat' })
      .when('14:15', ben, choose('prompt'))
      .ignores('The category is prompt already.')
      .when('14:20', ben, choose('data'))
      .decides({ type: 'category.chosen', category: 'data', because: 'latency is flat' });
    expect(story.incident.milestones.diagnosed).toBe(story.log.at(-2)?.at);
  });
});

describe('airb looks at the signals', () => {
  it('when somebody asks, as often as they ask', () => {
    const story = incident42().after(['14:20', ana, { type: 'read' }]);
    expect(bodiesOf(story.asked(), 'read')).toMatchObject([
      { purpose: { for: 'demand' }, signals: expect.arrayContaining(['refusal_rate']) },
    ]);
    story.when('14:20:01', ana, { type: 'read' }).decides({ type: 'readings.requested' });
  });

  it('keeps the readings of the opening as evidence when the runbook wants them', () => {
    const evidence = {
      id: 'auto-readings',
      item: 'readings',
      title: 'Signals at opening',
      content: '[]',
      sha256: 'ab',
      from: 'automatic' as const,
    };
    const facts = {
      purpose: { for: 'opening' as const },
      sampledAt: incident42().incident.openedAt,
      readings: [],
    };
    incident42()
      .when('14:10:02', airb, { type: 'readings', ...facts, evidence })
      .decides({ type: 'readings.taken', ...facts }, { type: 'evidence.saved', evidence });
  });
});
