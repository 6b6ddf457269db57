import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseAlertmanager } from '../../src/alerts/alertmanager.ts';
import { matchAlert } from '../../src/domain/signals/match.ts';
import { loadLibrary } from '../../src/runbooks/load.ts';

const shipped = loadLibrary('runbooks', { now: Date.parse('2026-12-01T00:00:00Z') });
const runbooks = shipped.library?.runbooks ?? [];

interface Scenario {
  parts: Record<string, { live: string; previous: string }>;
  signals: Record<string, { metric: string; normal: number }>;
  alert: unknown;
}

const scenario = (name: string) => parse(readFileSync(`runbooks/scenarios/${name}.yaml`, 'utf8')) as Scenario;

describe('the shipped library', () => {
  it('has nothing a lint would say, not even a warning', () => {
    expect(shipped.findings).toEqual([]);
    expect(runbooks.map(({ id, group }) => `${group}/${id}`).sort()).toEqual([
      'cost/cost-spike',
      'governance/refusal-spike',
      'quality/prompt-regression',
      'reliability/ai-triage',
    ]);
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

describe('the sample system and the world the sandbox plays', () => {
  const system = shipped.library?.systems.find(({ id }) => id === 'support-bot');
  const world = scenario('support-bot');

  it('name the same live and last known good versions', () => {
    const versions = system?.parts.map(({ id, live, lastKnownGood }) => [id, live, lastKnownGood]).sort();
    expect(versions).toEqual(
      Object.entries(world.parts)
        .map(([id, { live, previous }]) => [id, live, previous])
        .sort(),
    );
  });

  it('agree on what is normal for each metric', () => {
    const normals = system?.signals.map(({ query, baseline }) => [query, baseline]).sort();
    const played = Object.values(world.signals).map(({ metric, normal }) => [
      `${metric}{system="support-bot"}`,
      normal,
    ]);
    expect(normals).toEqual(played.sort());
  });

  it.each([
    ['support-bot', 'refusal-spike', 'sev2'],
    ['cost-spike', 'cost-spike', 'sev3'],
  ])('the alert of %s lands on %s as %s', (name, runbook, severity) => {
    const [alert] = parseAlertmanager(scenarioBody(name), 0).items;
    if (alert === undefined || shipped.library === undefined) throw new Error('no alert to match');
    const match = matchAlert(alert, shipped.library);
    expect(match).toMatchObject({
      severity,
      unmapped: false,
      owner: { id: 'ana' },
      system: { id: 'support-bot' },
    });
    expect(match.runbook.id).toBe(runbook);
  });
});

/** The body as it is sent: times filled in. */
function scenarioBody(name: string): unknown {
  return JSON.parse(JSON.stringify(scenario(name).alert).replaceAll('{{now}}', '2025-02-17T14:10:00Z'));
}
