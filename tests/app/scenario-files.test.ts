import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scenarioFindings } from '../../src/app/scenario-files.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { runApp } from '../support/app.ts';
import { expectLog } from '../support/log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airb-scenarios-'));
  cpSync('runbooks', dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Changes a shipped file in one place, and returns what is then found: place, what stands there, what was expected. */
function spoilt(file: string, from: string | RegExp, to: string): string[] {
  const path = join(dir, 'scenarios', file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after, `the edit of ${file} changed nothing`).not.toBe(before);
  writeFileSync(path, after);
  return scenarioFindings(dir, loadLibrary(dir).files).map(
    ({ file: where, line, what, expected, excerpt }) =>
      `${where}:${line} ${what}; expected ${expected}${excerpt?.trim() ? '' : ' (no line shown)'}`,
  );
}

describe('the files of the sandbox, as the linter reads them', () => {
  it('has nothing to say about those that are shipped', () => {
    expect(scenarioFindings(dir, loadLibrary(dir).files)).toEqual([]);
  });

  it.each([
    ['a key that is none', 'onset: -20m', 'onest: -20m', /:7 `onest` is not a field here/],
    [
      'a version no reading knows',
      'when: { router: large-first }',
      'when: { router: large-frist }',
      /:5\d .*"large-frist"; expected a version that router has: large-first/,
    ],
    [
      'readings for nothing that is live',
      'when: { router: large-first }',
      'when: { router: large-first, prompt: prompt-v5 }',
      /a row for the versions that are live/,
    ],
    [
      'a live version the system lacks',
      'prompt: { live: prompt-v6',
      'prompt: { live: prompt-v9',
      /"prompt-v9"; expected a version support-bot has \(prompt-v7, prompt-v6\)/,
    ],
    [
      'a version airb may ask for',
      ', others: [large-only]',
      '',
      /large-only as well, as airb may ask for it|a version that router has/,
    ],
    [
      'a person nobody is',
      'as: U01ANA',
      'as: U01ANNA',
      /"U01ANNA"; expected a person of workspace.yaml: U01ANA \(Ana Lima\)/,
    ],
    ['an onset after the alert', 'onset: -20m', 'onset: 20m', /expected a time before the alert/],
    [
      'a change at another time than its version',
      "at: '{{now-25m}}'",
      "at: '{{now-2h}}'",
      /expected the time since which large-first is live/,
    ],
    ['a time that is misspelt', "startsAt: '{{now}}'", "startsAt: '{{nwo}}'", /expected a time of the story/],
    [
      'a length of time that is none',
      'settle: 3m',
      'settle: three minutes',
      /"three minutes"; expected a duration/,
    ],
    [
      'an alert of another system',
      'system: support-bot\n        failure',
      'system: support-bt\n        failure',
      /"support-bt"; expected support-bot/,
    ],
    ['a secret', 'title: Support bot costs', `title: ghp_${'a1B2'.repeat(9)} costs`, /looks like/],
  ])('names %s, with its line', (_, from, to, said) => {
    const found = spoilt('cost-spike.yaml', from, to);
    expect(found.filter((line) => said.test(line))).toHaveLength(1);
    for (const line of found)
      expect(line).toMatch(/^scenarios\/cost-spike\.yaml:\d+ .*(?<!no line shown\))$/);
  });

  it('takes hours and days, one after the other too', () => {
    expect(
      spoilt('cost-spike.yaml', 'code: { live: api-v18, since: -6d', 'code: { live: api-v18, since: -6d12h'),
    ).toEqual([]);
  });

  it('names a member of a channel who is not in the workspace, and a scenario to begin with that is not there', () => {
    expect(
      spoilt('workspace.yaml', 'members: [UAIRB, U01ANA, U01BEN', 'members: [UAIRB, U01ANA, U01BO')[0],
    ).toMatch(/workspace\.yaml:\d+ `channels\[0\]\.members\[2\]` is "U01BO"/);
    expect(spoilt('workspace.yaml', 'U01BO', 'U01BEN')).toEqual([]);
    expect(spoilt('workspace.yaml', 'scenario: support-bot', 'scenario: support-bt')[0]).toContain(
      '"support-bt"; expected one of blind-signal, contract-summariser',
    );
  });
});

describe('a scenario file that is broken', () => {
  it('hurts no other: the sandbox starts, says which it is and why, and the others play', async () => {
    const break_ = (text: string) => text.replace('onset: -20m', 'onset: soon');
    expectLog(/a scenario file can not be played/);
    const running = await runApp([{ file: 'scenarios/cost-spike.yaml', change: break_ }]);
    expect(running.app.sandbox?.broken).toEqual([
      { file: 'cost-spike.yaml', why: 'line 7: onset: expected a duration such as 5m, -40m, 2h or -30d' },
    ]);
    expect((await running.app.sandbox?.fire('refund-agent'))?.alert.status).toBe(202);
    await running.close();
  });

  it('says why, where it is the one asked for', async () => {
    const break_ = (text: string) => text.replace('onset: -20m', 'onset: soon');
    const edits = [{ file: 'scenarios/cost-spike.yaml', change: break_ }];
    await expect(runApp(edits, {}, { scenario: 'cost-spike' })).rejects.toThrow(
      /cost-spike can't be played. cost-spike.yaml: line 7: onset: expected a duration/,
    );
  });

  it('may name any secret: what the sandbox plays takes every one', async () => {
    const change = (text: string) => text.replaceAll('SUPPORT_BOT_ROLLBACK_TOKEN', 'ANY_NAME_AT_ALL');
    const running = await runApp([{ file: 'systems/support-bot.yaml', change }]);
    expect(running.app.findings()).toEqual([]);
    await running.close();
  });
});
