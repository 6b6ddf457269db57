import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

const writer = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

/** @returns what the child said was stored before it was killed, after at least `enough` lines */
function killedAfter(enough: number, file: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.length > enough * 5) child.kill('SIGKILL');
    });
    child.on('close', (_code, signal) => {
      // The last line may be cut in the middle: what follows the last newline was not said.
      if (signal === 'SIGKILL') resolve(said.split('\n').slice(0, -1));
      else reject(new Error(complaint));
    });
  });
}

describe('the process is killed while it writes', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airb-crash-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('every write it acknowledged is there, once, with its effect, and the chain is whole', {
    timeout: 60_000,
  }, async () => {
    const file = join(folder, 'airb.db');
    const acknowledged = await killedAfter(400, file);
    const store = await openSqliteStore({ file });
    const texts: string[] = [];
    for (const { number } of await store.heads({})) {
      const events = await store.events(number);
      texts.push(...events.map(({ event }) => (event.type === 'note.written' ? event.text : '')));
      expect((await store.effects(number)).map((e) => e.key)).toEqual(
        events.map((e) => `${number}.${e.seq}.1`),
      );
    }
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(texts).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(texts).size).toBe(texts.length);
    expect((await store.verify()).faults).toEqual([]);
    for (const input of acknowledged.slice(-16)) {
      const again = await store.write({ inputKey: input }, (l) => ({ writes: {}, answer: l.duplicate }));
      expect(again).toBe(true);
    }
    await store.close();
  });
});
