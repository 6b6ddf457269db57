import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { journal } from '../support/log.ts';
import { client, manifest } from './support/rig.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the sandbox as a process and hands back its address once it listens. */
async function start(args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts', '--port', '0', ...args], {
    cwd: root,
  });
  running.push(child);
  createInterface(child.stderr).on('line', journal.take);
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const url = /listening on (http:\/\/127\.0\.0\.1:\d+)\/sandbox\//.exec(output)?.[1];
    if (url) return { url, child };
  }
  throw new Error(`it ended without listening: ${output}`);
}

describe('the sandbox as a process of its own', () => {
  it('outlives the bot, and comes back as it was after its own end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
    const manifestFile = join(folder, 'manifest.json');
    writeFileSync(manifestFile, JSON.stringify(manifest));
    const args = [
      ...[
        '--workspace',
        'runbooks/scenarios/workspace.yaml',
        '--scenario',
        'runbooks/scenarios/support-bot.yaml',
      ],
      ...['--manifest', manifestFile, '--bot', 'http://127.0.0.1:1', '--start', '2025-02-17T14:10:00Z'],
      ...['--bot-token', 'sandbox-token', '--file', join(folder, 'workspace.json')],
    ];
    const first = await start(args);
    const posted = await client(first.url).chat.postMessage({ channel: 'C01INC', text: 'still here' });
    expect(new Date(Number(posted.ts) * 1000).toISOString()).toMatch(/^2025-02-17T14:1/);
    const ended = new Promise((done) => first.child.once('exit', done));
    first.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const second = await start(args);
    const { messages } = await client(second.url).conversations.history({ channel: 'C01INC' });
    expect(messages?.map((m) => m.text)).toEqual(['still here']);
  });

  it('says what is missing', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts', '--port', '0'], {
      cwd: root,
    });
    running.push(child);
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += String(chunk);
    });
    expect(await new Promise((done) => child.once('exit', done))).toBe(2);
    expect(complaint).toContain('--bot is missing');
  });
});
