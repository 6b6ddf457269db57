import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, happens, incident42 } from '../../support/given.ts';
import { ana, at, ben } from '../../support/worked-example.ts';

describe('the severity', () => {
  it('needs a reason, because people outside will ask', () => {
    incident42()
      .when('14:14', ana, { type: 'severity', to: 'sev2', reason: ' ' })
      .refuses('Say why sev3 → sev2; people outside the room will ask.', /sev1, sev2, sev3, sev4/);
  });

  it('is noted with the reason, and once', () => {
    incident42()
      .when('14:14', ana, { type: 'severity', to: 'sev2', reason: ' paid traffic ' })
      .decides({
        type: 'severity.changed',
        from: 'sev3',
        to: 'sev2',
        reason: 'paid traffic',
        promised: at('15:10'),
      })
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
    expect(text).toMatch(/Updates every 30 min, next 14:40 UTC, sooner than promised \(15:10 UTC\)\./);
    expect(text).toMatch(/Ben.* paged as commander/);
    expect(text).toMatch(/Rollbacks still need an approver/);
    expect(text).toMatch(/Invited where not here yet: Ben\./);
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['ben'] }]);
  });

  it('pages and invites nobody for their own command, and whoever it would page first has answered by it', () => {
    const raise = { type: 'severity' as const, to: 'sev1' as const, reason: 'paid traffic' };
    const pages = ({ effects }: ReturnType<typeof happens>) =>
      effects.filter(
        ({ body }) => body.kind === 'page' || (body.kind === 'draw' && body.slot.startsWith('page:')),
      );
    const text = bodiesOf(incident42().after(['14:14', ben, raise]).asked(), 'say')[0]?.card.text ?? '';
    expect(text).not.toMatch(/Ben.* paged|Invited/);
    const own = happens(incident42(), '14:14', ben, raise);
    expect(pages(own)).toEqual([]);
    expect(own.effects.filter(({ body }) => body.kind === 'room.invite')).toEqual([]);
    expect(pages(happens(incident42(), '14:14', ana, raise))).not.toEqual([]);

    const quiet = incident42({ severity: 'sev4' });
    const theirs = happens(quiet, '14:14', ana, raise);
    expect(theirs.events.map(({ type }) => type)).toEqual(['severity.changed', 'acknowledged']);
    expect(JSON.stringify(pages(theirs))).not.toContain('ana');
    expect(JSON.stringify(pages(happens(quiet, '14:14', ben, raise)))).toContain('ana');
  });

  it('takes back an update that is not owed any more, and says whom nobody keeps informed from now on', () => {
    const audience = {
      id: 'lead',
      title: 'Leadership',
      channel: 'support-leadership',
      form: 'internal' as const,
    };
    const audiences = [{ ...audience, severities: ['sev1' as const, 'sev2' as const, 'sev3' as const] }];
    const lower = incident42({ plan: { audiences } }).after([
      '14:14',
      ben,
      { type: 'severity', to: 'sev4', reason: 'a load test' },
    ]);
    const said = (story: typeof lower) =>
      bodiesOf(story.asked(), 'say').find(({ place }) => place.to === 'room')?.card.text ?? '';
    expect(said(lower)).toMatch(
      /No updates are owed at SEV4: the one promised for 15:10 UTC will not come\./,
    );
    expect(said(lower)).toMatch(/No more updates for #support-leadership, until the end\.$/);
    expect(bodiesOf(lower.asked(), 'room.invite')).toEqual([]);
    const raised = lower.after(['14:20', ben, { type: 'severity', to: 'sev3', reason: 'it is none' }]);
    expect(said(raised)).toMatch(/Also told from now on: #support-leadership\.$/);
  });

  it('pages nobody twice who was paged before it was lowered, and says of approvals only what changed', () => {
    const to = (severity: 'sev2' | 'sev4') => ({ type: 'severity' as const, to: severity, reason: 'a look' });
    const pages = (story: ReturnType<typeof incident42>) =>
      bodiesOf(story.asked(), 'draw').filter(({ slot }) => slot.startsWith('page:'));
    const lowered = incident42({ severity: 'sev2' }).after(['14:14', ben, to('sev4')]);
    const raised = lowered.after(['14:20', ben, to('sev2')]);
    expect(pages(raised)).toEqual([]);
    expect(raised.incident.paging.levelAt).toBe(lowered.incident.paging.levelAt);
    const said = (story: typeof lowered) => bodiesOf(story.asked(), 'say')[0]?.card.text ?? '';
    expect(said(raised)).not.toMatch(/paged/);
    expect(said(lowered)).toMatch(/Rollbacks still need an approver\./);
    expect(said(raised)).toMatch(/Rollbacks still need an approver\./);
    // Whoever had not been paged is paged now.
    const first = incident42({ severity: 'sev4' }).after(['14:20', ben, to('sev2')]);
    expect(pages(first)).not.toEqual([]);
    expect(said(first)).toMatch(/Ana.* paged as first on call.*Rollbacks now need an approver\./);
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
