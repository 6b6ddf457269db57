import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** What promtool said, and whether it was content. */
export interface Verdict {
  ok: boolean;
  said: string;
}

/** One series: its metric with labels, and its values as promtool writes them, one a step: `0.04x9 0.19x5`. */
export type Series = [metric: string, values: string];

/** What must be true at a time after the start. */
export type Expected =
  | { eval_time: string; alertname: string; exp_alerts: object[] }
  | { eval_time: string; expr: string; exp_samples: { labels: string; value: number }[] };

/** `promtool check rules` on a file with this text. */
export function checkRules(text: string): Verdict {
  return promtool({ 'rules.yml': text }, ['check', 'rules', 'rules.yml']);
}

/** `promtool check metrics` on what a program answered a scrape: its format, names and help. */
export function checkMetrics(text: string): Verdict {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  return { ok: status === 0, said: stdout + stderr };
}

export interface Play {
  /** Time between two samples, and between two evaluations: `5m`. */
  step: string;
  series: Series[];
  expect: Expected[];
}

/** `promtool test rules`: plays the series through Prometheus' own rule engine, the groups in the order of the file. */
export function playRules(text: string, { step, series, expect }: Play): Verdict {
  const { groups } = parse(text) as { groups: { name: string }[] };
  const test = {
    interval: step,
    input_series: series.map(([metric, values]) => ({ series: metric, values })),
    alert_rule_test: expect.filter((one) => 'alertname' in one),
    promql_expr_test: expect.filter((one) => 'expr' in one),
  };
  const file = {
    rule_files: ['rules.yml'],
    evaluation_interval: step,
    group_eval_order: groups.map(({ name }) => name),
    tests: [test],
  };
  return promtool({ 'rules.yml': text, 'test.yml': stringify(file) }, ['test', 'rules', 'test.yml']);
}

function promtool(files: Record<string, string>, args: string[]): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'airb-promtool-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { ok: status === 0, said: stdout + stderr };
}
