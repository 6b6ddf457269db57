import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sandboxSchemas, scenarioFindings } from '../../src/app/scenario-files.ts';
import { registerRunbooks } from '../../src/cli/runbooks/runbooks.ts';
import type { Io } from '../../src/cli/terminal/io.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';

function run(folder: RunbookFolder, args: string[], env: Record<string, string> = {}) {
  const printed = { out: '', err: '', code: -1 };
  const program = new Command().exitOverride();
  const io: Io = {
    out(text) {
      printed.out += `${text}\n`;
    },
    err(text) {
      printed.err += `${text}\n`;
    },
    exit(code) {
      printed.code = code;
    },
  };
  const clock = { now: () => Date.parse('2026-12-01T00:00:00Z') };
  const openStore = () => Promise.reject(new Error('no records here'));
  const live = () => ({ look: undefined, remember: async () => 'no records' as const });
  const played = { schemas: sandboxSchemas, findings: scenarioFindings };
  registerRunbooks(
    program,
    {
      dir: folder.dir,
      env,
      clock,
      publicUrl: 'https://airb.example.com',
      played,
      ways: () => [],
      live,
      openStore,
    },
    io,
  );
  program.parse(['runbooks', 'rules', ...args], { from: 'user' });
  return printed;
}

const groupNames = ['airb.support-bot.signals', 'airb.support-bot.baselines', 'airb.support-bot.alerts'];
const namesOf = (document: { groups: { name: string }[] }) => document.groups.map(({ name }) => name);

describe('airb runbooks rules', () => {
  it('prints a rule file, and says on the error stream what is missing', () => {
    const { out, err, code } = run(runbookFolder(), []);
    expect(out).toMatch(/^# Made by `airb runbooks rules`/);
    expect(namesOf(parse(out))).toEqual(groupNames);
    expect(err).toMatch(
      /^gap {5}support-bot, ai-triage: task_success, summaries_accepted are not measured, so /m,
    );
    expect(code).toBe(0);
  });

  it('prints the same text for the same files', () => {
    expect(run(runbookFolder(), []).out).toBe(run(runbookFolder(), []).out);
  });

  it('writes a file where it is told to, and counts what is in it', () => {
    const folder = runbookFolder();
    const { out, code } = run(folder, ['--out', join(folder.dir, 'rules.yml')]);
    expect(out).toMatch(/rules\.yml: \d+ alerts, \d+ recordings, in 3 groups\n$/);
    expect(namesOf(parse(readFileSync(join(folder.dir, 'rules.yml'), 'utf8')))).toEqual(groupNames);
    expect(code).toBe(0);
  });

  it('says why a file can not be written', () => {
    const folder = runbookFolder();
    const elsewhere = () => run(folder, ['--out', join(folder.dir, 'no', 'rules.yml')]);
    expect(elsewhere).toThrow(/rules\.yml can't be written: ENOENT/);
  });

  it('makes a manifest of the Prometheus Operator', () => {
    expect(parse(run(runbookFolder(), ['--format', 'operator']).out)).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'airb-runbooks' },
      spec: { groups: groupNames.map((name) => ({ name })) },
    });
  });

  it('gives rules and what is missing as data', () => {
    const { rules, notes } = JSON.parse(run(runbookFolder(), ['--json']).out);
    expect(namesOf(rules)).toEqual(groupNames);
    expect(notes).toContainEqual(expect.objectContaining({ level: 'gap', runbook: 'ai-triage' }));
  });

  it('knows the systems there are', () => {
    expect(run(runbookFolder(), ['--system', 'support-bot']).code).toBe(0);
    expect(run(runbookFolder(), ['--system', 'suport-bot'])).toEqual({
      out: '',
      err: 'There is no system called `suport-bot`. Did you mean `support-bot`?\n',
      code: 2,
    });
  });

  it('makes the other rules when a query is broken, and ends with 1', () => {
    const folder = runbookFolder();
    folder.edit('systems/support-bot.yaml', 'query: airb_refusal_ratio{', 'query: sum(airb_refusal_ratio{');
    const { out, err, code } = run(folder, []);
    expect(err).toMatch(
      /^fault {3}support-bot, refusal_rate: the query lacks a \), so there are no rules for it; /m,
    );
    expect(out).toContain('airb:signal:cost_per_request');
    expect(out).not.toContain('airb:signal:refusal_rate');
    expect(code).toBe(1);
  });

  it('shows the findings where the files can not be used', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    const { out, err, code } = run(folder, []);
    expect([out, code]).toEqual(['', 1]);
    expect(err).toContain('no person called `bem`');
  });

  it('links to the dashboard, and says when it can not', () => {
    const folder = runbookFolder();
    folder.edit('systems/support-bot.yaml', /^kind: rag$/m, `kind: rag\ndashboard: \${GRAFANA}/d/bot`);
    expect(run(folder, [], { GRAFANA: 'https://grafana.example.com' }).out).toContain(
      'dashboard: https://grafana.example.com/d/bot',
    );
    const { out, err, code } = run(folder, []);
    expect(out).not.toContain('dashboard:');
    expect(err).toMatch(
      /^remark {2}support-bot: alerts carry no link to its dashboard: .*GRAFANA is not set$/m,
    );
    expect(code).toBe(0);
  });
});
