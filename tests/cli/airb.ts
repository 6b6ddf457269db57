import { spawn } from 'node:child_process';
import { journal } from '../support/log.ts';

export interface Ended {
  out: string;
  err: string;
  code: number | null;
}

/**
 * Runs `airb` as people do, as a process; of the surroundings only PATH and what is given reaches it. What it logs, or Node
 * warns of, is held against the story; what it says to people is the test's to read.
 */
export function airb(words: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/main.js', ...words], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { out: '', err: '', code: null };
  child.stdout.on('data', (text) => {
    ended.out += String(text);
  });
  child.stderr.on('data', (text) => {
    ended.err += String(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      journal.takeLog(ended.err);
      resolve({ ...ended, code });
    });
  });
}
