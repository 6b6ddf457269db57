import { describe, expect, it } from 'vitest';
import type { Season, SignalSpec, Trigger } from '../../src/domain/runbooks/runbook.ts';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import { ruleFile } from '../../src/prometheus-rules/rule-file.ts';
import { firing } from '../support/firing.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { checkRules, type Expected, playRules, type Series } from '../support/promtool.ts';
import { libraryOf, signal, trigger } from '../support/rule-library.ts';

/** Triggers that do not cry wolf, played by Prometheus' own rule engine. It begins on Thursday, 1970-01-01. */
const there = prometheusIsThere();
const publicUrl = 'https://airb.example.com';

/** One trigger on the share of refusals, and the signals beside it. */
function rulesFor(spec: Partial<SignalSpec>, when: Partial<Trigger>, beside: SignalSpec[] = []) {
  const library = libraryOf({
    systems: [
      {
        id: 'support-bot',
        signals: [signal('share', { query: 'share', baseline: 0.04, ...spec }), ...beside],
      },
    ],
    runbooks: [{ id: 'refusal-spike', title: 'Refusal spike', triggers: [trigger('share', when)] }],
  });
  const { groups, notes } = compileRules(library, { publicUrl });
  const rules = ruleFile(groups, 'prometheus');
  expect(checkRules(rules)).toMatchObject({ ok: true });
  return { rules, notes: notes.map(({ level, what }) => `${level}: ${what}`) };
}

interface Story {
  rules: string;
  step?: '1m' | '5m' | '30m';
  values: Record<string, string>;
  expected: Expected[];
}

function played({ rules, step = '5m', values, expected }: Story): void {
  const series = Object.entries(values) as Series[];
  const success = { ok: true, said: expect.stringContaining('SUCCESS') };
  expect(playRules(rules, { step, series, expect: expected })).toEqual(success);
}

const doubled = 'refusal-spike/doubled';
const blind = 'ai-triage/signal-absent';
const requests = signal('requests', { query: 'requests', unit: 'count', better: 'higher' });

describe.skipIf(!there)('a volume', () => {
  const { rules } = rulesFor({ volume: { signal: 'requests', atLeast: 20 } }, {}, [requests]);

  it('lets one refusal of two answers at night be, and fires when many are asked', () => {
    played({
      rules,
      values: { share: '0.5x40', requests: '2x20 200x20' },
      expected: [firing('1h30m'), firing('1h50m'), firing('1h55m', doubled)],
    });
  });

  it('that nobody measures any more is a blind signal, not peace', () => {
    played({ rules, values: { share: '0.5x40' }, expected: [firing('10m'), firing('20m', blind)] });
  });

  it('can be the trigger’s own, and is said where a system does not measure it', () => {
    const own = { volume: { signal: 'requests', atLeast: 20 } };
    const withIt = rulesFor({}, own, [requests]);
    played({
      rules: withIt.rules,
      values: { share: '0.5x40', requests: '2x20 200x20' },
      expected: [firing('1h40m'), firing('1h55m', doubled)],
    });
    expect(rulesFor({}, own).notes).toContain(
      'remark: requests is not measured, so doubled fires however little the traffic is',
    );
  });
});

describe.skipIf(!there)('at least so much', () => {
  it('keeps twice nearly nothing quiet', () => {
    played({
      rules: rulesFor({ baseline: 0.001 }, { atLeast: 0.02 }).rules,
      values: { share: '0.004x12 0.03x12' },
      expected: [firing('55m'), firing('1h15m', doubled)],
    });
  });
});

describe.skipIf(!there)('an objective', () => {
  it('is compared with whatever the baseline has become', () => {
    const seconds = { unit: 'seconds' as const, objective: 2 };
    played({
      rules: rulesFor(seconds, { baselineFactor: undefined, objectiveFactor: 1.5 }).rules,
      values: { share: '2.9x12 3.1x12' },
      expected: [firing('1h'), firing('1h15m', doubled)],
    });
  });

  it('that a system does not give leaves the trigger out, and that is said', () => {
    const { rules, notes } = rulesFor({}, { baselineFactor: undefined, objectiveFactor: 1.5 });
    expect(rules).not.toContain('RefusalSpike');
    expect(notes).toContain('gap: the system file gives no `objective`, so its trigger doubled is left out');
  });
});

describe.skipIf(!there)('an error budget', () => {
  const burns = { baselineFactor: undefined, budgetFactor: 14.4, over: 3_600_000, hold: 120_000 };

  it('that burns 14.4 times too fast for an hour fires, a blip does not, and it ends soon after', () => {
    played({
      step: '1m',
      rules: rulesFor({ objective: 0.01 }, burns).rules,
      values: { share: '0.002x120 0.6x5 0.002x120 0.2x59 0.002x60' },
      expected: [
        firing('2h10m'),
        // An hour at 20 %: the mean passes 14.4 % after three quarters of it.
        firing('4h35m'),
        firing('5h', doubled),
        firing('5h15m'),
      ],
    });
  });

  it('of what must succeed burns by what does not', () => {
    const success = { objective: 0.99, better: 'higher' as const, baseline: 0.998 };
    played({
      step: '1m',
      rules: rulesFor(success, burns).rules,
      values: { share: '0.998x120 0.9x90 0.7x60' },
      expected: [firing('3h20m'), firing('4h30m', doubled)],
    });
  });

  it('that can not burn so fast is said', () => {
    expect(rulesFor({ objective: 0.2 }, burns).notes).toContain(
      'gap: even when everything fails its budget does not burn so fast, so its trigger doubled is left out',
    );
  });
});

describe.skipIf(!there)('a season', () => {
  /** Half-hours: a night at 4 %, eight hours of day at 20 %, an evening at 4 %. */
  const normalDay = '0.04x15 0.2x15 0.04x15';
  const days = (count: number) => Array.from({ length: count }, () => normalDay).join(' ');
  const season = { weeks: 2, holidays: [], tz: 'UTC' };

  it('knows that every day is so, where a plain mean would not', () => {
    const busy = { share: `${days(15)}` };
    played({
      step: '30m',
      rules: rulesFor({}, {}).rules,
      values: busy,
      expected: [firing('14d4h'), firing('14d12h', doubled)],
    });
    played({
      step: '30m',
      rules: rulesFor({ season }, {}).rules,
      values: busy,
      expected: [firing('14d4h'), firing('14d12h')],
    });
  });

  it('finds the same value at night unusual', () => {
    played({
      step: '30m',
      rules: rulesFor({ season }, {}).rules,
      values: { share: `${days(14)} 0.2x15` },
      expected: [firing('14d4h', doubled)],
    });
  });

  it('has the value of the file until a week has passed', () => {
    played({
      step: '30m',
      rules: rulesFor({ season }, {}).rules,
      values: { share: days(3) },
      expected: [firing('2d12h', doubled)],
    });
  });

  /** Weekdays ask much and Sundays little: the 4th, 11th and 18th are Sundays. */
  const fewer = { compare: 'below' as const, baselineFactor: 0.5 };
  const week = '100x143 10x47 100x143'; // Thursday to Saturday, Sunday, Monday to Wednesday.

  it('compares a quiet holiday with Sundays, and later weeks not with it', () => {
    // Thursday the 15th is a holiday as quiet as a Sunday; Thursday the 22nd is quiet, and no holiday.
    const values = { share: `${week} ${week} 10x47 100x95 10x47 100x143 10x47` };
    const oneWeek = { ...season, weeks: 1 };
    const holidays = { ...oneWeek, holidays: ['1970-01-15'] };
    const rulesOf = (of: Season) => rulesFor({ season: of, baseline: 100 }, fewer).rules;
    const without = [firing('14d12h', doubled)];
    played({ step: '30m', rules: rulesOf(oneWeek), values, expected: without });
    played({
      step: '30m',
      rules: rulesOf(holidays),
      values,
      expected: [firing('14d12h'), firing('17d12h'), firing('21d12h', doubled)],
    });
  });
});

describe.skipIf(!there)('one series for each tool', () => {
  const { rules } = rulesFor({ by: 'tool', query: 'share', title: 'Failed calls' }, { hold: 300_000 });

  it('names the odd one, and is quiet about the others', () => {
    played({
      rules,
      values: { 'share{tool="refund"}': '0.04x12 0.3x12', 'share{tool="lookup"}': '0.05x24' },
      expected: [
        firing('55m'),
        {
          eval_time: '1h10m',
          expr: 'count by (tool) (ALERTS{alertstate="firing"})',
          exp_samples: [{ labels: '{tool="refund"}', value: 1 }],
        },
        {
          eval_time: '1h10m',
          alertname: 'RefusalSpike_Doubled',
          exp_alerts: [
            {
              exp_labels: {
                system: 'support-bot',
                tool: 'refund',
                airb_system: 'support-bot',
                airb_failure: 'refusal-spike',
                airb_signal: 'share',
                airb_trigger: 'doubled',
                airb_runbook: 'refusal-spike',
                severity: 'critical',
              },
              exp_annotations: {
                summary: 'Failed calls 30 % for tool refund on support-bot (normal 4 %)',
                description: 'Twice as many. Runbook: Refusal spike.',
                value: '0.3',
                baseline: '0.04',
                unit: 'ratio',
                runbook_url: 'https://airb.example.com/runbooks/refusal-spike',
              },
            },
          ],
        },
      ],
    });
  });

  it('gives each its own normal', () => {
    played({
      step: '30m',
      rules,
      values: { 'share{tool="refund"}': '0.3x200', 'share{tool="lookup"}': '0.04x190 0.3x10' },
      expected: [
        firing('3d12h'),
        {
          eval_time: '4d1h',
          expr: 'count by (tool) (ALERTS{alertstate="firing"})',
          exp_samples: [{ labels: '{tool="lookup"}', value: 1 }],
        },
      ],
    });
  });

  it('is blind only when there is none', () => {
    played({ rules, values: { other: '1x12' }, expected: [firing('20m', blind)] });
  });
});

describe.skipIf(!there)('standard deviations', () => {
  const { rules } = rulesFor({}, { baselineFactor: undefined, deviations: 3 });
  // It swings between 3 % and 5 %: mean 4 %, deviation 1 %.
  const swinging = Array.from({ length: 100 }, () => '0.03 0.05').join(' ');

  it('allow what is usual and find what is not, once there are three days of it', () => {
    played({
      step: '30m',
      rules,
      values: { share: `0.09x3 ${swinging} 0.065x3 0.09x3` },
      expected: [firing('2h'), firing('4d7h'), firing('4d8h30m', doubled)],
    });
  });
});

describe.skipIf(!there)('a floor', () => {
  const falls = { compare: 'below' as const, baselineFactor: 0.9 };
  const score = { better: 'higher' as const, baseline: 0.9 };
  // Two points a day, so slowly that the baseline goes along.
  const sinking = { share: '0.9-0.0003x1200' };

  it('stays where it is while a score sinks and takes its baseline along', () => {
    played({
      step: '30m',
      rules: rulesFor(score, falls).rules,
      values: sinking,
      expected: [firing('10d'), firing('20d')],
    });
    played({
      step: '30m',
      rules: rulesFor({ ...score, floor: 0.7 }, falls).rules,
      values: sinking,
      expected: [firing('10d'), firing('20d', doubled)],
    });
  });
});
