import type { Trouble } from './redis-trouble.ts';

/** What a Redis server says of itself in `INFO`; a server may leave lines out, or permit none. */
export interface ServerInfo {
  /** `7.0.15`; Valkey and Dragonfly answer with the Redis they are compatible with. */
  version?: string;
  mode?: string;
  loading: boolean;
  policy?: string;
}

export function readInfo(text: string): ServerInfo {
  const field = (name: string) => new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(text)?.[1];
  return {
    version: field('redis_version'),
    mode: field('redis_mode'),
    loading: field('loading') === '1',
    policy: field('maxmemory_policy'),
  };
}

/** BullMQ refuses what is older. */
const oldest: [number, number] = [5, 0];

/** What makes a server useless for airb whatever it holds. */
export function unfit({ version, mode }: ServerInfo): Trouble | undefined {
  if (mode === 'sentinel') return { kind: 'sentinel', why: 'redis_mode:sentinel' };
  if (mode === 'cluster') return { kind: 'cluster', why: 'redis_mode:cluster' };
  if (version && isOlder(version, oldest)) return { kind: 'old', why: `it is Redis ${version}` };
  return undefined;
}

/** What works worse than it could. BullMQ's own advice: 6.2 or newer, and nothing thrown away. */
export function shortcomings({ version, policy }: ServerInfo): { what: string; fix: string }[] {
  const found: { what: string; fix: string }[] = [];
  if (policy !== undefined && policy !== 'noeviction') {
    const fix = 'Set it to noeviction: CONFIG SET maxmemory-policy noeviction, and the same in redis.conf';
    found.push({ what: `maxmemory-policy is ${policy}, so Redis may throw wake-ups away`, fix });
  }
  if (version && isOlder(version, [6, 2]) && !isOlder(version, oldest)) {
    const fix = 'Update it; airb is tested with Redis 7';
    found.push({ what: `it is Redis ${version}, and BullMQ recommends 6.2 or newer`, fix });
  }
  return found;
}

function isOlder(version: string, [major, minor]: [number, number]): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor < major || (ofMajor === major && ofMinor < minor);
}
