import { describe, expect, it } from 'vitest';
import type { EventBody, EventOf } from '../../../src/domain/incident/events.ts';
import { nextStep } from '../../../src/domain/incident/next-step.ts';
import type { SignalVerdict, Verdict } from '../../../src/domain/response/verdict.ts';
import type { Plan, PlanCause } from '../../../src/domain/runbooks/plan.ts';
import { clockTime } from '../../../src/domain/time.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { given } from '../../support/given.ts';
import { ana, at, ben, event, opening, promptChange } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

type Row = [clock: string, body: EventBody];

const flagOff = {
  id: 'off',
  kind: 'safe-stop' as const,
  title: 'Turn the assistant off',
  part: 'flag',
  to: 'flag-off',
  loses: 'every answer',
  stops: true,
};

/** What is due after these events, in a few words: what to do, and on what. */
function due(rows: Row[], facts: Parameters<typeof opening>[0] = {}): string {
  const plan = { ...workedExamplePlan(), diagnosis: refusalTree, containment: [flagOff], ...facts.plan };
  const log = [opening({ ...facts, plan }), ...rows.map(([clock, body]) => event(clock, ana, body))];
  const step = nextStep(given(...log).incident);
  switch (step.do) {
    case 'answer':
      return `answer ${step.check.id}`;
    case 'mitigate':
      return `mitigate ${step.cause.id}`;
    case 'roll-back':
      return `roll-back ${step.part.id}`;
    case 'approve':
    case 'by-hand':
    case 'settle':
    case 'switch-on':
      return `${step.do} ${step.action.part}`;
    case 'wait': {
      const until = step.until === undefined ? '' : ` until ${clockTime(step.until)}`;
      return `wait ${step.action.part}${until}`;
    }
    case 'put-back':
      return `put-back ${step.action.part} to ${step.to}`;
    case 'step':
      return `step ${step.step.id}`;
    case 'hold':
      return `hold${step.failing.length > 0 ? ` failing ${step.failing.join()}` : ''}`;
    default:
      return step.do;
  }
}

const taken: Row = ['14:11', { type: 'acknowledged', via: 'chat' }];
const answered: Row[] = [
  taken,
  ['14:12', { type: 'diagnosis.answered', check: 'who-refused', answer: 'model' }],
];
const found: Row[] = [
  ...answered,
  ['14:13', { type: 'diagnosis.answered', check: 'prompt-changed', answer: 'yes' }],
  ['14:13', { type: 'diagnosis.concluded', cause: 'prompt', because: 'x' }],
];

interface Deed {
  id: string;
  part: string;
  from: string;
  to: string;
}
const prompt: Deed = { id: 'r1', part: 'prompt', from: 'prompt-v7', to: 'prompt-v6' };
const index: Deed = { id: 'r2', part: 'index', from: 'kb-2025-02-15', to: 'kb-2025-02-01' };
const stop: Deed = { id: 'r0', part: 'flag', from: 'flag-on', to: 'flag-off' };

const asked = (clock: string, { id, ...move }: Deed, approvalsNeeded = 0): Row => [
  clock,
  { type: 'rollback.requested', action: id, ...move, reason: 'x', approvalsNeeded },
];
const started = (clock: string, { id }: Deed, manual = false): Row => [
  clock,
  { type: 'rollback.started', action: id, manual },
];
const done = (clock: string, { id }: Deed, ok = true): Row => [
  clock,
  { type: 'rollback.responded', action: id, ok, status: ok ? 200 : 500, response: '' },
];
const judged = (
  clock: string,
  { id }: Deed,
  verdict: Verdict,
  more: Partial<EventOf<'containment.judged'>> = {},
): Row => [clock, { type: 'containment.judged', action: id, verdict, signals: [], ...more }];
const carriedOut = (deed: Deed): Row[] => [asked('14:20', deed), started('14:20', deed), done('14:21', deed)];
const measured = (deed: Deed, verdict: Verdict, signals: SignalVerdict[] = []): Row[] => [
  ...carriedOut(deed),
  judged('14:27', deed, verdict, { signals }),
];
const blind: SignalVerdict[] = [
  { signal: 'refusal_rate', before: 0.19, after: 0.04, normal: 0.04, verdict: 'contained' },
  { signal: 'unsafe_answers', before: 0.002, normal: 0.002, verdict: 'unknown' },
];

describe('what is due next', () => {
  it.each<[string, Row[], string]>([
    ['nobody has taken it', [], 'acknowledge'],
    ['somebody has taken it', [taken], 'answer who-refused'],
    ['one question is answered', answered, 'answer prompt-changed'],
    ['the answers point at a cause', found, 'mitigate prompt'],
    ['its rollback waits for approval', [...found, asked('14:20', prompt, 1)], 'approve prompt'],
    ['somebody acts before they acknowledge', [asked('14:12', prompt, 1)], 'approve prompt'],
    ['it is being carried out', [...found, asked('14:20', prompt), started('14:20', prompt)], 'wait prompt'],
    [
      'people do it by hand',
      [...found, asked('14:20', prompt), started('14:20', prompt, true)],
      'by-hand prompt',
    ],
    ['its effect is not read yet', [...found, ...carriedOut(prompt)], 'wait prompt until 14:27'],
    ['it contained the incident', [...found, ...measured(prompt, 'contained')], 'verify'],
    ['it helped in part', [...found, ...measured(prompt, 'partly contained')], 'roll-back index'],
    [
      'it helped in part, and nobody has walked the tree',
      [taken, ...measured(prompt, 'partly contained')],
      'roll-back index',
    ],
    [
      'it helped, and the one signal that is not in range was not measured',
      [...found, ...measured(prompt, 'partly contained', blind)],
      'verify',
    ],
    ['it had no effect', [...found, ...measured(prompt, 'no effect')], 'put-back prompt to prompt-v7'],
    ['it made it worse', [...found, ...measured(prompt, 'worse')], 'put-back prompt to prompt-v7'],
    [
      'both suspects are treated, and it is not over',
      [...found, ...measured(prompt, 'partly contained'), ...measured(index, 'partly contained')],
      'look-further',
    ],
    [
      'somebody declined it',
      [
        ...found,
        asked('14:20', prompt, 1),
        ['14:21', { type: 'rollback.declined', action: 'r1', reason: 'no' }],
      ],
      'roll-back index',
    ],
  ])('%s', (_, rows, expected) => {
    expect(due(rows)).toBe(expected);
  });

  it.each<[string, Row[], string]>([
    ['before the cause is known: look for it', [], 'answer who-refused'],
    ['the cause is known: treat it while nothing runs', found.slice(1), 'mitigate prompt'],
    [
      'the cure has just taken effect: nobody waits for a number that can’t come',
      [...found.slice(1), ...carriedOut(prompt)],
      'switch-on flag',
    ],
    [
      'the cure is in place and can’t be measured: switch on again',
      [...found.slice(1), ...carriedOut(prompt), judged('14:27', prompt, 'unknown', { off: 'flag' })],
      'switch-on flag',
    ],
  ])('the assistant is switched off; %s', (_, rows, expected) => {
    const log: Row[] = [
      taken,
      asked('14:11', stop),
      started('14:11', stop),
      done('14:11', stop),
      judged('14:11', stop, 'stopped'),
    ];
    expect(due([...log, ...rows])).toBe(expected);
  });

  it.each<[string, Row[], string]>([
    ['it has just begun', [], 'hold'],
    ['a metric is out of range', [['14:36', readings(0.19)]], 'hold failing refusal_rate,ticket_deflection'],
    ['it has held', [['14:42', { type: 'verification.held' }]], 'resolve'],
    ['a rollback is asked for meanwhile', [asked('14:36', index, 1)], 'approve index'],
    [
      'it is over',
      [
        ['14:42', { type: 'verification.held' }],
        ['14:43', { type: 'resolved' }],
      ],
      'nothing',
    ],
  ])('while the recovery is watched: %s', (_, rows, expected) => {
    const begun: Row = ['14:32', { type: 'verification.started', until: at('14:42') }];
    expect(due([...found, ...measured(prompt, 'contained'), begun, ...rows])).toBe(expected);
  });

  it('goes on to the next suspect when what was contained comes back', () => {
    const over: Row[] = [
      ['14:43', { type: 'resolved' }],
      ['14:53', { type: 'relapsed', failing: ['refusal_rate'] }],
    ];
    expect(due([...found, ...measured(prompt, 'contained'), ...over])).toBe('roll-back index');
  });

  it('takes the likeliest suspect where the runbook has no tree, and its steps where nothing changed', () => {
    const plan = { ...workedExamplePlan(), diagnosis: undefined };
    const bare = (changes: Parameters<typeof opening>[0]) =>
      nextStep(
        given(opening({ plan, ...changes }), event('14:11', ben, { type: 'acknowledged', via: 'chat' }))
          .incident,
      );
    expect(bare({})).toMatchObject({ do: 'roll-back', part: { id: 'prompt' } });
    expect(bare({ changes: [] })).toMatchObject({ do: 'step', step: { id: 'triage.samples' } });
  });

  it('waits for nobody where nobody is paged', () => {
    expect(due([], { plan: { ...workedExamplePlan(), diagnosis: refusalTree, escalation: [] } })).toBe(
      'answer who-refused',
    );
  });
});

const throttle = { id: 'less', kind: 'throttle' as const, part: 'router', to: 'few', stops: false };
const freeze = { id: 'still', kind: 'freeze' as const, part: 'index', to: 'frozen', stops: false };
const words = { title: 'x', loses: 'x' };
const held = { ...workedExamplePlan(), diagnosis: refusalTree };
const limited = { plan: { ...held, containment: [flagOff, { ...throttle, ...words }] } };
const frozen = { plan: { ...held, containment: [{ ...freeze, ...words }] } };
const few: Deed = { id: 'r3', part: 'router', from: 'small-first-then-large', to: 'few' };
const still: Deed = { id: 'r4', part: 'index', from: 'kb-2025-02-15', to: 'frozen' };
const guardrail: Deed = { id: 'r5', part: 'guardrail', from: 'policy-12', to: 'policy-11' };
const again: Deed = { id: 'r6', part: 'prompt', from: 'prompt-v6', to: 'prompt-v7' };
const concluded = (cause: string): Row => ['14:13', { type: 'diagnosis.concluded', cause, because: 'x' }];
const answer = (check: string, answer: string): Row => [
  '14:12',
  { type: 'diagnosis.answered', check, answer },
];
const undone: Row = [
  '14:14',
  { type: 'diagnosis.undone', check: 'prompt-changed', answer: 'yes', all: true },
];
/** The likeliest suspect was rolled back, and so was the other. */
const bothTreated: Row[] = [...measured(prompt, 'partly contained'), ...measured(index, 'partly contained')];
/** All that recovery is judged by is in order, and answers take longer than before. */
const relieved: SignalVerdict[] = [
  { signal: 'refusal_rate', verdict: 'contained' },
  { signal: 'ticket_deflection', verdict: 'contained' },
  { signal: 'unsafe_answers', verdict: 'contained' },
  { signal: 'latency_p95', verdict: 'worse' },
];

describe('who acts without a word has taken it', () => {
  it.each<[string, Row[], string]>([
    ['answers a question', answered.slice(1), 'answer prompt-changed'],
    ['answered one, and took it back', [...answered.slice(1), undone], 'answer who-refused'],
    ['names a cause', [concluded('prompt')], 'answer who-refused'],
    ['watches the recovery', [['14:32', { type: 'verification.started', until: at('14:42') }]], 'hold'],
  ])('%s', (_, rows, expected) => {
    expect(due(rows)).toBe(expected);
  });
});

describe('what was tried', () => {
  const tried = [...found, asked('14:20', prompt), started('14:20', prompt)];
  const declined = (calledOff?: true): Row => [
    '14:21',
    { type: 'rollback.declined', action: 'r1', reason: 'x', ...(calledOff && { calledOff }) },
  ];
  const lost: Row = [
    '14:21',
    {
      ...{ type: 'rollback.unconfirmed', action: 'r1', heard: 'doubt', status: 504 },
      ...{ response: '', because: 'x' },
    },
  ];

  it.each<[string, Row[], string]>([
    ['is not known to have happened: somebody has to look', [...tried, lost], 'settle prompt'],
    ['failed: it is still what cures', [...tried, done('14:21', prompt, false)], 'mitigate prompt'],
    [
      'was called off by nobody’s will: it is still what cures',
      [...found, asked('14:20', prompt, 1), declined(true)],
      'mitigate prompt',
    ],
    [
      'was declined once, and failed when it was let through',
      [
        ...[...found, asked('14:20', prompt, 1), declined()],
        ...[asked('14:22', again), started('14:22', again), done('14:23', again, false)],
      ],
      'mitigate prompt',
    ],
    [
      'helped, and another that was asked for since was declined: the measured one counts',
      [
        ...[...found, ...measured(prompt, 'contained'), asked('14:28', index, 1)],
        ['14:29', { type: 'rollback.declined', action: 'r2', reason: 'x' }],
      ],
      'verify',
    ],
  ])('%s', (_, rows, expected) => {
    expect(due(rows)).toBe(expected);
  });

  it.each<[string, Row[], string]>([
    [
      'and was put back by other hands: there is nothing left to put back',
      [
        ...[taken, ...measured(prompt, 'no effect')],
        ['14:28', { type: 'change.noted', change: { ...promptChange, id: 'back', at: at('14:28') } }],
      ],
      'roll-back index',
    ],
    [
      'as its putting back had none: nobody goes round in a circle',
      [taken, ...measured(prompt, 'no effect'), ...measured(again, 'no effect')],
      'roll-back index',
    ],
    ['and nobody walked the tree', [taken, ...measured(prompt, 'mixed')], 'roll-back index'],
    [
      'after one answer: the next question',
      [...answered, ...measured(prompt, 'mixed')],
      'answer prompt-changed',
    ],
    [
      'and people have begun again at the first question: that question',
      [...found, undone, ...measured(prompt, 'mixed')],
      'answer who-refused',
    ],
    [
      'and another cause than the likeliest suspect was found: that cause',
      [...answered, answer('prompt-changed', 'no'), concluded('index'), ...measured(guardrail, 'mixed')],
      'mitigate index',
    ],
    ['on what it cost, and cured all else', [taken, ...measured(prompt, 'mixed', relieved)], 'verify'],
  ])('had no good effect, %s', (_, rows, expected) => {
    expect(due(rows)).toBe(expected);
  });
});

describe('what is only held back is not cured', () => {
  it.each<[string, Row[], string]>([
    ['the cause is known, so it is treated', [...found, ...measured(few, 'contained')], 'mitigate prompt'],
    [
      'the cause is treated, so all traffic comes back',
      [...found, ...measured(few, 'contained'), ...bothTreated.slice(0, 4), ...measured(index, 'contained')],
      'switch-on router',
    ],
    [
      'nothing else is known to try, so it comes back before people begin again',
      [...found, ...measured(few, 'contained'), ...bothTreated],
      'switch-on router',
    ],
    [
      'only its price is left',
      [...found, ...measured(few, 'contained'), ...measured(prompt, 'mixed', relieved)],
      'switch-on router',
    ],
  ])('by a throttle: %s', (_, rows, expected) => {
    expect(due(rows, limited)).toBe(expected);
  });

  it('by a freeze it is not held back: that one stays until the end', () => {
    const log: Row[] = [...found, ...carriedOut(still), ...measured(prompt, 'contained')];
    expect(due(log, frozen)).toBe('verify');
  });

  it('by a stop, nobody waits for another measurement, and one that was taken before says nothing of it', () => {
    expect(due([taken, ...carriedOut(stop)])).toBe('wait flag until 14:27');
    const stopped = [taken, ...carriedOut(stop), judged('14:22', stop, 'stopped')];
    expect(due([...stopped, asked('14:23', prompt), started('14:23', prompt)])).toBe('wait prompt');
    const before: Row[] = [taken, asked('14:12', stop, 1), ...measured(prompt, 'unknown')];
    const after: Row[] = [started('14:28', stop), done('14:29', stop), judged('14:29', stop, 'stopped')];
    expect(due([...before, ...after])).toBe('answer who-refused');
  });
});

describe('what a cause is cured by', () => {
  const treeOf = (mitigation: PlanCause['mitigation'], containment?: Plan['containment']) => ({
    plan: {
      ...workedExamplePlan(),
      ...(containment && { containment }),
      diagnosis: {
        ...refusalTree,
        causes: refusalTree.causes.map((one) => (one.id === 'provider' ? { ...one, mitigation } : one)),
      },
    },
  });
  const timedOut = [taken, answer('who-refused', 'nobody'), concluded('provider')];
  const way = { kind: 'switch' as const, to: 'fallback' as const, text: 'x', lacking: 'x' };

  it('is not offered where this system has no such part or step', () => {
    expect(due(timedOut, treeOf({ kind: 'rollback', part: 'gone' }))).toBe('roll-back prompt');
    expect(due(timedOut, treeOf({ kind: 'step', step: 'gone' }))).toBe('roll-back prompt');
  });

  it('is due until it is done: a step until its press, a switch until it is tried', () => {
    const tight = [taken, answer('who-refused', 'guardrail'), concluded('guardrail')];
    expect(due(tight)).toBe('mitigate guardrail');
    expect(due([...tight, ['14:20', { type: 'step.done', step: 'rollback.part' }]])).toBe('roll-back prompt');
    // airb can't see what people do by hand, with a switch that the system does not name.
    expect(due(timedOut, treeOf(way))).toBe('mitigate provider');
    const named = treeOf({ ...way, containment: 'less' }, [flagOff, { ...throttle, ...words }]);
    expect(due(timedOut, named)).toBe('mitigate provider');
    const flagTried: Row[] = [...timedOut, ...measured(stop, 'partly contained')];
    expect(due(flagTried, named)).toBe('mitigate provider');
    expect(due([...timedOut, ...measured(few, 'partly contained')], named)).toBe('roll-back prompt');
  });
});

describe('where nothing changed and the runbook has no tree', () => {
  const bare = { ...workedExamplePlan(), diagnosis: undefined };
  const stepsDone = (...steps: string[]): Row[] => [
    taken,
    ...steps.map((step): Row => ['14:12', { type: 'step.done', step }]),
  ];

  it('the open steps of the triage are due in their order, wherever it stands, and then the recovery', () => {
    const facts = { plan: { ...bare, sections: bare.sections.toReversed() }, changes: [] };
    expect(due(stepsDone('triage.samples'), facts)).toBe('step triage.changes');
    expect(due(stepsDone('triage.samples', 'triage.changes', 'triage.guardrail'), facts)).toBe('verify');
    const other = { ...bare, sections: bare.sections.filter(({ id }) => id !== 'triage') };
    expect(due([taken], { plan: other, changes: [] })).toBe('verify');
  });
});

function readings(refusals: number): EventBody {
  return {
    type: 'readings.taken',
    purpose: { for: 'recovery' },
    sampledAt: at('14:36'),
    readings: [
      { signal: 'refusal_rate', at: at('14:36'), value: refusals },
      { signal: 'ticket_deflection', at: at('14:36'), value: 0.25 },
      { signal: 'unsafe_answers', at: at('14:36'), value: 0.002 },
    ],
  };
}
