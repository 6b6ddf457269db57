import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playScenario } from '../../src/cli/demo/play.ts';
import { type RunningApp, runApp } from '../support/app.ts';

let running: RunningApp;
let out: string;
beforeEach(async () => {
  running = await runApp();
  out = mkdtempSync(join(tmpdir(), 'airb-played-'));
});
afterEach(async () => {
  await running.close();
  rmSync(out, { recursive: true, force: true });
});

/** Lets the scripted responders play, and returns what they told, line by line. */
async function play(scenario: string): Promise<string[]> {
  const lines: string[] = [];
  const io = {
    out: (text: string) => lines.push(...text.split('\n')),
    err: () => undefined,
    exit: () => undefined,
  };
  await playScenario(running.app, { scenario, out, io });
  return lines;
}

/** The first line with these words, without its time. */
const told = (lines: string[], words: RegExp) => lines.find((line) => words.test(line))?.slice(7) ?? '';

describe('an agent pays without asking, after its tools were released', { timeout: 120_000 }, () => {
  it('is diagnosed, two people approve the old tools, and an hour is watched before it is over', async () => {
    const lines = await play('refund-agent');
    expect(told(lines, /Incident opened/)).toContain(
      'SEV1: Refund agent pays without asking. Unsafe-tool-use',
    );
    expect(told(lines, /paged by chat/)).toContain('Dev Patel');
    expect(told(lines, /Unapproved actions 6 /)).toMatch(/; 24 other signals as usual; 1 better than usual$/);
    expect(told(lines, /Diagnosis points at/)).toContain('“The tool is listed as needing no approval”');
    expect(lines.filter((line) => /approved by/.test(line))).toHaveLength(2);
    expect(told(lines, /contained\./)).toContain('refund-tools-v9 → refund-tools-v8): contained.');
    expect(told(lines, /Recovery held/)).toContain('for 1 h');
    expect(lines.filter((line) => /holding statement|undefined|NaN/.test(line))).toEqual([]);
    const postmortem = readFileSync(join(out, 'inc-1-postmortem.md'), 'utf8');
    expect(postmortem).toContain('refund-tools-v9');
  });
});

describe('summaries of a batch job no longer parse', { timeout: 120_000 }, () => {
  it('is put right by one person, as nobody has to approve at low risk', async () => {
    const lines = await play('contract-summariser');
    expect(told(lines, /Incident opened/)).toContain(
      'SEV3: Contract summaries no longer parse. Schema-breakage',
    );
    expect(told(lines, /Root-cause category/)).toContain('prompt');
    expect(told(lines, /Rollback asked for/)).toContain('Needs no approval');
    expect(told(lines, /contained\./)).toContain('Summaries that do not parse 14 % → 0.5 %, normal 0.4 %');
    expect(told(lines, /Resolved by/)).not.toBe('');
  });
});

describe('another model answers under the same name, and nobody announced it', { timeout: 120_000 }, () => {
  it('is seen in the traffic, told as a suspect and no proof, and put right by the model before', async () => {
    const lines = await play('silent-model');
    expect(told(lines, /Incident opened/)).toContain('Model-regression');
    expect(told(lines, /Seen in the traffic/)).toContain(
      'Seen in the traffic: model weights support-3.2 62 %, support-3.2-turbo 38 %',
    );
    expect(told(lines, /Diagnosis points at/)).toContain('“The provider moved the alias to a new model”');
    expect(told(lines, /Rollback asked for/)).toContain('support-3.2 → support-3.1');
    expect(told(lines, /contained\./)).toContain('Likeness to known good answers 74 % → 91 %');
    expect(told(lines, /Resolved by/)).not.toBe('');
    const postmortem = readFileSync(join(out, 'inc-1-postmortem.md'), 'utf8');
    expect(postmortem).toContain('model support-3.2-turbo has 38 % of the traffic, announced by nobody');
  });
});
