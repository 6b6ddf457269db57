import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A program under measurement, in a process of its own. */
export interface Program {
  pid: number;
  port: number;
  url: string;
  /** Asks it to end and waits for that. */
  stop(): Promise<void>;
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Starts node with these arguments. */
export function startNode(args: string[], port: number, options: SpawnOptions = {}): Program {
  return startProgram([process.execPath, ...args], port, options);
}

/** Starts a program; what it prints to stderr is kept for the case that it ends early. */
export function startProgram(command: string[], port: number, options: SpawnOptions = {}): Program {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-2000);
  });
  let asked = false;
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (asked) resolve();
      else reject(new Error(`${command.slice(0, 2).join(' ')} ended with ${code}: ${said}`));
    });
  });
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      asked = true;
      if (child.exitCode === null) child.kill('SIGTERM');
      await Promise.race([ended, killLater(child)]);
    },
  };
}

async function killLater(child: ChildProcess): Promise<void> {
  await wait(10_000, undefined, { ref: false });
  child.kill('SIGKILL');
}

/** Asks again every `every` ms until the address answers 200. @returns milliseconds since the call */
export async function answered(url: string, every = 5): Promise<number> {
  const started = performance.now();
  for (;;) {
    const status = await fetch(url).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    const taken = performance.now() - started;
    if (status === 200) return taken;
    if (taken > 30_000) throw new Error(`${url} did not become ready in 30 s`);
    await wait(every);
  }
}

/** Resident memory in MB; NaN where there is no /proc. */
export function residentMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status'));
  return line ? Number(line[1]) / 1024 : Number.NaN;
}

/** Processor time used so far, milliseconds, to the kernel's 10 ms; NaN where there is no /proc. */
export function cpuMs(pid: number): number {
  const fields = procFile(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Polls until it holds; for what another process brings about. */
export async function until(what: string, holds: () => Promise<boolean>, patience = 60_000): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await wait(50);
  }
}

/** How long ago the oldest effect that waits should have left, seconds. */
export async function lateSeconds({ url }: Pick<Program, 'url'>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^airb_effects_oldest_due_seconds (\S+)$/m.exec(text)?.[1]);
}

/** Waits until nothing of a bot is on its way or due. */
export async function quiet(bot: Program): Promise<void> {
  await until('quiet', async () => {
    const text = await (await fetch(`${bot.url}/metrics`)).text();
    return /airb_effects\{state="sending"\} 0/.test(text) && /oldest_due_seconds 0/.test(text);
  });
}
