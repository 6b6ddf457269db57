import { describe, expect, it } from 'vitest';
import { reactions } from '../../../src/domain/incident/evals.ts';
import { airb } from '../../../src/domain/people.ts';
import { readEvalRun } from '../../../src/domain/response/eval-run.ts';
import { bodiesOf, incident42, stranger } from '../../support/given.ts';
import { ana, at, evidence } from '../../support/worked-example.ts';

const program = { kind: 'source', name: 'the eval API' } as const;
const save = {
  type: 'evidence' as const,
  evidence: evidence({ id: 'e', title: 'It', content: 'Q: Where? A: No.', from: 'command' }),
};
const sort = {
  type: 'example.sort' as const,
  example: { id: 'ex-1', source: 'e', set: 'blocking' as const, expected: 'says where', reason: 'daily' },
};
const push = { type: 'examples.push' as const, tool: 'langfuse' as const };
const sorted = (facts: Parameters<typeof incident42>[0] = {}) =>
  incident42(facts).after(['14:12', ana, save], ['14:13', ana, sort]);
const told = (story: ReturnType<typeof sorted>) =>
  bodiesOf(story.asked(), 'say').map(({ card }) => card.text);
const ran = (id: string, ...outcomes: ('passed' | 'failed' | 'missing')[]) => ({
  type: 'evals.run' as const,
  run: { id, name: `nightly ${id}` },
  examples: outcomes.map((outcome, n) => ({ id: `ex-${n}`, name: `inc-42-${n}`, outcome })),
});

describe('failed examples', () => {
  it('go to a tool once at a time, by those who may, and what came of it is told', () => {
    incident42()
      .when('14:12', ana, push)
      .refuses(/no failed example/i);
    sorted()
      .when('14:14', stranger, push)
      .refuses(/failed examples/);
    const asked = sorted().after(['14:14', ana, push]);
    expect(bodiesOf(asked.asked(), 'examples')).toEqual([{ kind: 'examples', tool: 'langfuse' }]);
    asked.when('14:15', ana, push).ignores(/on their way/);
    const pushed = { type: 'examples.pushed' as const, tool: 'langfuse' as const, pushed: [] };
    const failed = asked.after(['14:16', airb, { ...pushed, because: 'it answered 401' }]);
    expect(told(failed)).toEqual([
      expect.stringMatching(/Langfuse did not take the failed examples: it answered 401/),
    ]);
    failed.when('14:17', airb, pushed).ignores();
    expect(bodiesOf(failed.after(['14:18', ana, push]).asked(), 'examples')).toHaveLength(1);
  });

  it('of a private incident leave only when somebody says so', () => {
    const story = sorted({ private: true });
    story.when('14:14', ana, push).refuses(/private/);
    expect(
      bodiesOf(story.after(['14:14', ana, { ...push, withPrivate: true }]).asked(), 'examples'),
    ).toHaveLength(1);
  });
});

describe('a run of an eval', () => {
  it('passes when each blocking example was in it and passed, and is noted once', () => {
    const story = sorted().after(['15:00', program, ran('a', 'passed', 'passed')]);
    expect(story.incident.evalRun).toMatchObject({ id: 'a', passed: 2, of: 2 });
    expect(told(story)).toEqual(['nightly a: all 2 blocking examples of this incident passed.']);
    story.when('15:01', program, ran('a', 'passed', 'passed')).ignores(/on record already/);
  });

  it('fails where one failed, or was not in it', () => {
    expect(told(sorted().after(['15:00', program, ran('a', 'passed', 'failed')]))).toEqual([
      'nightly a: 1 of 2 blocking examples passed; failed: inc-42-1.',
    ]);
    expect(told(sorted().after(['15:00', program, ran('a', 'passed', 'missing')]))).toEqual([
      'nightly a: 1 of 2 blocking examples passed; not in the run: inc-42-1.',
    ]);
  });

  it('says nothing of an incident whose examples it does not contain, nor of one without any', () => {
    // No names are told to whoever only hands over.
    sorted()
      .when('15:00', program, ran('a', 'missing'))
      .refuses('The run contains none of the blocking examples of this incident.');
    sorted()
      .when('15:00', program, ran('a'))
      .refuses(/no blocking example/);
    sorted().when('15:00', ana, ran('a', 'passed')).refuses(/./);
  });
});

describe('an action item that is an eval', () => {
  const item = {
    type: 'action-item.add' as const,
    what: 'Put the refused invoices into the release eval',
    kind: 'eval' as const,
    owner: ana,
    due: '2025-03-03' as const,
  };
  const mine = (...outcomes: ('passed' | 'failed' | 'missing')[]) => {
    const run = ran(outcomes.join('-'), ...outcomes);
    return { ...run, examples: run.examples.map((one, n) => ({ ...one, id: `ex-${n + 1}` })) };
  };
  const shipped = () =>
    sorted().after(
      ['14:20', ana, item],
      ['15:00', ana, { type: 'action-item.done', item: 1, shipped: 'merged' }],
    );
  const status = ({ incident }: ReturnType<typeof shipped>) => incident.actionItems?.[0]?.status;

  it('closes with the run that contains the examples, and only with that one', () => {
    expect(status(shipped())).toBe('waiting');
    const failed = shipped().after(['15:10', program, mine('failed')]);
    expect(status(failed)).toBe('waiting');
    expect(failed.incident.evalRun).toMatchObject({ id: 'failed', passed: 0, of: 1 });
    expect(told(failed).join()).toMatch(/item 1 .* still waits/i);
    const done = failed.after(['15:20', program, mine('passed')]);
    expect(status(done)).toBe('done');
    expect(done.incident.evalRun).toMatchObject({ id: 'passed', passed: 1, of: 1 });
    // One message, that of the item.
    const passed = {
      at: at('15:20'),
      by: program,
      type: 'evals.passed' as const,
      run: mine('passed').run,
      examples: 1,
    };
    expect(reactions['evals.passed'](passed, done.incident)).toEqual([]);
    expect(reactions['evals.passed'](passed, failed.incident)).toHaveLength(1);
  });
});

describe('what tells of a run', () => {
  const results = (given: unknown) => {
    const run = readEvalRun(given);
    return 'wrong' in run
      ? `${run.field}: ${run.wrong}`
      : [run.id, run.name, run.link, Object.fromEntries(run.results)];
  };

  it('is the file of promptfoo, where a case passes when it did with each prompt and provider', () => {
    const one = (success: boolean, id?: string) => ({
      success,
      testCase: { description: 'x', ...(id && { metadata: { id, set: 'blocking' } }) },
    });
    const file = {
      evalId: 'eval-gA6-2026-11-30T02:05:17',
      shareableUrl: null,
      results: {
        version: 3,
        results: [one(true, 'inc-42-4'), one(false, 'inc-42-4'), one(true, 'inc-42-5'), one(true)],
      },
    };
    expect(results(file)).toEqual([
      'eval-gA6-2026-11-30T02:05:17',
      'promptfoo eval-gA6-2026-11-30T02:05:17',
      undefined,
      { 'inc-42-4': false, 'inc-42-5': true },
    ]);
  });

  it('is a list of names that anything can write; the ids of Langfuse have the set behind them', () => {
    const link = 'https://evals.example/214';
    const list = [
      { id: 'inc-42-4-5f0c93ab-blocking', passed: true },
      { id: 'own case', passed: false },
    ];
    expect(results({ id: 'nightly-214', link, results: list })).toEqual([
      ...['nightly-214', 'nightly-214', link],
      { 'inc-42-4-5f0c93ab': true, 'own case': false },
    ]);
  });

  it.each([
    [[], 'results: expected an object'],
    [{}, 'id: expected a text'],
    [{ id: 'a', results: [] }, 'results: expected a list'],
    [{ id: 'a', results: [{ id: 'inc-42-4', passed: 'yes' }] }, 'results.0: expected'],
    [{ id: 'a', link: 'javascript:x', results: [{ id: 'b', passed: true }] }, 'link: expected'],
    [{ results: { results: [] } }, 'evalId: expected'],
    [{ evalId: 'e', results: { results: [{}] } }, 'results.results.0: expected'],
  ])('is not %j', (given, says) => {
    expect(results(given)).toMatch(new RegExp(`^${says}`));
  });
});
