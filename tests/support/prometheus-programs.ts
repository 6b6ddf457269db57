import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

const all = ['prometheus', 'prometheus-alertmanager', 'promtool'];

/** Are Prometheus and its tools there to start? Says so aloud when not; on CI their absence is an error. */
export function prometheusIsThere(needed: readonly string[] = all): boolean {
  const missing = needed.filter((name) => spawnSync(name, ['--version']).status !== 0);
  if (missing.length === 0) return true;
  const what = `${missing.join(' and ')} not on PATH`;
  if (process.env.CI) throw new Error(`${what}, and CI must run the tests that need them`);
  console.warn(`${what}: the tests that need them are skipped`);
  return false;
}

/** A program of ours that runs, and everything it has said so far. */
export interface Program {
  said(): string;
  /** @returns when the process is gone */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program and waits until its address answers 200.
 * @param options.logs hears each line on stderr
 * @throws Error with what it said, when it ends before that
 */
export async function start(
  command: string[],
  options: { ready: string; env?: NodeJS.ProcessEnv; logs?: (line: string) => void },
): Promise<Program> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  if (options.logs) createInterface(child.stderr).on('line', options.logs);
  const program = { said: () => said, end: (signal?: NodeJS.Signals) => ended(child, signal) };
  await until(`${file} to be ready`, async () => {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}:\n${said}`);
    return (await fetch(options.ready).catch(() => undefined))?.status === 200;
  });
  return program;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
