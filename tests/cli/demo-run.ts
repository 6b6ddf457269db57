import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, onTestFinished, vi } from 'vitest';
import { recordsIn } from '../../src/app/records.ts';
import { playedUntil } from '../../src/app/sandbox-clock.ts';
import { type DemoMeans, registerDemo } from '../../src/cli/demo/demo.ts';
import { readConfig } from '../../src/config.ts';
import { journal } from '../support/log.ts';

type Env = Record<string, string>;

export interface Surroundings {
  env: Env;
  /** What lies in the temp folder now. */
  left(): string[];
  /** A folder that is there and empty, beside the temp folder. */
  folder(name: string): string;
}

/** A machine of its own for one demo: an empty temp folder, a free port, nothing else set. */
export function surroundings(set: Env = {}): Surroundings {
  const dir = mkdtempSync(join(tmpdir(), 'airb-demo-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const folder = (name: string) => {
    mkdirSync(join(dir, name));
    return join(dir, name);
  };
  const temp = folder('tmp');
  const env = { TMPDIR: temp, AIRB_PORT: '0', ...set };
  return { env, left: () => readdirSync(temp), folder };
}

export interface DemoRun {
  out: string;
  err: string;
  /** Resolves when something was printed that matches; fails with what was printed when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<number | null>;
}

const started = [process.execPath, 'dist/main.js', 'demo'];

/** Starts `airb demo` as people do, as a process; of the surroundings only PATH and what is given reaches it. */
export function startDemo(words: string[], env: Env, command = started): DemoRun {
  const [program = '', ...given] = command;
  const child = spawn(program, [...given, ...words], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what a shell leaves behind ends with the test.
    detached: true,
  });
  return watched(child);
}

function watched(child: ChildProcess): DemoRun {
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      journal.takeLog(run.err);
      resolve(code);
    });
  });
  const run: DemoRun = {
    out: '',
    err: '',
    ended,
    kill: (signal) => void child.kill(signal),
    says(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(run.out);
          if (found) resolve(found);
        };
        child.stdout?.on('data', look);
        void ended.then((code) => reject(new Error(`ended with ${code}: ${run.out}${run.err}`)), reject);
        look();
      });
    },
  };
  child.stdout?.on('data', (text) => {
    run.out += String(text);
  });
  child.stderr?.on('data', (text) => {
    run.err += String(text);
  });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  });
  return run;
}

/** The address of the page, once it is open. */
export async function opened(run: DemoRun): Promise<string> {
  return (await run.says(/Open (http\S+)\/sandbox\//))[1] ?? '';
}

export interface PlayedDemo {
  out: string;
  err: string;
  /** Address of the program, once the page is open. */
  url: Promise<string>;
  /** Resolves when the verb has returned, and fails as it does. */
  over: Promise<unknown>;
  /** Presses Ctrl-C and waits for the end. */
  end(signal?: 'SIGINT' | 'SIGHUP'): Promise<void>;
}

/** The verb in this process, on a machine whose clock shows `now`. */
export function demoAt(now: string, { env }: Surroundings, words: string[] = []): PlayedDemo {
  vi.stubEnv('TMPDIR', env.TMPDIR);
  onTestFinished(() => void vi.unstubAllEnvs());
  let open: (url: string) => void = () => undefined;
  const printed = { out: '', err: '' };
  const opened = new Promise<string>((resolve) => {
    open = resolve;
  });
  const io = {
    out(text: string) {
      played.out += `${text}\n`;
      const found = /Open (http\S+)\/sandbox\//.exec(text)?.[1];
      if (found) open(found);
    },
    err(text: string) {
      played.err += `${text}\n`;
    },
    exit: () => undefined,
  };
  const means: DemoMeans = {
    settings: () => readConfig(env),
    // Whole, as the program gives it: a folder that lies here by the same name is none of the samples.
    samples: join(process.cwd(), 'runbooks'),
    clock: { now: () => Date.parse(now) },
    openRecords: (dir) => recordsIn(dir).openIfThere(),
    leftAt: async (dir) => playedUntil(dir),
  };
  const program = new Command().exitOverride();
  registerDemo(program, means, io);
  const before = process.listenerCount('SIGINT');
  const over = program.parseAsync(['demo', ...words], { from: 'user' });
  const url = Promise.race([opened, over.then(() => Promise.reject(new Error('it did not open')))]);
  // Whoever waits for the end alone hears of a failure there.
  url.catch(() => undefined);
  let running = true;
  const stopped = over.then(
    () => undefined,
    () => undefined,
  );
  void stopped.then(() => {
    running = false;
  });
  onTestFinished(async () => {
    if (running) process.emit('SIGINT', 'SIGINT');
    await stopped;
  });
  const end = async (signal: 'SIGINT' | 'SIGHUP' = 'SIGINT') => {
    process.emit(signal, signal);
    await over;
    expect(process.listenerCount('SIGINT')).toBe(before);
  };
  const played: PlayedDemo = { ...printed, url, over, end };
  return played;
}
