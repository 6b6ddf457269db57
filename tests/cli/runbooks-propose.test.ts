import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { propose } from '../../src/cli/runbooks/propose.ts';
import { compilePlan } from '../../src/domain/runbooks/compile.ts';
import { loadLibrary } from '../../src/library/load.ts';
import type { Head } from '../../src/ports/records.ts';
import { ana, event, opening } from '../support/worked-example.ts';

const { library } = loadLibrary('runbooks');
const runbook = library?.runbooks.find(({ id }) => id === 'refusal-spike');
const system = library?.systems.find(({ id }) => id === 'support-bot');
if (!library || !runbook || !system) throw new Error('the samples have no refusal-spike or support-bot');
const plan = compilePlan(library, { runbook, system }, { pagers: [], chats: ['slack'], links: {}, at: 0 });

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airb-propose-'));
  cpSync('runbooks', join(dir, 'runbooks'), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Records of INC-42, and of INC-7 before it, in which people skipped the same step. */
const records = {
  events: async (number: number) => {
    const events = [
      opening({ number, plan }),
      event('14:20', ana, { type: 'step.skipped', step: 'triage.check-segment', reason: 'one language' }),
      event('14:30', ana, { type: 'step.suggested', section: 'triage', title: 'Ask the provider' }),
      event('15:00', ana, { type: 'resolved' }),
    ];
    return number === 7 || number === 42
      ? events.map((one, n) => ({ incident: number, seq: n + 1, event: one, hash: '' }))
      : [];
  },
  heads: async () => [{ number: 7, phase: 'resolved' } as Head],
  document: async () => undefined,
  close: async () => undefined,
};
const run = (incident: string, more: Partial<Parameters<typeof propose>[2]> = {}) =>
  propose(join(dir, 'runbooks'), async () => records, { incident, ...more });

describe('airb runbooks propose', () => {
  it('prints the change with its reasons and what too few said', async () => {
    const { people, json, exit } = await run('INC-42');
    expect(exit).toBe(0);
    expect(people).toContain(
      '4 changes to the runbook “Refusals rise” proposed, from INC-42 and 1 earlier incident.',
    );
    expect(people).toContain('Skipped in 2 of 2 incidents (INC-7 and INC-42)');
    expect(json).toMatchObject({ standing: 'proposed', incidents: [7, 42] });
  });

  it('writes a patch that git applies, and the same file ready for a branch', async () => {
    const out = join(dir, 'refusals.patch');
    expect((await run('42', { out })).exit).toBe(0);
    const ready = join(dir, 'ready');
    await run('42', { branchReady: ready });
    execFileSync('git', ['apply', '--unsafe-paths', out], { cwd: join(dir, 'runbooks') });
    const file = 'library/governance/refusal-spike.yaml';
    const patched = readFileSync(join(dir, 'runbooks', file), 'utf8');
    expect(patched).toContain('- id: ask-the-provider\n');
    expect(readFileSync(join(ready, file), 'utf8')).toBe(patched);
    expect(readFileSync(join(ready, 'refusal-spike.commit.txt'), 'utf8')).toMatch(
      /^Runbook refusal-spike: what INC-42 showed\n\n- /,
    );
    expect(readFileSync(join(ready, 'refusal-spike.pull-request.md'), 'utf8')).toContain(
      '+    - id: ask-the-provider',
    );
  });

  it('says what it can’t do', async () => {
    expect(await run('x')).toMatchObject({ exit: 2 });
    expect(await run('8')).toMatchObject({ exit: 1, aside: expect.stringContaining('no incident 8') });
    expect(await run('42', { out: 'a', branchReady: 'b' })).toMatchObject({ exit: 2 });
    rmSync(join(dir, 'runbooks', 'library/governance/refusal-spike.yaml'));
    const gone = await run('42', { out: join(dir, 'x.patch') });
    expect(gone).toMatchObject({ exit: 1, people: expect.stringContaining('was deleted since') });
    expect(existsSync(join(dir, 'x.patch'))).toBe(false);
  });
});
