import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { freePort } from './loopback.ts';

export interface RedisServer {
  url: string;
  port: number;
  /** Ends at once, keeping nothing; `start` brings an empty one back at the same address. */
  kill(): Promise<void>;
  start(): Promise<void>;
  flush(): Promise<void>;
  /** Keeps the connections open and says nothing any more. */
  freeze(): void;
  thaw(): void;
  keys(): Promise<string[]>;
  /** Puts a question of a test to the server: `(redis) => redis.config('SET', 'maxmemory', '1')`. */
  ask<T>(question: (redis: Redis) => Promise<T>, as?: RedisOptions): Promise<T>;
}

/** Is there a redis-server to start? Says so aloud when not; on CI its absence is an error. */
export function redisIsThere(): boolean {
  const there = spawnSync('redis-server', ['--version']).status === 0;
  if (there) return true;
  if (process.env.CI) throw new Error('redis-server is not on PATH, and CI must run the tests that need it');
  console.warn('redis-server is not on PATH: the tests that need it are skipped');
  return false;
}

/**
 * A Redis server of our own on a loopback port, without persistence.
 * @param settings more of its command line: `['--requirepass', '…']`
 * @param signIn how the test itself gets in
 */
export async function redisServer(settings: string[] = [], signIn: RedisOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  /** A server that becomes a replica writes what it gets into its folder. */
  const dir = mkdtempSync(join(tmpdir(), 'airb-redis-'));
  let child: ChildProcess | undefined;

  async function start() {
    const plain = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    mkdirSync(dir, { recursive: true });
    child = spawn('redis-server', [...plain, '--dir', dir, ...settings], { stdio: 'ignore' });
    await asked((redis) => redis.info());
  }

  async function asked<T>(question: (redis: Redis) => Promise<T>, as: RedisOptions = {}): Promise<T> {
    const redis = new Redis(url, {
      ...signIn,
      ...as,
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
      retryStrategy: () => 20,
    });
    redis.on('error', () => {});
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  await start();
  return {
    url,
    port,
    start,
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(dir, { recursive: true, force: true });
    },
    flush: async () => void (await asked((redis) => redis.flushall())),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    keys: () => asked((redis) => redis.keys('*')),
    ask: asked,
  };
}
