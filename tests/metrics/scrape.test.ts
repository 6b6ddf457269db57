import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertSources } from '../../src/alerts/sources.ts';
import { changeSources } from '../../src/changes/sources.ts';
import { severities } from '../../src/domain/people.ts';
import { toolNames } from '../../src/mcp/names.ts';
import { failures, refusalReasons } from '../../src/ports/metrics.ts';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { checkMetrics } from '../support/promtool.ts';

const there = prometheusIsThere(['promtool']);

let running: RunningApp;
let text: string;

const alert = (facts: object) => ({ system: 'support-bot', title: 'Refusals doubled', ...facts });

/** One incident is public and one is private; then somebody scrapes. */
beforeAll(async () => {
  running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
  const { url } = running.app;
  const answer = await fetch(`${url}/alerts/generic`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sourceSecret}` },
    body: JSON.stringify([
      alert({ failure: 'refusal-spike', fingerprint: 'a' }),
      alert({ failure: 'refusal-spike', fingerprint: 'a' }),
      alert({ failure: 'prompt-injection', fingerprint: 'b' }),
    ]),
  });
  expect(answer.status).toBe(202);
  await fetch(`${url}/metrics`);
  text = await (await fetch(`${url}/metrics`)).text();
});

afterAll(() => running.close());

/** `airb_alerts_total` → `counter`, without what prom-client measures of Node and the process. */
function ours(): Map<string, string> {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Map(
    types.flatMap(([, name = '', type = '']) =>
      /^airb_(?:process|nodejs)_/.test(name) ? [] : [[name, type] as const],
    ),
  );
}

describe('a scrape of a running airb', () => {
  it('says what happened', () => {
    expect(text).toContain('airb_alerts_total{source="generic",outcome="opened"} 2');
    expect(text).toContain('airb_alerts_total{source="generic",outcome="repeated"} 1');
    expect(text).toMatch(/^airb_effect_lateness_seconds_count [1-9]/m);
  });

  it('tells its series apart by known words only', () => {
    const labels = new Map<string, Set<string>>();
    const samples = text
      .split('\n')
      .filter((line) => [...ours().keys()].some((name) => line.startsWith(name)));
    for (const [, name = '', value = ''] of samples.join('\n').matchAll(/([a-z]+)="([^"]*)"/g))
      labels.set(name, (labels.get(name) ?? new Set()).add(value));
    const systems = running.app.library().systems.map(({ id }) => id);
    const words = (name: string) => [...(labels.get(name) ?? [])].toSorted();
    expect([...labels.keys()].toSorted()).toEqual(
      [
        'door',
        'feed',
        'kind',
        'le',
        'outcome',
        'reason',
        'severity',
        'source',
        'state',
        'step',
        'system',
        'tool',
      ].toSorted(),
    );
    expect(words('severity')).toEqual([...severities]);
    expect(words('system')).toEqual(systems.toSorted());
    expect(words('source')).toEqual(
      [...new Set([...alertSources, ...changeSources].map(({ name }) => name))].toSorted(),
    );
    expect(words('tool')).toEqual(toolNames.toSorted());
    expect(words('state')).toEqual(['failed', 'open', 'overdue', 'pending', 'sending', 'uncertain']);
    expect(words('kind')).toHaveLength(26);
    expect(words('feed')).toEqual(['alerts', 'changes']);
    expect(words('reason')).toEqual([...failures, ...refusalReasons].toSorted());
  });

  it('does not tell of a private incident which system it is about', async () => {
    const heads = await running.app.store.heads({ open: true });
    expect(heads.map((head) => head.private).toSorted()).toEqual([false, true]);
    expect(text).toContain('airb_system_incidents_open{system="support-bot"} 1\n');
  });

  it('has the names and types docs/metrics.md lists', () => {
    const rows = [
      ...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(airb_\w+)` \| (\w+) \| ([^|]*)\|/gm),
    ];
    const listed = new Map(rows.map(([, name = '', type = '']) => [name, type]));
    // Shown only where a Redis is set up, and where a heartbeat address answered.
    expect(listed).toEqual(
      new Map([...ours(), ['airb_redis_up', 'gauge'], ['airb_heartbeat_age_seconds', 'gauge']]),
    );
    for (const [, name = '', , labels = ''] of rows) {
      // Nothing has taken any time yet.
      if (name === 'airb_report_seconds') continue;
      const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`));
      const shown = [...(samples[0] ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label);
      expect(labels.replaceAll('`', '').trim(), name).toBe(shown.join(', '));
    }
  });
});

describe.skipIf(!there)('promtool check metrics', () => {
  it('has nothing against a scrape of a running airb, help and names included', () => {
    expect(checkMetrics(text)).toEqual({ ok: true, said: '' });
  });

  it('would say so of a gauge named like a counter, and of a metric without help', () => {
    const odd = '# HELP a_total Odd.\n# TYPE a_total gauge\na_total 1\n# TYPE b gauge\nb 1\n';
    const { ok, said } = checkMetrics(odd);
    expect(ok).toBe(false);
    expect(said).toContain('a_total non-counter metrics should not have "_total" suffix');
    expect(said).toContain('b no help text');
  });
});
