import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { airb as command } from '../cli/airb.ts';
import { type Bot, bot, type Shown } from '../support/bot.ts';
import { mayLog } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';
import { shown } from '../support/prometheus-doc.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { type Stack, startStack } from '../support/prometheus-stack.ts';
import { until } from '../support/until.ts';

const secret = 'a-shared-secret-for-tests';
const webhookFailures = 'alertmanager_notification_requests_failed_total{integration="webhook"}';
const repeated = 'airb_alerts_total{source="alertmanager",outcome="repeated"}';

/** What the guide's rules read of LiteLLM and of OpenTelemetry. */
const spend = 'litellm_spend_metric_total{team_alias="support-bot"}';
const written = 'gen_ai_client_token_usage_sum{job="support-bot",gen_ai_token_type="output"}';

const there = prometheusIsThere();
/** It runs several programs one after the other. */
const SLOW = 120_000;

/** The story goes on from one test to the next: three failures of one system, one after the other. */
describe.skipIf(!there)('airb behind a real Prometheus and Alertmanager', { timeout: SLOW }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'airb-e2e-'));
  let stack: Stack;
  let airb: Bot;

  beforeAll(async () => {
    const port = await freePort();
    stack = await startStack({ url: `http://127.0.0.1:${port}`, secret });
    airb = bot(port, {
      AIRB_DATA_DIR: dataDir,
      AIRB_ALERTMANAGER_SECRET: secret,
      AIRB_RUNBOOKS_DIR: apart(),
      PROMETHEUS_URL: stack.prometheusUrl,
    });
    await airb.start();
  });

  /** Each failure opens its own incident, although they come within minutes. */
  function apart(name = 'runbooks'): string {
    const folder = join(dataDir, name);
    cpSync('runbooks', folder, { recursive: true });
    const file = join(folder, 'organization.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('siblingWindow: 10m', 'siblingWindow: 0m'));
    return folder;
  }

  afterAll(async () => {
    await stack?.close();
    await airb?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const only = async (failure: string, when: (incident: Shown) => boolean = () => true) => {
    const found = (await airb.incidents()).filter((incident) => incident.failure === failure);
    expect(found.length).toBeLessThanOrEqual(1);
    return found.find(when);
  };
  const alertmanagerMetric = async (name: string) => {
    const text = await (await fetch(`${stack.alertmanagerUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1) ?? 0,
    );
  };

  it('opens the incident with the right runbook, severity and owner when refusals jump', async () => {
    stack.exporter.set('airb_ticket_deflection_ratio', 0.25);
    stack.exporter.set('airb_refusal_ratio', 0.19);
    const incident = await until('the incident', () => only('refusal-spike'));
    expect(incident).toMatchObject({
      title: 'Refusals 19% on support-bot',
      system: 'support-bot',
      severity: 'sev2',
      phase: 'triage',
      runbook: { id: 'refusal-spike' },
      owner: { name: 'Ana Lima' },
      alerts: [{ status: 'firing', value: 0.19, baseline: 0.04, signal: 'refusal_rate' }],
    });
  });

  it('reads the signals at opening from that Prometheus', async () => {
    const incident = await until('the opening readings', () =>
      only('refusal-spike', ({ readings }) => readings.length > 0),
    );
    const { purpose, values } = incident.readings[0] ?? { values: [] };
    expect(purpose).toEqual({ for: 'opening' });
    expect(values.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(Object.fromEntries(values.map(({ signal, value }) => [signal, value]))).toMatchObject({
      refusal_rate: 0.19,
      ticket_deflection: 0.25,
      latency_p95: expect.closeTo(1.8, 9),
    });
  });

  it('finds with airb doctor that each query of the system gives one number', async () => {
    const env = { AIRB_DATA_DIR: dataDir, PROMETHEUS_URL: stack.prometheusUrl };
    const { out } = await command(['doctor', '--within', '60'], env);
    expect(out).toMatch(new RegExp(`^  ok +${stack.exporter.series} queries answered$`, 'm'));
    expect(out).toMatch(/^ {2}ok +SQLite in \S+, \d+ entries, taking writes, the chain is intact$/m);
  });

  it('finds with airb runbooks lint --live which queries give nothing, and airb readiness counts them no more', async () => {
    const folder = apart('looked-at');
    /** Gives a signal another query; `every` signal when none is named. */
    const ask = (signal: string | undefined, to: (query: string) => string) => {
      const file = join(folder, 'systems/support-bot.yaml');
      const text = readFileSync(file, 'utf8');
      const of = new RegExp(
        `(^ {2}${signal ?? '\\w+'}:\\n(?: {4}.*\\n)*? {4}query: )(\\|-\\n(?: {6,}.*\\n)+|.*\\n)`,
        'gm',
      );
      const changed = text.replace(
        of,
        (_, before: string, query: string) => `${before}${to(query.trim())}\n`,
      );
      expect(changed).not.toBe(text);
      writeFileSync(file, changed);
    };
    const env = {
      AIRB_DATA_DIR: join(dataDir, 'looked-at-records'),
      AIRB_RUNBOOKS_DIR: folder,
      PROMETHEUS_URL: stack.prometheusUrl,
    };
    const lint = async () => {
      const { out, err, code } = await command(
        ['runbooks', 'lint', '--live', '--over', '10s', '--format', 'json'],
        env,
      );
      const { findings } = JSON.parse(out) as { findings: { rule: string; path: string; what: string }[] };
      const at = (rule: string) =>
        findings.flatMap((one) => (one.rule === rule && one.path.startsWith('signals') ? [one.path] : []));
      return { findings, at, err, code };
    };
    const readiness = async () =>
      Number(/^support-bot {2}(\d+) of/m.exec((await command(['readiness'], env)).out)?.[1]);

    const right = await lint();
    expect(right.at('live-empty')).toEqual([]);
    expect(right.at('live-flat')).toContain('signals.thumbs_down.query');
    expect(right.err).toMatch(/^Prometheus, .*: \d+ of \d+ queries answered and moved/);
    const before = await readiness();

    ask('schema_violations', (query) => `renamed_${query}`);
    ask('retrieval_hits', (query) => `sum(${query}`);
    ask('thumbs_down', () => `'{__name__=~"airb_.+",system="support-bot"}'`);
    const wrong = await lint();
    expect(wrong.at('live-empty')).toEqual(['signals.schema_violations.query']);
    expect(wrong.at('live-refused')).toEqual(['signals.retrieval_hits.query']);
    expect(wrong.at('live-several')).toEqual(['signals.thumbs_down.query']);
    expect(wrong.code).toBe(1);

    ask(undefined, () => 'renamed');
    expect(await readiness()).toBeLessThan(before - 10);
    const { out } = await command(['readiness'], env);
    expect(out).toContain('Signals: Prometheus was asked just now, for the last 7 days.');
  });

  it('takes what Alertmanager repeats for the same episode', async () => {
    await until('three repeats', async () => (await airb.metric(repeated)) >= 3);
    expect(await airb.incidents()).toHaveLength(1);
    const told = await airb.timeline(1);
    expect(told.filter((what) => /alert/i.test(what) && what.includes('Refusals'))).toHaveLength(1);
  });

  it('notes that the alert ended and that it came again, and keeps the incident open', async () => {
    stack.exporter.set('airb_refusal_ratio', 0.04);
    await until('the end on the timeline', async () =>
      (await airb.timeline(1)).some((what) => what.startsWith('Alert no longer fires')),
    );
    expect(await only('refusal-spike')).toMatchObject({ open: true, alerts: [{ status: 'resolved' }] });
    stack.exporter.set('airb_refusal_ratio', 0.2);
    await until('the second firing on the timeline', async () =>
      (await airb.timeline(1)).some((what) => what.startsWith('Alert fired again')),
    );
    expect(await airb.incidents()).toHaveLength(1);
    stack.exporter.set('airb_refusal_ratio', 0.04);
  });

  it('loses nothing when it is dead while an alert fires', async () => {
    // The strike may meet it while it sends.
    mayLog(/^warn found effects that were being sent when the process ended/);
    const before = await alertmanagerMetric(webhookFailures);
    await airb.kill();
    stack.exporter.bend(spend, 0.03);
    await until('Alertmanager to fail', async () => (await alertmanagerMetric(webhookFailures)) > before);
    await airb.start();
    const incident = await until('the incident', () => only('cost-spike'));
    expect(incident).toMatchObject({ severity: 'sev3', runbook: { id: 'cost-spike' } });
    expect(await only('refusal-spike')).toMatchObject({ number: 1, open: true });
    stack.exporter.bend(spend, 0.011);
    await until('its end', () => only('cost-spike', ({ alerts }) => alerts[0]?.status === 'resolved'));
  });

  it('answers 503 while it can not store, and gets the alert when it can again', async () => {
    // What airb wants to write of its own meanwhile is put off as well.
    mayLog(/BusyError/, /^warn a webhook was refused .*status: 503/);
    const blocker = new Database(join(dataDir, 'airb.db'));
    blocker.exec('BEGIN IMMEDIATE');
    stack.exporter.bend(written, 700);
    await until('Alertmanager to hear 503', () => stack.alertmanager.said().includes('status code 503'));
    const answer = await fetch(`${airb.url}/alerts/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        alerts: [{ status: 'firing', labels: { a: 'b' }, startsAt: new Date().toISOString() }],
      }),
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    blocker.exec('ROLLBACK');
    blocker.close();
    const incident = await until('the incident', () => only('prompt-regression'));
    expect(incident).toMatchObject({ runbook: { id: 'prompt-regression' }, severity: 'sev3' });
    expect(await airb.incidents()).toHaveLength(3);
  }, 60_000);

  it('has an unbroken log at the end', async () => {
    const { out, code } = await command(['audit', 'verify'], { AIRB_DATA_DIR: dataDir });
    expect(out).toContain('the chain is intact');
    expect(code).toBe(0);
  });
});

/** What the Prometheus rules of the guide say when refusals jump after a quiet week; `promtool` is its own rule engine. */
const quietWeek = {
  rule_files: ['moving-baseline.yml'],
  evaluation_interval: '5m',
  tests: [
    {
      interval: '5m',
      // Eight days at 4 %, then 19 %.
      input_series: [{ series: 'airb_refusal_ratio{system="support-bot"}', values: '0.04x2304 0.19x12' }],
      alert_rule_test: [
        { eval_time: '11530m', alertname: 'SupportBotRefusals', exp_alerts: [] },
        {
          eval_time: '11540m',
          alertname: 'SupportBotRefusals',
          exp_alerts: [
            {
              exp_labels: {
                system: 'support-bot',
                failure: 'refusal-spike',
                signal: 'refusal_rate',
                severity: 'critical',
              },
              exp_annotations: {
                summary: 'Refusals 19% on support-bot',
                value: '0.19',
                baseline: '0.04',
                unit: 'ratio',
              },
            },
          ],
        },
      ],
    },
  ],
};

describe.skipIf(!there)('the guide’s rule with a moving baseline', () => {
  it('fires after ten minutes with the number and its normal, by promtool', () => {
    const folder = mkdtempSync(join(tmpdir(), 'airb-promtool-'));
    writeFileSync(join(folder, 'moving-baseline.yml'), shown('moving-baseline.yml'));
    writeFileSync(join(folder, 'test.yml'), stringify(quietWeek));
    const { stdout, stderr, status } = spawnSync('promtool', ['test', 'rules', join(folder, 'test.yml')], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
