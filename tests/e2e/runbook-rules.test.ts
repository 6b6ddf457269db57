import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import type { AlertingRule } from '../../src/prometheus-rules/rule.ts';
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { apiToken, type Edit, type RunningApp, runApp } from '../support/app.ts';
import { mayLog } from '../support/log.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { alertsIn, shippedLibrary } from '../support/rule-library.ts';
import { until } from '../support/until.ts';

const secret = 'a-shared-secret-for-tests';
const library = shippedLibrary();
const alerts = alertsIn(compileRules(library, { publicUrl: 'https://airb.example.com' }));

interface Shown {
  system: string;
  runbook: { id: string };
  severity: string;
  unmapped: boolean;
  private: boolean;
  alerts: {
    fingerprint: string;
    title: string;
    signal: string;
    value: number | null;
    baseline: number | null;
  }[];
}

/** What Prometheus makes of the templates when the value is 0.5 and the normal 0.25; any other template is an error. */
function rendered(rule: AlertingRule): Record<string, string> {
  const fill = (text: string) =>
    text
      .replace(
        /{{ with (?:query `[^`]*`|printf `[^`]*` \$labels\.\w+ \| query) }}{{ \$normal := \. \| first \| value }}(.*?){{ end }}$/,
        '$1',
      )
      .replace(/{{ if ge (\S+) 10\.0 }}.*?{{ else }}{{ printf "%\.2g" \S+ }}{{ end }}/g, '{{ $1 }}')
      .replace(/ \| humanizePercentage \| reReplaceAll "%" " %"/g, '')
      .replaceAll('printf "%.6g" $normal', '$normal')
      .replace(/{{ \$labels\.\w+ }}/g, 'refund')
      .replaceAll('{{ $value }}', '0.5')
      .replaceAll('{{ $normal }}', '0.25');
  const filled = Object.entries(rule.annotations).map(([name, text]) => [name, fill(text)] as const);
  for (const [name, text] of filled) expect(text, `${rule.alert} ${name}`).not.toContain('{{');
  return Object.fromEntries(filled);
}

/** All alerts come at once here, and each has to open what its own runbook says. */
const apart: Edit = {
  file: 'organization.yaml',
  change: (text) => text.replace('siblingWindow: 10m', 'siblingWindow: 0m'),
};

// More incidents at once than Slack may take calls for; on a busy machine some calls end without an answer as well.
mayLog(
  /^warn Slack takes \S+ again in \d+ s\./,
  /^warn Slack gave no answer to .*Timeout/,
  /^warn http request failed .*timeout/,
  /^warn pagerduty did not answer in time/,
  /^warn could not mark/,
  // It ends with sixty incidents still opening.
  /The records are closed/,
  /^warn stopped without waiting/,
  /^warn .*(ECONNRESET|ECONNREFUSED)/,
  /^warn http request failed/,
);

describe.skipIf(!prometheusIsThere())('every alert made from the shipped runbooks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airb-rules-'));
  let airb: RunningApp;
  let alertmanager: Alertmanager;
  let incidents: Shown[];
  /** Alertmanager's fingerprint of each alert, by its labels. */
  const fingerprints = new Map<string, string>();

  const key = (labels: Record<string, string>) =>
    [labels.airb_system, labels.airb_runbook, labels.airb_signal, labels.airb_trigger].join(' ');

  beforeAll(async () => {
    airb = await runApp([apart], { AIRB_ALERTMANAGER_SECRET: secret });
    alertmanager = await startAlertmanager(folder, { url: airb.app.url, secret });
    const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        alerts.map((rule) => ({
          labels: { alertname: rule.alert, system: rule.labels.airb_system, ...rule.labels },
          annotations: rendered(rule),
          startsAt: '2025-02-17T14:05:00Z',
          endsAt: new Date(Date.now() + 3_600_000).toISOString(),
          generatorURL: 'http://prometheus.example.com/graph',
        })),
      ),
    });
    expect(answer.status, await answer.text()).toBe(200);
    const known = await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json();
    for (const { labels, fingerprint } of known as { labels: Record<string, string>; fingerprint: string }[])
      fingerprints.set(key(labels), fingerprint);
    incidents = await until('all alerts to arrive', async () => {
      const found = await read();
      return found.flatMap((one) => one.alerts).length >= alerts.length && found;
    });
  });

  afterAll(async () => {
    await alertmanager?.program.end();
    rmSync(folder, { recursive: true });
  });

  async function read(): Promise<Shown[]> {
    const get = async (path: string) => {
      const answer = await fetch(`${airb.app.url}/api/incidents${path}`, {
        headers: { authorization: `Bearer ${apiToken}` },
      });
      return (await answer.json()) as unknown;
    };
    const { incidents: heads } = (await get('')) as { incidents: { number: number }[] };
    return (await Promise.all(heads.map(({ number }) => get(`/${number}`)))) as Shown[];
  }

  it('is told apart from every other by Alertmanager', () => {
    expect(fingerprints.size).toBe(alerts.length);
    expect(new Set(fingerprints.values()).size).toBe(alerts.length);
  });

  it('lands on its own runbook and system, with its signal, its number and its normal', () => {
    const wrong = alerts.filter(({ labels }) => {
      const at = incidents.filter((one) =>
        one.alerts.some(({ fingerprint }) => fingerprint === fingerprints.get(key(labels))),
      );
      const [incident] = at;
      const alert = incident?.alerts.find(({ fingerprint }) => fingerprint === fingerprints.get(key(labels)));
      const measured = labels.airb_trigger !== 'signal-absent';
      return !(
        at.length === 1 &&
        incident?.runbook.id === labels.airb_runbook &&
        incident?.system === labels.airb_system &&
        alert?.signal === labels.airb_signal &&
        alert?.value === (measured ? 0.5 : null) &&
        alert?.baseline === (measured ? 0.25 : null)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('opens one incident for each runbook and system, at the severity the runbook begins with', () => {
    const pairs = new Set(alerts.map(({ labels }) => `${labels.airb_system} ${labels.airb_runbook}`));
    expect(incidents.map((one) => `${one.system} ${one.runbook.id}`).sort()).toEqual([...pairs].sort());
    const first = new Map(library.runbooks.map(({ id, severity }) => [id, severity.initial]));
    for (const { runbook, severity } of incidents)
      expect([runbook.id, severity]).toEqual([runbook.id, first.get(runbook.id)]);
    expect(incidents.filter(({ unmapped }) => unmapped)).toEqual([]);
  });

  it('says in its title what is wrong, where, and what is normal', () => {
    const titles = incidents.flatMap((one) => one.alerts.map(({ title }) => title));
    for (const title of titles) expect(title).toMatch(/ on [a-z-]+( \(normal .+\))?$/);
    expect(titles).toContain('Refusals 0.5 on support-bot (normal 0.25)');
  });

  it('is seen on /metrics by system, so that baselines leave the time out; private incidents are not', async () => {
    const text = await (await fetch(`${airb.app.url}/metrics`)).text();
    for (const { id } of library.systems) {
      const count = incidents.filter((one) => one.system === id && !one.private).length;
      expect(count).toBeLessThan(incidents.filter(({ system }) => system === id).length);
      expect(text).toContain(`airb_system_incidents_open{system="${id}"} ${count}\n`);
    }
  });

  it('leaves nothing open when airb ends', async () => {
    await alertmanager.program.end();
    await airb.close();
  });
});
