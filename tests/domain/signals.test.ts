import { describe, expect, it } from 'vitest';
import { plainName } from '../../src/domain/plain-name.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import { blindness, unmeasured } from '../../src/domain/signals/blindness.ts';
import { severityOfWord } from '../../src/domain/signals/severity-words.ts';
import { random } from '../hostile/random.ts';
import { refusalAlert } from '../support/worked-example.ts';

describe('a severity in its sender’s words', () => {
  it.each([
    ['sev1', 'sev1 SEV-1 Sev_1 severity1 P1 p-1 P0 S1 prio1 1 0 ｐ１'],
    ['sev2', 'critical CRITICAL crit High page urgent error fatal ALERT emerg P2 sev2 2'],
    ['sev3', 'warning Warn medium moderate minor ticket P3 3'],
    ['sev4', 'info low notice none OK debug P4 P5 sev5 4 5'],
    [undefined, 'banana sev12 P10 criticality constructor __proto__ 6 99 sev x1'],
  ])('%s', (severity, words) => {
    for (const word of words.split(' ')) expect([word, severityOfWord(word)]).toEqual([word, severity]);
  });

  it.each([
    ['1 - Critical', 'sev1'],
    ['SEV-2 (all users)', 'sev2'],
    ['severity: 3', undefined],
    ['critical/page', 'sev2'],
    ['  warning ', 'sev3'],
    ['', undefined],
  ])('%j', (word, severity) => {
    expect(severityOfWord(word)).toBe(severity);
  });
});

describe('a foreign name as an id', () => {
  it('is an id, is its own, and stays the same, whatever the name is', () => {
    const dice = random(11);
    const letters = [...'aB3-_. /:支é́😀<\u202eß'];
    for (let round = 0; round < 3000; round++) {
      const name = Array.from({ length: dice.below(70) }, () => dice.pick(letters)).join('');
      const id = plainName(name, 'system');
      expect(id, name).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
      expect(plainName(id, 'system'), name).toBe(id);
    }
  });
});

describe('an alert that nobody measured', () => {
  const alert = (given: Partial<Alert>): Alert => ({ ...refusalAlert, ...given });
  const graph = (expression: string) =>
    `https://prometheus.example/graph?g0.expr=${encodeURIComponent(expression)}`;

  it.each<[string, Partial<Alert>]>([
    ['Grafana, for a rule without data', { labels: { alertname: 'DatasourceNoData' } }],
    ['Grafana, under the name of the rule', { annotations: { grafana_state_reason: 'NoData' } }],
    ['Langfuse', { severity: 'NO_DATA' }],
    ['Datadog, as its transition', { extra: { alert_transition: 'No Data' } }],
    ['Datadog, as a label', { labels: { alert_transition: 'Re-No Data' } }],
    ['Datadog, in the title', { title: '[No Data on host:web-1] Refusals high' }],
    ['a sender with words of its own', { severity: 'no-data' }],
  ])('is told by %s', (_, given) => {
    expect(blindness(alert(given))).toBe('no data');
    expect(unmeasured(alert(given))).toBe('its rule got no data');
  });

  it.each(['absent(up{job="llm"})', ' (absent_over_time(up[5m])) == 1'])('is told by the rule %s', (rule) => {
    expect(unmeasured(alert({ link: graph(rule) }))).toBe('its metric is missing');
    // Its author wrote failure and severity for just this.
    expect(blindness(alert({ link: graph(rule) }))).toBeUndefined();
  });

  it.each<[string, Partial<Alert>]>([
    ['a number', { link: graph('refusals > 0.1 unless absent(x)') }],
    ['a title that speaks of data', { title: 'No data was indexed today' }],
    ['a link that is none', { link: 'prometheus' }],
    ['data that came back', { extra: { alert_transition: 'No Data Recovered' } }],
  ])('is not told by %s', (_, given) => {
    expect(unmeasured(alert(given))).toBeUndefined();
  });
});
