import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAlertmanager } from '../../src/alerts/alertmanager.ts';
import { matchAlert } from '../../src/domain/runbooks/match.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import { ruleFile } from '../../src/prometheus-rules/rule-file.ts';
import { runbookFolder } from '../library/folder.ts';
import { shown, tableOf, withWords } from '../support/prometheus-doc.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { playRules } from '../support/promtool.ts';
import { airb } from './airb.ts';

const guide = readFileSync('docs/alertmanager.md', 'utf8');
const { library } = loadLibrary('runbooks');
if (library === undefined) throw new Error('the shipped runbooks can not be loaded');

/** The guide's example with other labels or annotations. */
function example(over: { labels?: Record<string, string>; annotations?: Record<string, string> }) {
  const body = JSON.parse(shown('alert.json')) as { alerts: Record<string, unknown>[] };
  const alerts = body.alerts.map((alert) => ({ ...alert, ...over }));
  const { items, rejected } = parseAlertmanager({ ...body, alerts }, 0);
  expect(rejected).toEqual([]);
  const [alert] = items;
  if (alert === undefined) throw new Error('the example holds no alert');
  return alert;
}

describe('docs/alertmanager.md', () => {
  it('shows an alert that airb runbooks match maps to a runbook, system, severity and owner', async () => {
    const folder = runbookFolder();
    folder.write('alert.json', shown('alert.json'));
    const { out, code } = await airb(['runbooks', 'match', join(folder.dir, 'alert.json')]);
    expect(out).toMatch(/runbook +refusal-spike\n +system +support-bot\n +severity +sev2\n +owner +Ana Lima/);
    expect(code).toBe(0);
  });

  it('says rightly which severity a word becomes', () => {
    const rows = tableOf('`severity` (or `priority`), in any case | incident');
    const said = rows.flatMap(([words = '', severity = '']) =>
      /^sev\d$/.test(severity) ? [...words.matchAll(/`([a-z]+)`/g)].map((word) => [word[1], severity]) : [],
    );
    expect(said.length).toBeGreaterThan(7);
    for (const [word = '', severity] of said) {
      const alert = example({ labels: { system: 'support-bot', severity: word } });
      expect([word, matchAlert(alert, library).severity]).toEqual([word, severity]);
    }
  });

  it.each(['system', 'airb_system', 'service'])('says rightly that the label %s names the system', (name) => {
    expect(tableOf('from | names')[0]?.[1]).toContain(`\`${name}\``);
    expect(example({ labels: { [name]: 'support-bot' } }).system).toBe('support-bot');
  });

  it.each(['failure', 'airb_failure', 'incident_type'])(
    'says rightly that the label %s names the failure',
    (name) => {
      expect(tableOf('from | names')[1]?.[1]).toContain(`\`${name}\``);
      expect(example({ labels: { [name]: 'refusal_spike' } }).failure).toBe('refusal-spike');
    },
  );

  it('says rightly which annotations are the number, its normal and its unit', () => {
    const annotations = { airb_value: '19%', value: '0.5', baseline: '0.04', unit: 'ratio', summary: 'x' };
    expect(example({ annotations })).toMatchObject({
      title: 'x',
      value: 0.19,
      baseline: 0.04,
      unit: 'ratio',
    });
  });
});

describe.skipIf(!prometheusIsThere())('its rules written by hand', () => {
  const requests = 'litellm_proxy_total_requests_metric_total{team_alias="support-bot"}';
  const tokens = (of: string) =>
    `gen_ai_client_token_usage_${of}{job="support-bot",gen_ai_token_type="output"}`;
  const alert = (labels: Record<string, string>, annotations: Record<string, string>) => ({
    exp_labels: { system: 'support-bot', ...labels },
    exp_annotations: annotations,
  });

  it('fire on the metrics of LiteLLM and OpenTelemetry after ten minutes, with the number and its normal', () => {
    const verdict = playRules(shown('rules.yml'), {
      step: '1m',
      series: [
        [requests, '0+1000x60'],
        // A dollar and a tenth for a hundred requests, then three.
        ['litellm_spend_metric_total{team_alias="support-bot"}', '0+11x20 250+30x40'],
        [tokens('count'), '0+100x60'],
        [tokens('sum'), '0+24000x20 550000+70000x40'],
      ],
      expect: [
        { eval_time: '20m', alertname: 'SupportBotCost', exp_alerts: [] },
        { eval_time: '20m', alertname: 'SupportBotVerbose', exp_alerts: [] },
        {
          eval_time: '45m',
          alertname: 'SupportBotCost',
          exp_alerts: [
            alert(
              { failure: 'cost-spike', signal: 'cost_per_request', severity: 'warning' },
              {
                summary: 'A request to support-bot costs $0.030',
                value: '0.03',
                baseline: '0.011',
                unit: 'usd',
              },
            ),
          ],
        },
        {
          eval_time: '45m',
          alertname: 'SupportBotVerbose',
          exp_alerts: [
            alert(
              { failure: 'verbosity', signal: 'output_tokens' },
              {
                summary: 'support-bot writes 700 tokens an answer',
                value: '700',
                baseline: '240',
                unit: 'tokens',
              },
            ),
          ],
        },
      ],
    });
    expect(verdict).toEqual({ ok: true, said: expect.stringContaining('SUCCESS') });
  });
});

describe('its rules made from the runbooks', () => {
  const { groups } = compileRules(library, { publicUrl: 'https://airb.example.com' });
  const text = ruleFile(groups, 'prometheus');

  it('are recorded under the names it gives', () => {
    const names = tableOf('recorded | what').map(([name = '']) => name.replaceAll('`', ''));
    expect(names).toHaveLength(4);
    for (const name of names) {
      const [metric = '', system] = name.split(/[{}]/);
      const label = system?.replace('="', ': ').replace('"', '');
      expect(text).toContain(`- record: ${metric}\n`);
      expect(text).toContain(`        labels:\n          ${label}\n`);
    }
  });

  it('have the alerts and labels it names', () => {
    const said = guide.split('## 4. Rules made')[1]?.split('\n## ')[0] ?? '';
    const labels = new Set([...said.matchAll(/`(airb_(?!system_inc)[a-z]+)`/g)].map(([, name]) => name));
    const alerts = groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));
    for (const alert of alerts)
      expect(new Set(Object.keys(alert.labels))).toEqual(new Set([...labels, 'severity']));
    for (const name of ['RefusalSpike_RefusalsDoubled', 'SignalAbsent']) {
      expect(said).toContain(`\`${name}\``);
      expect(alerts.map(({ alert }) => alert)).toContain(name);
    }
  });

  it.skipIf(!prometheusIsThere())('are loaded by the prometheus.yml it shows', () => {
    const folder = runbookFolder();
    folder.write('airb-rules.yml', text);
    const words = { '/etc/prometheus/airb-rules.yml': join(folder.dir, 'airb-rules.yml') };
    folder.write('prometheus.yml', withWords(shown('prometheus.yml'), words));
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['check', 'config', join(folder.dir, 'prometheus.yml')],
      { encoding: 'utf8' },
    );
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/SUCCESS: \d+ rules found/)]);
  });
});
