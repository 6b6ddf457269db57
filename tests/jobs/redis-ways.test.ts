import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bullmqJobs } from '../../src/jobs/bullmq.ts';
import { examineRedis } from '../../src/jobs/redis-examine.ts';
import { testLog } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';

const secret = ['of', 'the', 'test'].join('-');
const idle = fileURLToPath(new URL('../contracts/jobs-idle.ts', import.meta.url));
const soon = { timeout: 20_000, interval: 20 };
const run = promisify(execFile);

/** Can certificates be made, and does this redis-server speak TLS? One that does not calls it a bad directive. */
function tlsIsThere(): boolean {
  const { stdout, stderr } = spawnSync('redis-server', ['--tls-port', 'none'], { encoding: 'utf8' });
  return spawnSync('openssl', ['version']).status === 0 && /integer/.test(stdout + stderr);
}

describe.skipIf(!redisIsThere())('ways to a Redis', { timeout: 60_000 }, () => {
  let dir: string;
  let redis: RedisServer;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'airb-redis-'));
  });
  afterEach(async () => {
    await redis.kill();
    rmSync(dir, { recursive: true });
  });

  it('by a unix socket, with a password and a database of its own', async () => {
    const socket = join(dir, 'redis.sock');
    redis = await redisServer(['--unixsocket', socket, '--requirepass', secret], { password: secret });
    const url = `unix://:${secret}@${socket}?db=2`;
    const jobs = bullmqJobs({ url, clock: { now: Date.now }, log: testLog });
    await jobs.start(async () => {});
    await vi.waitFor(async () => {
      jobs.wakeAt(Date.now() + 50_000);
      const keyspace = await redis.ask((ask) => ask.info('keyspace'));
      expect(keyspace).toMatch(/^db2:/m);
      expect(keyspace).not.toMatch(/^db0:/m);
    }, soon);
    expect(jobs.standing()).toEqual({ by: 'redis' });
    await jobs.stop();
    const { place, findings } = await examineRedis({ url, prefix: 'airb' });
    expect(findings).toEqual([]);
    expect(place).toMatch(/^Redis [.\d]+ at \/.*redis\.sock, database 2, queue wake-ups below airb$/);
  });

  it.skipIf(!tlsIsThere())(
    'by TLS, where the certificate is one it may trust, and not where it is none',
    async () => {
      const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
      const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const newKey = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'];
      execFileSync('openssl', ['req', '-x509', ...newKey, ...names], { stdio: 'ignore' });
      const port = await freePort();
      const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
      redis = await redisServer(['--tls-port', `${port}`, ...files, '--tls-auth-clients', 'no']);
      const url = `rediss://localhost:${port}`;
      const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: cert };
      const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', idle, url, '3000'], {
        timeout: 20_000,
        env,
      });
      expect([stdout, stderr]).toEqual(['stopped\n', '']);
      expect(await redis.keys()).toContainEqual(expect.stringMatching(/^airb:wake-ups:at-/));
      const { findings } = await examineRedis({ url, prefix: 'airb' });
      expect(findings).toMatchObject([
        { what: expect.stringMatching(/^Redis can not be reached \(self-signed/), useless: true },
      ]);
      const plain = await examineRedis({ url: `redis://localhost:${port}`, prefix: 'airb' });
      expect(plain.findings).toMatchObject([
        { what: expect.stringMatching(/^Redis can not be reached/), useless: true },
      ]);
    },
  );

  it('a process that stops while Redis hangs ends by itself', async () => {
    redis = await redisServer();
    redis.freeze();
    const done = await run(process.execPath, ['--import', 'tsx', idle, redis.url], { timeout: 30_000 });
    expect(done.stdout).toBe('stopped\n');
    redis.thaw();
  });
});
