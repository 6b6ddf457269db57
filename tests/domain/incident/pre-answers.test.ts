import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { airb } from '../../../src/domain/people.ts';
import { preAnswer } from '../../../src/domain/response/pre-answers.ts';
import type { PlanDiagnosis } from '../../../src/domain/runbooks/plan.ts';
import type { AnswerCondition, ContainmentSpec } from '../../../src/domain/runbooks/runbook.ts';
import type { Reading } from '../../../src/domain/signals/reading.ts';
import { hour } from '../../../src/domain/time.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { bodiesOf, incident42 } from '../../support/given.ts';
import { ana, at, ben, levels } from '../../support/worked-example.ts';

const refusing: AnswerCondition = { signal: 'refusal_rate', compare: 'above', baselineFactor: 2 };
const slow: AnswerCondition = { signal: 'latency_p95', compare: 'above', value: 5 };
const promptLately: AnswerCondition = { changed: ['prompt'], within: 2 * hour };

/** The tree of the worked example, with these conditions beside its answers. */
function treeWith(when: Record<string, AnswerCondition[]>): PlanDiagnosis {
  return {
    ...refusalTree,
    checks: refusalTree.checks.map((check) => ({
      ...check,
      answers: check.answers.map((answer) => ({
        ...answer,
        ...(when[answer.id] && { when: when[answer.id] }),
      })),
    })),
  };
}

const tree = treeWith({ model: [refusing], nobody: [slow], yes: [promptLately] });
const opened = (diagnosis = tree, plan: Parameters<typeof incident42>[0] = {}) =>
  incident42({ ...plan, plan: { diagnosis, ...plan?.plan } });

const read = (clock: string, readings: Reading[]): CommandBody => ({
  type: 'readings',
  purpose: { for: 'demand' },
  sampledAt: at(clock),
  readings,
});
const refusals = (clock: string, share: number, latency = 1.8) =>
  read(clock, levels(clock, { refusals: share, deflection: 0.3, latency }));
const answer = (check: string, name: string): CommandBody => ({
  type: 'diagnosis.answer',
  check,
  answer: name,
});
const agree = (check: string, name: string): CommandBody => ({
  type: 'diagnosis.answer',
  check,
  answer: name,
  agree: true,
});
const nineteen = {
  from: 'signal' as const,
  signal: 'refusal_rate',
  value: 0.19,
  compare: 'above' as const,
  limit: 0.08,
  at: at('14:11'),
  baselineFactor: 2,
};

describe('airb reads an answer', () => {
  it('where what it rests on was measured, and one press agrees, which stands in the record', () => {
    const story = opened().after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(story.incident)).toMatchObject({
      answer: 'model',
      facts: [nineteen],
      readAt: at('14:11'),
    });
    const agreed = story.when('14:12', ana, agree('who-refused', 'model')).decides({
      type: 'diagnosis.answered',
      check: 'who-refused',
      answer: 'model',
      read: { answer: 'model', facts: [nineteen] },
      agreed: true,
    });
    expect(agreed.incident.diagnosis.path).toEqual([
      expect.objectContaining({ by: 'Ana Lima', agreed: true, read: { answer: 'model', facts: [nineteen] } }),
    ]);
  });

  it('from a change that was told, and says how long before', () => {
    const story = opened().after(['14:12', ana, answer('who-refused', 'model')]);
    expect(preAnswer(story.incident)).toMatchObject({
      answer: 'yes',
      facts: [{ from: 'change', part: 'prompt', was: 'prompt-v6', is: 'prompt-v7', minutesBefore: 40 }],
    });
    const early = opened(treeWith({ yes: [{ changed: ['prompt'], within: hour / 2 }] }));
    expect(preAnswer(early.after(['14:12', ana, answer('who-refused', 'model')]).incident)).toMatchObject({
      facts: [],
    });
    // That nobody told of a change proves nothing.
    const untold = opened(tree, { changes: [] }).after(['14:12', ana, answer('who-refused', 'model')]);
    expect(preAnswer(untold.incident)).toMatchObject({ facts: [], several: [], blind: [] });
  });

  it('as a share of another signal', () => {
    const share: AnswerCondition = {
      signal: 'refusal_rate',
      compare: 'above',
      times: { factor: 0.5, signal: 'ticket_deflection' },
    };
    const story = opened(treeWith({ model: [share] })).after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(story.incident)).toMatchObject({
      answer: 'model',
      facts: [{ value: 0.19, limit: 0.15, times: { factor: 0.5, signal: 'ticket_deflection', value: 0.3 } }],
    });
    const less = story.after(['14:12', airb, refusals('14:12', 0.14)]);
    expect(preAnswer(less.incident)).toMatchObject({ facts: [] });
  });

  it('only where all its conditions hold', () => {
    const both = opened(treeWith({ model: [refusing, slow] })).after([
      '14:11',
      airb,
      refusals('14:11', 0.19),
    ]);
    expect(preAnswer(both.incident).answer).toBeUndefined();
    expect(preAnswer(both.after(['14:12', airb, refusals('14:12', 0.19, 9)]).incident).answer).toBe('model');
  });

  it('and of two that fit it chooses none', () => {
    const story = opened().after(['14:11', airb, refusals('14:11', 0.19, 9)]);
    expect(preAnswer(story.incident)).toMatchObject({ several: ['model', 'nobody'] });
    expect(preAnswer(story.incident).answer).toBeUndefined();
    story.when('14:12', ana, agree('who-refused', 'model')).refuses(/no longer say so/);
  });

  it('before a symptom, which only leads on', () => {
    const hints = refusalTree.hints.map((hint, place) =>
      place === 2 ? { ...hint, when: [refusing] } : hint,
    );
    const onlyHint = opened({ ...refusalTree, hints }).after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(onlyHint.incident).answer).toBe('hint:3');
    const besides = opened({ ...tree, hints }).after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(besides.incident).answer).toBe('model');
  });
});

describe('what is not measured answers nothing', () => {
  it('before the first reading, and where a signal has no value, with its source’s own words', () => {
    expect(preAnswer(opened().incident)).toMatchObject({
      facts: [],
      blind: [
        { signal: 'refusal_rate', why: 'not read yet' },
        { signal: 'latency_p95', why: 'not read yet' },
      ],
    });
    const partial = opened().after([
      '14:11',
      airb,
      read('14:11', [{ signal: 'refusal_rate', at: at('14:11'), problem: 'a partial answer' }]),
    ]);
    expect(preAnswer(partial.incident)).toMatchObject({
      facts: [],
      blind: [{ signal: 'refusal_rate', why: 'a partial answer' }, { signal: 'latency_p95' }],
    });
  });

  it('of a signal that the system does not have, or that has no normal to compare with', () => {
    const unknown = opened(treeWith({ model: [{ signal: 'gone', compare: 'above', value: 1 }] }));
    expect(preAnswer(unknown.incident).blind).toEqual([
      { signal: 'gone', why: 'the system has no such signal', never: true },
    ]);
    const { plan } = opened().incident;
    const signals = plan.signals.map(({ baseline: _, ...signal }) => signal);
    const unbased = opened(tree, { plan: { signals } }).after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(unbased.incident).blind).toEqual([
      { signal: 'refusal_rate', why: 'no normal is known' },
    ]);
  });

  it('nor is it missed where the answer is out already', () => {
    const gone: AnswerCondition = { signal: 'gone', compare: 'above', value: 1 };
    const story = opened(treeWith({ model: [refusing, gone] })).after([
      '14:11',
      airb,
      refusals('14:11', 0.05),
    ]);
    expect(preAnswer(story.incident)).toMatchObject({ facts: [], blind: [] });
    const still = story.after(['14:12', airb, refusals('14:12', 0.19)]);
    expect(preAnswer(still.incident).blind).toHaveLength(1);
    expect(preAnswer(still.incident).answer).toBeUndefined();
  });

  it('of a reading that is too old: whoever agrees has it read again', () => {
    const story = opened().after(['14:11', airb, refusals('14:11', 0.19)]);
    expect(preAnswer(story.incident, at('14:22')).blind).toContainEqual({
      signal: 'refusal_rate',
      why: 'last read at 14:11 UTC',
    });
    const asked = story.when('14:22', ana, agree('who-refused', 'model'));
    expect(asked.decision).toMatchObject({
      note: expect.stringMatching(/of 14:11 UTC, too old to agree to\. It reads again now/),
    });
    expect(asked.decision).toMatchObject({ events: [{ type: 'readings.requested', at: at('14:22') }] });
  });

  it('of a number that has changed since the card: it is refused, and any answer can be given', () => {
    const story = opened().after(
      ['14:11', airb, refusals('14:11', 0.19)],
      ['14:13', airb, refusals('14:13', 0.05)],
    );
    story
      .when('14:13:01', ana, agree('who-refused', 'model'))
      .refuses(/have changed since that card/, /any answer can be given/)
      .when('14:14', ana, answer('who-refused', 'model'))
      .decides({ type: 'diagnosis.answered', check: 'who-refused', answer: 'model' });
    // It says another answer now: that is no old reading of this one.
    const other = opened().after(['14:13', airb, refusals('14:13', 0.05, 9)]);
    expect(preAnswer(other.incident).answer).toBe('nobody');
    other.when('14:14', ana, agree('who-refused', 'model')).refuses(/have changed since that card/);
  });
});

describe('a person decides', () => {
  it('and may say otherwise, with what airb read beside it', () => {
    const { decision } = opened()
      .after(['14:11', airb, refusals('14:11', 0.19)])
      .when('14:12', ben, answer('who-refused', 'guardrail'));
    expect(decision).toMatchObject({
      events: [
        {
          type: 'diagnosis.answered',
          answer: 'guardrail',
          read: { answer: 'model', facts: [nineteen] },
        },
        { type: 'diagnosis.concluded', cause: 'guardrail' },
        { type: 'category.chosen' },
      ],
    });
    expect(decision).not.toHaveProperty('events.0.agreed');
  });
});

describe('while the system is stopped', () => {
  const stop: ContainmentSpec = {
    id: 'off',
    kind: 'safe-stop',
    title: 'Turn it off',
    part: 'prompt',
    to: 'off',
    loses: 'Everything.',
    stops: true,
  };

  it('what was read before the stop answers, and the silence after it does not', () => {
    const plan = { containment: [stop], evidence: [] };
    const story = opened(tree, { plan }).after(
      ['14:11', airb, refusals('14:11', 0.19)],
      ['14:12', ana, { type: 'rollback.request', part: 'prompt', to: 'off', reason: 'stop it' }],
    );
    const [asked] = story.incident.containments;
    if (asked === undefined) throw new Error('nothing was asked for');
    const stopped = {
      ...story.incident,
      versions: { ...story.incident.versions, prompt: 'off' },
      containments: [{ ...asked, status: 'applied' as const, appliedAt: at('14:13') }],
      readings: [
        ...story.incident.readings,
        {
          purpose: { for: 'demand' as const },
          sampledAt: at('14:20'),
          readings: levels('14:20', { refusals: 0, deflection: 0 }),
        },
      ],
    };
    // Half an hour later still: what was read two minutes before the stop does not age while nothing runs.
    expect(preAnswer(stopped, at('14:50'))).toMatchObject({ answer: 'model', facts: [nineteen] });
  });
});

describe('the message of the diagnosis', () => {
  const slots = (story: ReturnType<typeof opened>) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);

  it('is drawn again by readings once somebody has taken the incident, and not before', () => {
    expect(slots(opened().after(['14:11', airb, refusals('14:11', 0.19)]))).not.toContain('diagnosis');
    const taken = opened().after(['14:11', ana, { type: 'acknowledge', via: 'chat' }]);
    expect(slots(taken.after(['14:12', airb, refusals('14:12', 0.19)]))).toContain('diagnosis');
    const hinted = treeWith({});
    const hints = hinted.hints.map((one, place) => (place === 1 ? { ...one, when: [refusing] } : one));
    const bySymptom = opened({ ...hinted, hints }).after([
      '14:11',
      ana,
      { type: 'acknowledge', via: 'chat' },
    ]);
    expect(slots(bySymptom.after(['14:12', airb, refusals('14:12', 0.19)]))).toContain('diagnosis');
    // What has come to a cause asks nothing, and a runbook without a tree has no such message.
    const found = taken.after(['14:11', ana, answer('who-refused', 'guardrail')]);
    expect(slots(found.after(['14:12', airb, refusals('14:12', 0.19)]))).not.toContain('diagnosis');
    const treeless = incident42().after(['14:11', ana, { type: 'acknowledge', via: 'chat' }]);
    expect(slots(treeless.after(['14:12', airb, refusals('14:12', 0.19)]))).not.toContain('diagnosis');
    const plain = opened(refusalTree).after(['14:11', ana, { type: 'acknowledge', via: 'chat' }]);
    expect(slots(plain.after(['14:12', airb, refusals('14:12', 0.19)]))).not.toContain('diagnosis');
  });
});
