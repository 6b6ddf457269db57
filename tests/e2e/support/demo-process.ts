import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { journal } from '../../support/log.ts';
import { freePort } from '../../support/loopback.ts';

const root = join(import.meta.dirname, '../../..');

/** Milliseconds a start may take on a busy machine. */
const patience = 30_000;

export interface Demo {
  /** Address of the page. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts `airb demo` as its user does, on a port that is free now.
 * @param main the built program; what `npm run build` leaves by default
 * @throws Error with what it printed when it ends before it listens
 */
export async function startDemo(main = join(root, 'dist/main.js')): Promise<Demo> {
  const port = await freePort();
  const { PATH = '', TMPDIR, HOME } = process.env;
  const env = { PATH, AIRB_PORT: String(port), ...(TMPDIR ? { TMPDIR } : {}), ...(HOME ? { HOME } : {}) };
  const child = spawn(process.execPath, [main, 'demo'], { cwd: root, env });
  createInterface(child.stderr).on('line', journal.take);
  await listening(child);
  return { url: `http://127.0.0.1:${port}/sandbox/`, stop: () => ended(child) };
}

function listening(child: ChildProcess): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the demo does not start: ${printed}`)), patience);
    const heard = (chunk: Buffer) => {
      printed += String(chunk);
      if (!printed.includes('Open http')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', heard);
    child.stderr?.on('data', heard);
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${printed}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}
