import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** As many requests as the server takes. */
export interface Flood {
  type: 'flood';
  port: number;
  connections: number;
  /** Ends after this long, milliseconds, or after `count` requests. */
  ms: number;
  count: number;
  /** Whole requests, head and body, that take turns. */
  templates: string[];
  /** Where it occurs in a template, every request gets a number of its own. */
  mark: string;
  from: number;
}

/** Requests at a fixed pace. */
export interface Pace {
  type: 'pace';
  port: number;
  connections: number;
  perSecond: number;
  requests: string[];
}

export interface LoadResult {
  count: number;
  ms: number;
  statuses: Record<string, number>;
  /** Milliseconds from the moment a request was due to the end of its answer. */
  p50: number;
  p99: number;
  max: number;
}

/** The process that makes the requests. */
export interface Load {
  run(order: Flood | Pace): Promise<LoadResult>;
  stop(): void;
}

export function startLoad(): Load {
  const program = fileURLToPath(new URL('../programs/load.ts', import.meta.url));
  const child = fork(program, { execArgv: ['--import', 'tsx'] });
  return { run: (order) => ordered(child, order), stop: () => void child.kill() };
}

function ordered(child: ChildProcess, order: Flood | Pace): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the load ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer: LoadResult | { error: string }) => {
      child.off('exit', ended);
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer);
    });
    child.send(order);
  });
}

/** A whole HTTP request as text. */
export function httpPost(path: string, headers: Record<string, string>, body: string): string {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** @throws Error when anything but this status came back: then the figures would speak of something else */
export function expectOnly(status: number, result: LoadResult): LoadResult {
  const others = Object.keys(result.statuses).filter((seen) => seen !== String(status));
  if (others.length > 0) throw new Error(`expected only ${status}, got ${JSON.stringify(result.statuses)}`);
  return result;
}
