import { describe, expect, it } from 'vitest';
import type { EventBody, EventOf } from '../../../src/domain/incident/events.ts';
import { nextStep } from '../../../src/domain/incident/next-step.ts';
import type { SignalVerdict, Verdict } from '../../../src/domain/response/verdict.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { given } from '../../support/given.ts';
import { ana, at, ben, event, opening } from '../../support/worked-example.ts';
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
    case 'wait':
    case 'switch-on':
      return `${step.do} ${step.action.part}`;
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
const done = (clock: string, { id }: Deed): Row => [
  clock,
  { type: 'rollback.responded', action: id, ok: true, status: 200, response: '' },
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
    ['its effect is not read yet', [...found, ...carriedOut(prompt)], 'wait prompt'],
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
