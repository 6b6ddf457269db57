import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { journal } from './log.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** One life of the real program, `node dist/main.js serve`; when it ends, what it logged is held against the story. */
export interface BotLife {
  /** Where it listens; undefined until it says so. */
  url(): string | undefined;
  running(): boolean;
  /** SIGKILL: nothing of it runs after this call. */
  kill(): void;
  /** SIGSTOP: it does nothing, and nothing of it is lost. @returns lets it go on */
  freeze(): () => void;
  /** SIGTERM: it finishes what is under way. */
  end(): void;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** What it wrote to stderr. */
  log(): string;
}

/**
 * @param env every setting it gets beside PATH; nothing of the tester's own environment reaches it
 * @param program what Node runs, when it is not the shipped program itself
 */
export function startBot(env: Record<string, string>, program: string[] = [main, 'serve']): BotLife {
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = gather(child);
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      // A killed process may leave half a line behind.
      journal.take(signal === null ? output.err() : output.err().replace(/[^\n]*$/, ''));
      resolve(code ?? signal ?? 0);
    });
  });
  return {
    url: () => /airb listens on (http:\/\/\S+)/.exec(output.out())?.[1],
    running: () => !over,
    kill: () => void child.kill('SIGKILL'),
    freeze() {
      child.kill('SIGSTOP');
      return () => void child.kill('SIGCONT');
    },
    end: () => void child.kill('SIGTERM'),
    ended,
    log: output.err,
  };
}

function gather(child: ChildProcess): { out(): string; err(): string } {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  return { out: () => out, err: () => err };
}

/** Runs a verb of the program on the same settings and hands back how it ended. */
export function runVerb(
  verb: string[],
  env: Record<string, string>,
): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, [main, ...verb], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  const output = gather(child);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code: code ?? -1, text: output.out() + output.err() }));
  });
}
