import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseAlertmanager } from '../../src/alerts/alertmanager.ts';
import { matchAlert } from '../../src/domain/runbooks/match.ts';
import { loadLibrary } from '../../src/library/load.ts';

const shipped = loadLibrary('runbooks', { now: Date.parse('2026-12-01T00:00:00Z') });
const runbooks = shipped.library?.runbooks ?? [];

interface Scenario {
  parts: Record<string, { live: string; previous: string }>;
  signals: Record<string, { metric: string; normal: number }>;
  steady?: Record<string, number>;
  alert: unknown;
  system: string;
  guide: { id: string; done: Done | Done[] }[];
}

interface Done {
  said?: string;
}

const scenario = (name: string) => parse(readFileSync(`runbooks/scenarios/${name}.yaml`, 'utf8')) as Scenario;

describe('the shipped library', () => {
  it('has nothing a lint would say, not even a warning', () => {
    expect(shipped.findings).toEqual([]);
  });

  it.each([
    ['reliability', ['ai-triage', 'latency-degradation', 'provider-outage', 'workflow-interruption']],
    [
      'quality',
      [
        ...['input-drift', 'model-regression', 'prompt-regression', 'quality-drift', 'retrieval-decline'],
        ...['schema-breakage', 'unsupported-claims', 'user-feedback-spike'],
      ],
    ],
    ['cost', ['caching-failure', 'cost-spike', 'model-overuse', 'runaway-retries']],
    ['governance', ['data-exposure', 'guardrail-bypass', 'policy-violation', 'refusal-spike']],
    ['agentic', ['prompt-injection', 'tool-failure', 'unsafe-tool-use', 'workflow-drift']],
  ])('has a runbook for each way of %s to fail', (group, ids) => {
    expect(
      runbooks
        .filter((runbook) => runbook.group === group)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids);
  });

  it('has between 11 and 14 steps in each runbook, four to six of them for triage, none said twice', () => {
    const said: string[] = [];
    for (const { id, triage, rollback, communication, recovery, postmortem } of runbooks) {
      const steps = [triage, rollback, communication, recovery, postmortem].flatMap(
        (section) => section.steps,
      );
      expect(steps.length, id).toBeGreaterThanOrEqual(11);
      expect(steps.length, id).toBeLessThanOrEqual(14);
      expect(triage.steps.length, id).toBeGreaterThanOrEqual(4);
      expect(triage.steps.length, id).toBeLessThanOrEqual(6);
      said.push(...steps.flatMap(({ look, means }) => [look, means]));
    }
    expect(new Set(said).size).toBe(said.length);
  });

  it('walks the generic triage through the four categories in their order', () => {
    const generic = runbooks.find(({ id }) => id === shipped.library?.generic);
    const ids = generic?.triage.steps.map(({ id }) => id);
    expect(ids).toEqual([
      'triage.ten-traces',
      'triage.infrastructure',
      'triage.model',
      'triage.prompt',
      'triage.data',
    ]);
  });

  it('lists every kind of evidence airb collects by itself', () => {
    for (const { id, evidence } of runbooks) {
      const automatic = evidence.filter(({ source }) => source === 'automatic').map((item) => item.id);
      expect(automatic, id).toEqual(['alert', 'versions', 'readings', 'changes']);
    }
  });
});

describe.each([
  ['support-bot', 'rag'],
  ['refund-agent', 'agent'],
  ['contract-summariser', 'batch'],
])('the sample system %s and the world the sandbox plays', (name, kind) => {
  const system = shipped.library?.systems.find(({ id }) => id === name);
  const world = scenario(name);

  it('is a sample of its kind, and says so', () => {
    expect(system).toMatchObject({ kind, sample: true });
    expect(readFileSync(`runbooks/systems/${name}.yaml`, 'utf8')).toMatch(/^# .*\n# A sample: /);
  });

  it('name the same live and last known good versions', () => {
    const versions = system?.parts.map(({ id, live, lastKnownGood }) => [id, live, lastKnownGood]).sort();
    expect(versions).toEqual(
      Object.entries(world.parts)
        .map(([id, { live, previous }]) => [id, live, previous])
        .sort(),
    );
  });

  it('agree on what is normal for each metric', () => {
    const played = new Map([
      ...Object.values(world.signals).map(({ metric, normal }) => [metric, normal] as const),
      ...Object.entries(world.steady ?? {}),
    ]);
    for (const { query, baseline } of system?.signals ?? []) {
      expect(query).toContain(`="${name}"`);
      // As the sandbox reads it: the first two metrics in it as one share, else the first that it plays.
      const found = [...query.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, metric]) => metric ?? '');
      const metrics = [...new Set(found)];
      const metric = [metrics.slice(0, 2).join(' / '), ...metrics].find((one) => played.has(one));
      expect([query, baseline]).toEqual([query, played.get(metric ?? '')]);
    }
    expect(system?.signals.length).toBeGreaterThan(6);
  });
});

describe('the alerts of the sandbox', () => {
  it.each([
    ['support-bot', 'refusal-spike', { system: 'support-bot', severity: 'sev2', owner: 'ana' }],
    ['cost-spike', 'cost-spike', { system: 'support-bot', severity: 'sev3', owner: 'ana' }],
    ['refund-agent', 'unsafe-tool-use', { system: 'refund-agent', severity: 'sev1', owner: 'dev' }],
    [
      'contract-summariser',
      'schema-breakage',
      { system: 'contract-summariser', severity: 'sev3', owner: 'ana' },
    ],
  ])('of %s lands on %s', (name, runbook, { system, severity, owner }) => {
    const [alert] = parseAlertmanager(scenarioBody(name), 0).items;
    if (alert === undefined || shipped.library === undefined) throw new Error('no alert to match');
    const match = matchAlert(alert, shipped.library);
    expect(match).toMatchObject({
      severity,
      unmapped: false,
      owner: { id: owner },
      system: { id: system },
    });
    expect(match.runbook.id).toBe(runbook);
  });
});

/**
 * The card and the diagnosis show the words of the runbook and of the system before anybody does anything; a step that waits
 * for such a word would be ticked by the alert, and the guide would go on to a button that isn't there.
 */
describe('the guide of each scenario', () => {
  const names = readdirSync('runbooks/scenarios')
    .map((file) => file.replace(/\.yaml$/, ''))
    .filter((name) => name !== 'workspace');

  it.each(names)('%s waits for nothing that the files say already', (name) => {
    const { guide, system } = scenario(name);
    const [alert] = parseAlertmanager(scenarioBody(name), 0).items;
    if (alert === undefined || shipped.library === undefined) throw new Error('no alert to match');
    const { runbook } = matchAlert(alert, shipped.library);
    const shown = [
      readFileSync(`runbooks/systems/${system}.yaml`, 'utf8'),
      readFileSync(`runbooks/library/${runbook.group}/${runbook.id}.yaml`, 'utf8'),
    ].join('\n');
    const early = guide
      .filter(({ done }) => [done].flat().some(({ said }) => said && new RegExp(said, 'i').test(shown)))
      .map(({ id }) => id);
    expect(early).toEqual([]);
  });
});

/** The body as it is sent: times filled in. */
function scenarioBody(name: string): unknown {
  return JSON.parse(JSON.stringify(scenario(name).alert).replaceAll('{{now}}', '2025-02-17T14:10:00Z'));
}
