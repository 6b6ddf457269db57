import { describe, expect, it } from 'vitest';
import { airb, type Person } from '../../../src/domain/people.ts';
import type { PlanPart } from '../../../src/domain/runbooks/plan.ts';
import { bodiesOf, given, happens, planWith, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, ben, event, promptChange } from '../../support/worked-example.ts';

const current = { url: 'http://127.0.0.1:3000/prompt', path: 'live', headers: {} };
const ask = (part: string, to?: string) =>
  ({ type: 'rollback.request', part, reason: ' refusals followed it ', ...(to && { to }) }) as const;
const approve = (action: string) => ({ type: 'rollback.approve', action }) as const;
const done = (action: string) =>
  ({ type: 'rollback.responded', action, dryRun: false, ok: true, status: 200, response: '' }) as const;

/** What a request leads to, in the order of the record. */
const leadsTo = (story: Story, who: Person, part: string, to?: string) =>
  happens(story, '14:30', who, ask(part, to)).events.map(({ type }) => type);
const waits = ['rollback.requested'];
const atOnce = ['rollback.requested', 'rollback.approved', 'rollback.started'];

const sev2 = (prompt: Partial<PlanPart> = {}) => {
  const parts = planWith().parts.map((part) => (part.id === 'prompt' ? { ...part, ...prompt } : part));
  const earlier = { ...promptChange, id: 'p6', from: 'prompt-v5', to: 'prompt-v6', at: promptChange.at - 1 };
  return readyToRollBack({ severity: 'sev2', plan: { parts }, changes: [promptChange, earlier] }).after([
    '14:11',
    ben,
    { type: 'acknowledge', via: 'chat' },
  ]);
};
const rolledBack = () =>
  sev2().after(['14:16', ben, ask('prompt')], ['14:17', ben, approve('r1')], ['14:18', airb, done('r1')]);
const moved = (clock: string, from: string, to: string) => {
  const change = { ...promptChange, id: to, from, to, at: promptChange.at + 3_000_000 };
  return [clock, airb, { type: 'change.note', change }] as const;
};

describe('whoever asks and may approve', () => {
  it('sees first what the target would do, where it can say so', () => {
    expect(leadsTo(sev2(), ben, 'prompt')).toEqual(waits);
    expect(leadsTo(sev2(), ben, 'code')).toEqual(atOnce);
    const [action] = planWith().parts.flatMap((part) => (part.id === 'prompt' ? [part.action] : []));
    expect(leadsTo(sev2({ action: action && { ...action, dryRun: undefined } }), ben, 'prompt')).toEqual(
      atOnce,
    );
    expect(leadsTo(sev2(), ana, 'code')).toEqual(waits);
  });

  it('puts back at once what was done here, and nothing else', () => {
    expect(leadsTo(rolledBack(), ben, 'prompt', 'prompt-v7')).toEqual(atOnce);
    const another = rolledBack().after(['14:19', ben, ask('code')]);
    const both = another.after(['14:20', ana, { type: 'rollback.manual', action: 'r2', note: '' }]);
    expect(leadsTo(both, ben, 'prompt', 'prompt-v7')).toEqual(atOnce);
    // To another version than it came from, from another than it was put to, and where it never took effect.
    expect(leadsTo(rolledBack(), ben, 'prompt', 'prompt-v5')).toEqual(waits);
    const since = rolledBack().after([...moved('14:25', 'prompt-v6', 'prompt-v5')]);
    expect(leadsTo(since, ben, 'prompt', 'prompt-v7')).toEqual(waits);
    const byOthers = sev2().after(
      ['14:16', ben, ask('prompt')],
      [...moved('14:25', 'prompt-v7', 'prompt-v6')],
    );
    expect(byOthers.incident.containments).toMatchObject([{ status: 'declined' }]);
    expect(leadsTo(byOthers, ben, 'prompt', 'prompt-v7')).toEqual(waits);
  });
});

describe('a request', () => {
  const called = (effects: { body: { kind: string } }[]) =>
    effects.filter(({ body }) => body.kind === 'action');

  it('asks the target what it would do while it waits; nothing is asked of one that runs', () => {
    const asked = happens(sev2(), '14:16', ana, ask('prompt'));
    expect(asked.events).toMatchObject([{ reason: 'refusals followed it' }]);
    expect(called(asked.effects)).toMatchObject([
      { lane: 'action:r1', priority: 21, body: { action: 'r1', dryRun: true, to: 'prompt-v6' } },
    ]);
    const { effects } = happens(readyToRollBack({ severity: 'sev4' }), '14:16', ana, ask('prompt'));
    expect(called(effects)).toMatchObject([{ lane: 'action:r1', priority: 13, body: { dryRun: false } }]);
  });

  it('that is approved calls the target, which is looked at where that can be done', () => {
    const runs = (prompt?: Partial<PlanPart>) =>
      bodiesOf(
        sev2(prompt)
          .after(['14:16', ana, ask('prompt')], ['14:17', ben, approve('r1')])
          .asked(),
        'action',
      );
    expect(runs({ current })).toMatchObject([{ part: 'prompt', to: 'prompt-v6', dryRun: false, current }]);
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).not.toHaveProperty('current');
  });

  it('is declined by people, where it is there; one that is called off says so', () => {
    const waiting = sev2().after(['14:16', ana, ask('prompt')]);
    const decline = { type: 'rollback.decline', action: 'r1', reason: 'no' } as const;
    waiting.when('14:17', ben, { ...decline, action: 'r9' }).refuses(/no rollback `r9`/);
    waiting.when('14:17', airb, decline).refuses(/no rollback `r1`/);
    const declined = waiting.after(['14:17', ben, decline]);
    expect(declined.incident.containments[0]).not.toHaveProperty('calledOff');
    const off = waiting.after(['14:17', ben, { type: 'cancel', reason: 'a test' }]);
    expect(off.incident.containments).toMatchObject([{ calledOff: 'the incident was cancelled' }]);
  });

  it('is done by hand without a word about how', () => {
    const begun = sev2().after(['14:16', ben, ask('code')]);
    expect(
      happens(begun, '14:20', ana, { type: 'rollback.manual', action: 'r1', note: '  ' }).events,
    ).toMatchObject([{ took: 'said', response: 'done by hand' }]);
  });
});

describe('what makes a verdict unsure', () => {
  it('stays beside it, so that no share of the relief is told of such a deed', () => {
    const judged = (facts: object) => {
      const type = 'containment.judged' as const;
      const verdict = { type, action: 'r1', verdict: 'unknown' as const, signals: [], ...facts };
      return given(...rolledBack().log, event('14:24', airb, verdict)).incident.containments[0];
    };
    const unsure = { overlaps: ['index'], off: 0.4, together: ['r2'] };
    expect(judged(unsure)).toMatchObject({ status: 'judged', ...unsure });
    for (const fact of Object.keys(unsure)) expect(judged({})).not.toHaveProperty(fact);
  });
});
