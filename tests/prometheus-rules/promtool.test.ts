import { describe, expect, it } from 'vitest';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import { ruleFile } from '../../src/prometheus-rules/rule-file.ts';
import { firing } from '../support/firing.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { checkRules, type Expected, playRules, type Series } from '../support/promtool.ts';
import { libraryOf, shippedLibrary, signal, trigger } from '../support/rule-library.ts';

const there = prometheusIsThere();
const publicUrl = 'https://airb.example.com';
const fileOf = (library: Library, system?: string) =>
  ruleFile(compileRules(library, { publicUrl, ...(system && { system }) }).groups, 'prometheus');

/**
 * The support bot as shipped, with only these of its signals, and the shipped runbooks. Without `requests` among them,
 * the others take no volume.
 */
function supportBot(...names: string[]): string {
  const { systems, ...rest } = shippedLibrary();
  const bot = systems
    .filter(({ id }) => id === 'support-bot')
    .map((one) => ({
      ...one,
      signals: one.signals
        .filter(({ name }) => names.includes(name))
        .map(({ volume, ...signal }) =>
          volume && names.includes(volume.signal) ? { ...signal, volume } : signal,
        ),
    }));
  return fileOf({ ...rest, systems: bot });
}

/** The signals as the support bot exports them, by metric. */
const exported = (values: Record<string, string>): Series[] =>
  Object.entries(values).map(([metric, samples]) => [
    metric.includes('{') ? metric : `${metric}{system="support-bot",instance="a"}`,
    samples,
  ]);

const baseline = (at: string, name: string, value: number): Expected => ({
  eval_time: at,
  expr: `round(airb:baseline7d:${name}, 0.001)`,
  exp_samples: [{ labels: '{system="support-bot"}', value }],
});

/** Plays samples of the support bot, by metric; one each five minutes, or each half hour where a week goes by. */
function played(rules: string, { step = '5m', values, expected }: Played): void {
  const series = exported(values);
  const success = { ok: true, said: expect.stringContaining('SUCCESS') };
  expect(playRules(rules, { step, series, expect: expected })).toEqual(success);
}

interface Played {
  step?: '5m' | '30m';
  values: Record<string, string>;
  expected: Expected[];
}

describe.skipIf(!there)('the rules of the shipped library', () => {
  it('pass promtool check rules', () => {
    expect(checkRules(fileOf(shippedLibrary()))).toEqual({
      ok: true,
      said: expect.stringMatching(/SUCCESS: \d{3,} rules found/),
    });
  });
});

describe.skipIf(!there)('names and texts somebody chose badly', () => {
  it('give rules promtool accepts, and alerts that say them as they were written', () => {
    const odd = { id: 'support-bot', title: 'x', query: 'a{b="}"} # the share' };
    const rules = fileOf(
      libraryOf({
        systems: [
          {
            ...odd,
            signals: [
              signal('a-b', { query: odd.query, title: 'Answers {{ $labels }} "so" `to` say', baseline: 1 }),
              signal('a_b', { query: 'scalar(c)', baseline: 0 }),
            ],
          },
        ],
        runbooks: [
          {
            id: 'refusal-spike',
            title: 'A {{ title }}',
            triggers: [trigger('a-b', { title: 'odd {{ .Nothing' }), trigger('a_b', { id: 'dou-bled' })],
          },
        ],
      }),
    );
    expect(checkRules(rules)).toMatchObject({ ok: true });
    const verdict = playRules(rules, {
      step: '5m',
      series: [
        ['a{b="}"}', '3x10'],
        ['c', '0x10'],
      ],
      expect: [
        {
          eval_time: '30m',
          alertname: 'RefusalSpike_Doubled',
          exp_alerts: [
            {
              exp_labels: {
                system: 'support-bot',
                airb_system: 'support-bot',
                airb_failure: 'refusal-spike',
                airb_signal: 'a-b',
                airb_trigger: 'doubled',
                airb_runbook: 'refusal-spike',
                severity: 'critical',
              },
              exp_annotations: {
                summary: 'Answers {{ $labels }} "so" `to` say 300 % on support-bot (normal 100 %)',
                description: 'Odd {{ .Nothing. Runbook: A {{ title }}.',
                value: '3',
                baseline: '1',
                unit: 'ratio',
                runbook_url: 'https://airb.example.com/runbooks/refusal-spike',
              },
            },
          ],
        },
      ],
    });
    expect(verdict).toMatchObject({ ok: true });
  });
});

describe.skipIf(!there)('refusals', () => {
  const rules = supportBot('refusal_rate');
  const { title } = shippedLibrary().runbooks.find(({ id }) => id === 'refusal-spike') ?? {};

  it('at twice their baseline fire after ten minutes, with the number and its normal', () => {
    const alertname = 'RefusalSpike_RefusalsDoubled';
    const alert = {
      exp_labels: {
        system: 'support-bot',
        airb_system: 'support-bot',
        airb_failure: 'refusal-spike',
        airb_signal: 'refusal_rate',
        airb_trigger: 'refusals-doubled',
        airb_runbook: 'refusal-spike',
        severity: 'critical',
      },
      exp_annotations: {
        summary: 'Refusals 19 % on support-bot (normal 4.05 %)',
        description: `Refusal rate above twice its baseline for 10 min. Runbook: ${title}.`,
        value: '0.19',
        baseline: '0.0404978',
        unit: 'ratio',
        runbook_url: 'https://airb.example.com/runbooks/refusal-spike',
      },
    };
    played(rules, {
      // Three days and three hours at 4 %, so that the rolling mean is in force.
      values: { airb_refusal_ratio: '0.04x900 0.19x6' },
      expected: [
        { eval_time: '3d3h10m', alertname, exp_alerts: [] },
        { eval_time: '3d3h15m', alertname, exp_alerts: [alert] },
      ],
    });
  });

  it('just over twice their baseline fire, and just under it do not', () => {
    played(rules, {
      values: { airb_refusal_ratio: '0.079x12 0.081x3' },
      expected: [firing('1h10m'), firing('1h15m', 'refusal-spike/refusals-doubled')],
    });
  });

  it('that stay high for a week are the new normal; until there is a history the file says what is', () => {
    const doubled = 'refusal-spike/refusals-doubled';
    played(rules, {
      step: '30m',
      values: { airb_refusal_ratio: '0.12x384' },
      expected: [firing('1d', doubled), firing('2d23h', doubled), firing('3d1h'), firing('8d')],
    });
  });

  it('that fall below half their baseline are a weak sign: sev3, and only with traffic', () => {
    const withRequests = supportBot('refusal_rate', 'requests');
    played(withRequests, {
      values: { airb_refusal_ratio: '0.04x12 0.015x6', [asked]: '0+500x20' },
      expected: [
        firing('1h20m'),
        firing('1h25m', 'guardrail-bypass/refusals-halved'),
        {
          eval_time: '1h25m',
          expr: 'count by (severity) (ALERTS{alertstate="firing"})',
          exp_samples: [{ labels: '{severity="warning"}', value: 1 }],
        },
      ],
    });
  });

  it('at 0 % because nobody asks anything fire nothing, and neither does one of two at night', () => {
    const withRequests = supportBot('refusal_rate', 'requests');
    played(withRequests, {
      values: { airb_refusal_ratio: '0.04x12 0x12 0.5x12', [asked]: '0+500x12 6500+1x40' },
      expected: [firing('1h55m'), firing('2h30m'), firing('3h')],
    });
  });

  it('are no sign of a fall on a system that counts no requests', () => {
    expect(rules).not.toContain('RefusalsHalved');
  });
});

/** The counter of all requests, of which the support bot takes the increase. */
const asked = 'litellm_proxy_total_requests_metric_total{team_alias="support-bot"}';

describe.skipIf(!there)('an agent that hands less over', () => {
  const { systems, ...rest } = shippedLibrary();
  const agents = systems.filter(({ id }) => id === 'refund-agent');
  const rules = fileOf({ ...rest, systems: agents });
  const count = 'gen_ai_invoke_agent_inference_calls_count{job="refund-agent"}';

  it('opens nothing worse than sev3 by that alone', () => {
    const series: Series[] = [
      ['airb_human_handoff_ratio{system="refund-agent"}', '0.22x12 0.05x12'],
      [count, '0+50x24'],
    ];
    const verdict = playRules(rules, {
      step: '5m',
      series,
      expect: [
        {
          eval_time: '1h55m',
          expr: 'count by (airb_trigger, severity) (ALERTS{alertstate="firing",airb_trigger!="signal-absent"})',
          exp_samples: [{ labels: '{airb_trigger="nobody-asked",severity="warning"}', value: 1 }],
        },
      ],
    });
    expect(verdict).toMatchObject({ ok: true });
  });

  it('opens nothing at night, when there are no tasks to hand over', () => {
    const series: Series[] = [
      ['airb_human_handoff_ratio{system="refund-agent"}', '0.22x12 0x24'],
      [count, '0+50x12 650x24'],
    ];
    const none = { expr: 'ALERTS{alertstate="firing",airb_trigger!="signal-absent"}', exp_samples: [] };
    const verdict = playRules(rules, { step: '5m', series, expect: [{ eval_time: '2h50m', ...none }] });
    expect(verdict).toMatchObject({ ok: true });
  });
});

describe.skipIf(!there)('hallucination', () => {
  const rules = supportBot('unsupported_claims');

  it('that rises from 4 % to 22 % within two hours fires on its way', () => {
    played(rules, {
      values: { airb_unsupported_claim_ratio: '0.04x900 0.0475+0.0075x23 0.22x6' },
      expected: [
        firing('3d3h55m'),
        firing('3d4h5m', 'unsupported-claims/claims-doubled'),
        firing('3d5h15m', 'unsupported-claims/claims-doubled', 'unsupported-claims/claims-surge'),
      ],
    });
  });

  it('that has been 12 % all along is normal for this system', () => {
    played(rules, {
      step: '30m',
      values: { airb_unsupported_claim_ratio: '0.12x384' },
      expected: [firing('5d'), firing('8d')],
    });
  });
});

describe.skipIf(!there)('a fixed limit', () => {
  it('fires above 1 % of schema violations for 15 min', () => {
    played(supportBot('schema_violations'), {
      values: { airb_schema_violation_ratio: '0.009x12 0.02x6' },
      expected: [firing('1h15m'), firing('1h20m', 'schema-breakage/over-one-percent')],
    });
  });

  it('holds whatever the week was like', () => {
    played(supportBot('schema_violations'), {
      step: '30m',
      values: { airb_schema_violation_ratio: '0.02x384' },
      expected: [firing('8d', 'schema-breakage/over-one-percent')],
    });
  });
});

describe.skipIf(!there)('a limit from below', () => {
  it('fires when ticket deflection is under 80 % of its baseline for 20 min', () => {
    played(supportBot('ticket_deflection'), {
      values: { airb_ticket_deflection_ratio: '0.39x12 0.3x6' },
      expected: [firing('1h20m'), firing('1h25m', 'refusal-spike/deflection-down')],
    });
  });
});

/** Refusals as a share of two counts, which is NaN while nothing is asked and infinite when one count is broken. */
const share = fileOf(
  libraryOf({
    systems: [
      {
        id: 'support-bot',
        signals: [signal('refusal_rate', { query: 'airb_refused / airb_answered', baseline: 0.01 })],
      },
    ],
    runbooks: [{ id: 'refusal-spike', triggers: [trigger('refusal_rate')] }],
  }),
);

describe.skipIf(!there)('a signal nobody measures any more', () => {
  const rules = supportBot('refusal_rate');
  const blind = 'ai-triage/signal-absent';

  it('is an alert after a quarter of an hour', () => {
    played(rules, {
      values: { airb_refusal_ratio: '0.04x12 stale' },
      expected: [firing('1h15m'), firing('1h20m', blind)],
    });
  });

  it('is one from the start when its metric was never there', () => {
    played(rules, { values: { airb_other: '1x6' }, expected: [firing('10m'), firing('15m', blind)] });
  });

  it('is one when its query gives two series, of which nobody knows which is meant', () => {
    const two: Series[] = ['a', 'b'].map((name) => [
      `airb_refusal_ratio{system="support-bot",instance="${name}"}`,
      '0.5x6',
    ]);
    const verdict = playRules(rules, { step: '5m', series: two, expect: [firing('30m', blind)] });
    expect(verdict).toMatchObject({ ok: true });
  });

  it('is none while nothing was asked and a share is NaN', () => {
    played(share, {
      values: { airb_refused: '0x24', airb_answered: '0x24' },
      expected: [firing('2h')],
    });
  });
});

describe.skipIf(!there)('the baseline', () => {
  const rules = supportBot('refusal_rate');
  // Five days at 4 %, two at 60 %, one at 4 %.
  const twoBadDays = { airb_refusal_ratio: '0.04x240 0.6x95 0.04x48' };

  it('leaves out the time in which an incident of the system was open, when Prometheus scrapes airb', () => {
    played(rules, {
      step: '30m',
      values: { ...twoBadDays, airb_system_incidents_open: '0x240 1x95 0x48' },
      expected: [baseline('6d', 'refusal_rate', 0.04), baseline('8d', 'refusal_rate', 0.04)],
    });
  });

  it('is the plain mean when airb is not scraped', () => {
    played(rules, {
      step: '30m',
      values: twoBadDays,
      expected: [baseline('8d', 'refusal_rate', 0.2)],
    });
  });

  it('is not touched by the incidents of other systems', () => {
    const series: Series[] = [
      ...exported(twoBadDays),
      ['airb_system_incidents_open{system="refund-agent"}', '1x384'],
    ];
    const verdict = playRules(rules, { step: '30m', series, expect: [baseline('8d', 'refusal_rate', 0.2)] });
    expect(verdict).toMatchObject({ ok: true });
  });

  it('is that of the system file while an incident has filled the whole week', () => {
    played(rules, {
      step: '30m',
      values: { airb_refusal_ratio: '0.6x432', airb_system_incidents_open: '1x432' },
      expected: [baseline('9d', 'refusal_rate', 0.04)],
    });
  });

  it('is not spoilt by hours in which nothing was counted or one count was broken', () => {
    played(share, {
      step: '30m',
      values: { airb_refused: '4x200 0x10 4x10 4x100', airb_answered: '100x200 0x10 0x10 100x100' },
      expected: [baseline('6d', 'refusal_rate', 0.04)],
    });
  });

  it('does not exist before there is a history where the system file names none', () => {
    const young = fileOf(
      libraryOf({
        systems: [{ id: 'support-bot', signals: [signal('s', { query: 'airb_s' })] }],
        runbooks: [{ id: 'refusal-spike', triggers: [trigger('s')] }],
      }),
    );
    const none: Expected = { eval_time: '2d23h', expr: 'airb:baseline7d:s', exp_samples: [] };
    played(young, {
      step: '30m',
      values: { airb_s: '0.2x240 0.5x4' },
      expected: [none, baseline('3d1h', 's', 0.2), firing('5d1h', 'refusal-spike/doubled')],
    });
  });
});
