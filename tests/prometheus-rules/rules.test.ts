import { describe, expect, it } from 'vitest';
import { severities } from '../../src/domain/people.ts';
import { matchAlert } from '../../src/domain/runbooks/match.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import { inPrometheus, readQuery } from '../../src/prometheus-rules/promql.ts';
import { severityWord } from '../../src/prometheus-rules/severity-words.ts';
import {
  alertsIn,
  libraryOf,
  recordingsIn,
  shippedLibrary,
  signal,
  trigger,
} from '../support/rule-library.ts';

const publicUrl = 'https://airb.example.com';
const compiled = (library: Library, system?: string) =>
  compileRules(library, { publicUrl, ...(system !== undefined && { system }) });

describe('a trigger of a runbook', () => {
  const library = libraryOf({
    systems: [{ id: 'support-bot', signals: [signal('refusal_rate', { baseline: 0.04 })] }],
    runbooks: [
      {
        id: 'refusal-spike',
        triggers: [
          trigger('refusal_rate', { title: 'refusal rate above twice its baseline for 10 min' }),
          trigger('refusal_rate', { id: 'gone', compare: 'below', threshold: 0.001, hold: 5_400_000 }),
        ],
      },
    ],
  });
  const rules = compiled(library);
  const [doubled, gone, blind] = alertsIn(rules);

  it('becomes an alert with the labels the intake maps and the annotations it reads', () => {
    expect(doubled).toMatchObject({
      alert: 'RefusalSpike_Doubled',
      expr:
        'airb:signal:refusal_rate{system="support-bot"} > on (system) ' +
        '(2 * airb:baseline7d:refusal_rate{system="support-bot"})',
      for: '10m',
      labels: {
        airb_system: 'support-bot',
        airb_failure: 'refusal-spike',
        airb_signal: 'refusal_rate',
        airb_trigger: 'doubled',
        airb_runbook: 'refusal-spike',
        severity: 'critical',
      },
      annotations: {
        description: expect.stringMatching(/^Refusal rate above twice its baseline for 10 min\. Runbook: /),
        value: '{{ $value }}',
        unit: 'ratio',
        runbook_url: 'https://airb.example.com/runbooks/refusal-spike',
      },
    });
  });

  it('compares with a fixed number, and below it, where the runbook says so', () => {
    expect(gone).toMatchObject({
      expr: 'airb:signal:refusal_rate{system="support-bot"} < 0.001',
      for: '1h30m',
    });
  });

  it('brings an alert for when its signal can not be read, which opens the generic runbook', () => {
    expect(blind).toMatchObject({
      alert: 'SignalAbsent',
      expr: '(count((a_team_s_metric{of="refusal_rate"})) or vector(0)) != 1',
      for: '15m',
      labels: { airb_system: 'support-bot', airb_runbook: library.generic, severity: 'warning' },
      annotations: { description: expect.stringContaining("Can't fire: refusal-spike.") },
    });
    expect(alertsIn(rules)).toHaveLength(3);
  });

  it('is recorded with its baseline, once however many triggers wait for it', () => {
    expect(recordingsIn(rules).map(({ record, labels }) => [record, labels])).toEqual([
      ['airb:signal:refusal_rate', { system: 'support-bot' }],
      ['airb:calm:refusal_rate', { system: 'support-bot' }],
      ['airb:baseline7d:refusal_rate', { system: 'support-bot' }],
    ]);
  });

  it('gives a nightly batch a day before its silence is blindness', () => {
    const nightly = {
      ...library,
      systems: library.systems.map((one) => ({ ...one, kind: 'batch' as const })),
    };
    expect(alertsIn(compiled(nightly)).at(-1)).toMatchObject({ alert: 'SignalAbsent', for: '1d2h' });
  });

  it('makes no rule for a kind of system it can not happen to', () => {
    const [runbook, ...rest] = library.runbooks;
    const elsewhere = { ...library, runbooks: [{ ...runbook, appliesTo: ['batch'] }, ...rest] } as Library;
    expect(compiled(elsewhere).groups).toEqual([]);
  });
});

describe('what can not be made', () => {
  const named = ({ notes }: ReturnType<typeof compiled>) =>
    notes.map(({ level, runbook, signal: name, what }) => [level, runbook ?? name, what]);
  const withQuery = (query: string) =>
    compiled(
      libraryOf({
        systems: [{ id: 'support-bot', sample: false, signals: [signal('s', { query, baseline: 1 })] }],
        runbooks: [{ id: 'refusal-spike', triggers: [trigger('s')] }],
      }),
    );

  it('is said by system and runbook where a signal is not measured', () => {
    const rules = compiled(
      libraryOf({
        systems: [{ id: 'support-bot', sample: false, signals: [signal('s', { baseline: 1 })] }],
        runbooks: [
          { id: 'refusal-spike', triggers: [trigger('s'), trigger('missing', { id: 'other' })] },
          { id: 'cost-spike', triggers: [trigger('tokens'), trigger('missing', { id: 'other' })] },
        ],
      }),
    );
    expect(named(rules)).toEqual([
      ['gap', 'refusal-spike', 'missing is not measured, so only its other triggers can fire'],
      ['gap', 'cost-spike', 'tokens, missing are not measured, so nothing can fire it'],
    ]);
  });

  it.each([
    ['rate(a[5m]', 'the query lacks a )'],
    ['rate(a[5m]))', 'the query has a ) without its pair'],
    ['a{b="c}', 'the query has a " without its pair'],
    [`a{b="\${system}"} / \${x}`, 'the query has a placeholder, which nothing fills in'],
    ['0.5', 'the query is a constant'],
    ['a[5m]', 'the query gives a range of samples; take rate() or avg_over_time() of it'],
    ['# nothing', 'the query is empty'],
  ])('is a fault where the query %j would break the whole file', (query, problem) => {
    const rules = withQuery(query);
    expect(rules.groups).toEqual([]);
    expect(named(rules)).toEqual([
      ['fault', 's', `${problem}, so there are no rules for it; refusal-spike can't fire on it`],
    ]);
  });

  it.each([
    ['a or b', 'a or b'],
    ['a # per answer )', 'a'],
    ['scalar(a / b)', 'a / b'],
    ['scalar(a) / scalar(b)', 'vector(scalar(a) / scalar(b))'],
    ['# of all\nsum(a) # those that fail\n/ sum(b)', 'sum(a)\n/ sum(b)'],
    [`a{b="x)|$"} or a{c='}'}`, `a{b="x)|$"} or a{c='}'}`],
    ['a{b="\\")"}', 'a{b="\\")"}'],
  ])('is not the query %j, of which %j goes into the rules', (query, inner) => {
    expect(readQuery(query)).toEqual({ query: inner });
    expect(recordingsIn(withQuery(query))[0]?.expr).toBe(`vector(scalar((${inner}))) > -Inf < Inf`);
  });

  it('is a fault where another runbook would take the alert', () => {
    const rules = compiled(
      libraryOf({
        systems: [{ id: 'support-bot', sample: false, signals: [signal('s', { baseline: 1 })] }],
        runbooks: [
          { id: 'refusal-spike', triggers: [trigger('s')] },
          {
            id: 'cost-spike',
            triggers: [],
            match: [{ labels: { system: 'support-bot', airb_signal: 's' } }],
          },
        ],
      }),
    );
    expect(named(rules)[0]).toEqual([
      'fault',
      'refusal-spike',
      expect.stringMatching(/^its alert RefusalSpike_Doubled opens cost-spike instead: cost-spike: labels /),
    ]);
  });

  it('is said where a comparison must wait for a history', () => {
    const rules = compiled(
      libraryOf({
        systems: [{ id: 'support-bot', signals: [signal('s'), signal('t')] }],
        runbooks: [
          { id: 'refusal-spike', triggers: [trigger('s'), trigger('t', { id: 't', threshold: 1 })] },
        ],
      }),
    );
    expect(named(rules).map(([, , what]) => what)).toEqual([
      'it is a sample: these rules are for looking at, not for paging anybody',
      'no baseline in its file for s: triggers that compare with it begin after three days of samples',
    ]);
  });
});

describe('the shipped library', () => {
  const library = shippedLibrary();
  const rules = compiled(library);

  it('gives every runbook at least one alert on some system', () => {
    const covered = new Set(alertsIn(rules).map(({ labels }) => labels.airb_runbook));
    expect(library.runbooks.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });

  it('has no fault, and no two rules alike', () => {
    expect(rules.notes.filter(({ level }) => level === 'fault')).toEqual([]);
    const all = rules.groups.flatMap((group) => group.rules);
    const keys = all.map((rule) => JSON.stringify(['alert' in rule ? rule.alert : rule.record, rule.labels]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(rules.groups.map(({ name }) => name)).size).toBe(rules.groups.length);
  });

  it.each([
    ['evaluation score 5 % below its baseline', 'quality_score', '<', '0.95 *', '2h'],
    ['error rate twice its baseline for 5 min', 'error_rate', '>', '2 *', '5m'],
    ['p95 latency at 150 % for 10 min', 'latency_p95', '>', '1.5 *', '10m'],
    ['schema violations over 1 % for 15 min', 'schema_violations', '>', '0.01', '15m'],
  ])('starts from the published default: %s', (_, name, than, limit, hold) => {
    const found = alertsIn(rules).filter(
      ({ expr, labels, for: held }) =>
        labels.airb_signal === name && held === hold && expr.includes(`} ${than} `) && expr.includes(limit),
    );
    expect(found.length).toBeGreaterThan(0);
  });

  it('can be had for one system', () => {
    const [first] = library.systems;
    const one = compiled(library, first?.id);
    expect(new Set(alertsIn(one).map(({ labels }) => labels.airb_system))).toEqual(new Set([first?.id]));
    expect(new Set(one.notes.map(({ system }) => system))).toEqual(new Set([first?.id]));
  });
});

describe('a severity', () => {
  it.each(severities)('%s is written with a word that airb reads back as the same', (severity) => {
    const alert = {
      source: 'alertmanager',
      fingerprint: 'f',
      status: 'firing' as const,
      title: 'x',
      labels: { severity: severityWord[severity] },
      annotations: {},
      startsAt: 0,
      extra: {},
    };
    expect(matchAlert(alert, shippedLibrary()).severity).toBe(severity);
  });
});

describe('a duration', () => {
  it.each([
    [600_000, '10m'],
    [5_400_000, '1h30m'],
    [90_000, '1m30s'],
    [7 * 86_400_000, '7d'],
    [1500, '1s500ms'],
    [0, '0s'],
  ])('of %i ms is written %s', (duration, text) => {
    expect(inPrometheus(duration)).toBe(text);
  });
});
