import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { runApp, sourceSecret } from '../support/app.ts';
import { freePort } from '../support/loopback.ts';
import { prometheusIsThere, start } from '../support/prometheus-programs.ts';
import { checkMetrics, checkRules, type Play, playRules } from '../support/promtool.ts';

const there = prometheusIsThere(['prometheus', 'promtool']);
const rules = readFileSync('deploy/observability/airb-rules.yml', 'utf8');

/** As Grafana documents it: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
const datasource = z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const panel = z.object({
  id: z.int().positive(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().max(24), h: z.int().positive() }),
  datasource: datasource.optional(),
  targets: z
    .array(z.object({ refId: z.string(), datasource, expr: z.string().min(1), legendFormat: z.string() }))
    .optional(),
  fieldConfig: z
    .object({ defaults: z.looseObject({ unit: z.string() }), overrides: z.array(z.unknown()) })
    .optional(),
});
const dashboard = z
  .object({
    ...{
      id: z.null(),
      uid: z.string().max(40),
      title: z.string(),
      schemaVersion: z.int().min(36),
      version: z.int(),
    },
    time: z.object({ from: z.string(), to: z.string() }),
    templating: z.object({
      list: z.array(
        z.looseObject({
          name: z.literal('datasource'),
          type: z.literal('datasource'),
          query: z.literal('prometheus'),
        }),
      ),
    }),
    annotations: z.object({ list: z.array(z.unknown()) }),
    panels: z.array(panel),
  })
  .loose()
  .parse(JSON.parse(readFileSync('deploy/observability/airb-dashboard.json', 'utf8')));

const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr: expr.replaceAll('$__rate_interval', '1m') })),
);

describe('the dashboard', () => {
  it('has the shape that Grafana imports: panels beside each other, each with an id and a query', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, gridPos, targets = [], datasource: from } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      if (type !== 'row') expect([from !== undefined, targets.length > 0], title).toEqual([true, true]);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size, 'two panels lie on each other').toBe(cells.length);
  });
});

describe.skipIf(!there)('the rules', () => {
  const step = '1m';
  const alive: Play['series'] = [
    ['airb_cadence_audit_age_seconds', '20x130'],
    ['airb_promises_unkept', '0x130'],
    ['airb_effects_oldest_due_seconds', '0x130'],
  ];
  it('are rules, and every metric in them is one of airb', () => {
    expect(checkRules(rules)).toMatchObject({ ok: true });
    const { groups } = parse(rules) as { groups: { rules: { record?: string; expr: string }[] }[] };
    const all = groups.flatMap((group) => group.rules);
    const known = new Set([
      ...all.flatMap(({ record }) => record ?? []),
      ...[...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(airb_\w+)` \|/gm)].map(
        ([, name = '']) => name,
      ),
    ]);
    const named = [...all, ...queries].flatMap(({ expr }) => expr.match(/airb[_:][\w:]+/g) ?? []);
    const unknown = named.filter(
      (name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')),
    );
    expect(unknown).toEqual([]);
  });

  it('stay silent while promises are kept, and say within minutes when alerts are turned away', () => {
    const taken = 'airb_alerts_total{source="generic",outcome="opened"}';
    const busy = 'airb_webhooks_refused_total{feed="alerts",source="generic",reason="busy"}';
    const passed = 'airb_webhooks_passed_total{feed="alerts",source="generic"}';
    const play = (refused: string, firing: number) =>
      playRules(rules, {
        step,
        series: [...alive, [taken, '0+60x130'], [passed, '0x130'], [busy, refused]],
        expect: ['AirbIntakeFails', 'AirbDown', 'AirbDoesNotLook', 'AirbStuck'].map((name) => ({
          eval_time: '2h',
          expr: `count(ALERTS{alertname="${name}",alertstate="firing",severity="page"}) or vector(0)`,
          exp_samples: [{ labels: '{}', value: name === 'AirbIntakeFails' ? firing : 0 }],
        })),
      });
    expect(play('0x130', 0)).toMatchObject({ ok: true });
    // One of twenty: fifty times what may be.
    expect(play('0+3x130', 2)).toMatchObject({ ok: true });
  });

  it('say when pages leave late or reach nobody, when airb hangs, and when it is gone', () => {
    const slow: Play['series'] = [
      ['airb_page_seconds_count', '0+1x160'],
      ['airb_page_seconds_bucket{le="60"}', '0x160'],
      ['airb_pages_failed_total', '0x160'],
    ];
    const firingAt = (eval_time: string, name: string, value: number): Play['expect'][number] => ({
      ...{ eval_time, expr: `count(ALERTS{alertname="${name}",alertstate="firing"}) or vector(0)` },
      exp_samples: [{ labels: '{}', value }],
    });
    const verdict = playRules(rules, {
      step,
      series: [
        ...slow,
        // It hangs after an hour, and is gone after two.
        ['airb_cadence_audit_age_seconds', '20x60 80+60x60 _x60'],
      ],
      expect: [
        firingAt('40m', 'AirbDoesNotLook', 0),
        firingAt('1h15m', 'AirbDoesNotLook', 1),
        firingAt('1h15m', 'AirbDown', 0),
        firingAt('2h30m', 'AirbDown', 1),
        firingAt('1h15m', 'AirbPagesLate', 3),
      ],
    });
    expect(verdict).toMatchObject({ ok: true });
  });
});

/** What has no value in a young airb that does well; the question itself must be one that Prometheus takes. */
const mayBeEmpty = [/airb_heartbeat_age_seconds/, /> 0$/, /airb_report_seconds/];

describe.skipIf(!there)('a Prometheus with the rules, scraping a running airb', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  it('answers every query of the dashboard, and finds nothing against the metrics', async () => {
    const running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
    closing.push(() => running.close());
    const airb = new URL(running.app.url);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}` };
    const body = JSON.stringify([
      { system: 'support-bot', title: 'Refusals doubled', failure: 'refusal-spike', fingerprint: 'a' },
    ]);
    expect((await fetch(`${airb.origin}/alerts/generic`, { method: 'POST', headers, body })).status).toBe(
      202,
    );
    expect(checkMetrics(await (await fetch(`${airb.origin}/metrics`)).text())).toEqual({
      ok: true,
      said: '',
    });

    const folder = mkdtempSync(join(tmpdir(), 'airb-observed-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const port = await freePort();
    writeFileSync(join(folder, 'airb-rules.yml'), rules);
    writeFileSync(
      join(folder, 'prometheus.yml'),
      stringify({
        global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
        rule_files: ['airb-rules.yml'],
        scrape_configs: [{ job_name: 'airb', static_configs: [{ targets: [airb.host] }] }],
      }),
    );
    const address = `http://127.0.0.1:${port}`;
    const prometheus = await start(
      [
        ...['prometheus', `--config.file=${join(folder, 'prometheus.yml')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, `--storage.tsdb.path=${join(folder, 'tsdb')}`],
      ],
      { ready: `${address}/-/ready` },
    );
    closing.push(() => prometheus.end());
    const ask = async (query: string) => {
      const answer = await fetch(`${address}/api/v1/query?${new URLSearchParams({ query })}`);
      return (await answer.json()) as { status: string; error?: string; data?: { result: unknown[] } };
    };
    const unanswered = async () => {
      const answers = await Promise.all(
        queries.map(async ({ title, expr }) => ({ title, expr, ...(await ask(expr)) })),
      );
      const isEmpty = ({ expr, data }: (typeof answers)[number]) =>
        (data?.result.length ?? 0) === 0 && !mayBeEmpty.some((may) => may.test(expr));
      return answers
        .filter((one) => one.status !== 'success' || isEmpty(one))
        .map(({ title, expr, error }) => `${title}: ${expr}: ${error ?? 'no series'}`);
    };
    // Two scrapes and an evaluation of each rule come first; which group is first is up to Prometheus.
    await expect.poll(unanswered, { timeout: 30_000, interval: 250 }).toEqual([]);
    expect((await ask('airb_channel_seconds_count')).data?.result).toMatchObject([
      { value: [expect.anything(), '1'] },
    ]);
  });
});
