import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import { registerIncidents } from '../../src/cli/incidents/incidents.ts';
import { apiToken, type RunningApp, runApp } from '../support/app.ts';

let running: RunningApp;
beforeEach(async () => {
  running = await runApp();
});
afterEach(() => running.close());

const file = 'library/governance/refusal-spike.yaml';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Incident 1 as the API shows it, once it is there. */
async function incident() {
  await expect.poll(() => running.app.store.head(1), { timeout: 10_000 }).toBeDefined();
  const headers = { authorization: `Bearer ${apiToken}` };
  const answer = await fetch(`${running.app.url}/api/incidents/1`, { headers });
  return (await answer.json()) as { runbook: { id: string; hash: string }; links: { runbook: string } };
}

/** `airb incidents 1 --runbook` on the records of the running program. */
async function printed(...words: string[]): Promise<string> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const program = new Command().exitOverride();
  const openStore = async () => ({ ...running.app.store, close: async () => {} });
  registerIncidents(program, { openStore }, { out: say, err: say, exit: () => {} });
  await program.parseAsync(['incidents', '1', '--runbook', ...words], { from: 'user' });
  return said.join('\n');
}

const page = async (address: string) => (await fetch(address)).text();

describe('a runbook is edited while its incident is open', () => {
  it('is still shown as it was, under the hash the incident pinned', async () => {
    const { app, runbooks } = running;
    const shipped = readFileSync(join('runbooks', file), 'utf8');
    await createWorkspace(app.url).fire('support-bot');
    const { runbook, links } = await incident();
    writeFileSync(join(runbooks, file), shipped.replace('title: Refusals rise', 'title: Rewritten since'));
    const title = () => app.library().runbooks.find(({ id }) => id === 'refusal-spike')?.title;
    await expect.poll(title, { timeout: 10_000 }).toBe('Rewritten since');

    expect(runbook).toMatchObject({ id: 'refusal-spike', hash: sha256(shipped) });
    expect(await app.store.document(runbook.hash)).toEqual({ hash: runbook.hash, file, text: shipped });
    expect(links.runbook).toBe(`${app.url}/incidents/1/runbook`);
    expect(await page(links.runbook)).toContain('<h1>Refusals rise · Support bot</h1>');
    expect(await page(links.runbook)).toContain('The file has changed since');
    expect(await page(`${app.url}/runbooks/refusal-spike`)).toContain('<h1>Rewritten since</h1>');
    expect(await printed()).toContain(`sha-256 ${runbook.hash}.\n\nRefusals rise · Support bot\n`);
    expect(JSON.parse(await printed('--json')).runbook.text).toBe(shipped);
  });

  it('is kept for an incident that somebody declares, too', async () => {
    const { app } = running;
    await createWorkspace(app.url).command('U01ANA', 'C01GEN', 'declare support-bot sev3 cost goes up');
    const { runbook } = await incident();
    const text = app.library().runbooks.find(({ id }) => id === runbook.id)?.text;
    expect(await app.store.document(runbook.hash)).toMatchObject({ text });
    expect(sha256(text ?? '')).toBe(runbook.hash);
  });
});
