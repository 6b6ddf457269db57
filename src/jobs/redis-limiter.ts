import { ConfigError } from '../errors.ts';
import { cellOf, expectedFor, type RateLimiter } from '../ports/rate-limiter.ts';
import { readRedisAddress } from './redis-address.ts';
import { connect } from './redis-connect.ts';

/**
 * A hash for each bucket: `full`, when it would be full; `paused`, until when; `rank` and `until`, of the most severe that
 * waits for it in some process. ARGV: rank and rank beside, -1 for none; then cost and slack of each key.
 * @returns the wait, 0 when the tokens were taken; then for each key when it is ready and how long it is paused
 */
const take = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rank, beside = tonumber(ARGV[1]), tonumber(ARGV[2])
local wait, found, answer = 0, {}, {}
for i, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'full', 'paused', 'rank', 'until')
  local one = { full = math.max(tonumber(kept[1]) or now, now), paused = tonumber(kept[2]) or 0 }
  one.cost, one.slack = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  if (tonumber(kept[4]) or 0) > now then one.rank, one.til = tonumber(kept[3]), tonumber(kept[4]) end
  local left = 0
  if rank >= 0 and one.rank and one.rank < rank then left = one.cost end
  wait = math.max(wait, one.paused - now, one.full - now - one.slack + left)
  found[i] = one
  answer[i * 2] = math.max(0, one.full - now - one.slack)
  answer[i * 2 + 1] = math.max(0, one.paused - now)
end
answer[1] = wait
local waits = beside
if wait > 0 and rank >= 0 and (waits < 0 or rank < waits) then waits = rank end
for i, key in ipairs(KEYS) do
  local one = found[i]
  if wait == 0 then one.full = one.full + one.cost end
  if wait == 0 and rank >= 0 and one.rank and one.rank >= rank then one.rank = nil end
  if waits >= 0 and not (one.rank and one.rank < waits) then
    one.rank, one.til = waits, now + math.max(wait, one.cost) + ${expectedFor}
  end
  redis.call('HSET', key, 'full', string.format('%d', one.full))
  if one.rank then redis.call('HSET', key, 'rank', one.rank, 'until', string.format('%d', one.til))
  else redis.call('HDEL', key, 'rank', 'until') end
  redis.call('PEXPIRE', key, math.max(one.full, one.paused, one.til or 0) - now + 1000)
end
return answer`;

/** KEYS: the bucket. ARGV: for how long. */
const pause = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local til = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'paused') or 0))
redis.call('HSET', KEYS[1], 'paused', string.format('%d', til))
redis.call('PEXPIRE', KEYS[1], math.max(til - now + 1000, redis.call('PTTL', KEYS[1])))`;

export interface RedisLimiter extends RateLimiter {
  /** Resolves with the first answer of the server; before that every call is refused at once. */
  opened(): Promise<void>;
  close(): void;
}

/**
 * Buckets in Redis, by its clock; a script takes from all or from none.
 * @param options.prefix what all keys begin with; only processes of one installation may share it
 * @throws ConfigError when the address is of no use
 */
export function redisLimiter({ url, prefix }: { url: string; prefix: string }): RedisLimiter {
  const address = readRedisAddress(url);
  if ('wrong' in address) throw new ConfigError(`REDIS_URL: ${address.wrong}`);
  // Whoever waits for a call has no use for an answer that comes when the server is back.
  const redis = connect(address, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  // The jobs say what is wrong with Redis; here it only counts that a bucket can't be asked.
  redis.on('error', () => undefined);
  const keyOf = (name: string) => `${prefix}:limits:${name}`;
  return {
    opened: () =>
      new Promise((resolve) => void (redis.status === 'ready' ? resolve() : redis.once('ready', resolve))),
    async take(wanted, { rank = -1, beside = -1 } = {}) {
      const cells = wanted.map(([, rate]) => cellOf(rate));
      const keys = wanted.map(([name]) => keyOf(name));
      const given = cells.flatMap(({ cost, slack }) => [cost, slack]);
      const answer = (await redis.eval(take, keys.length, ...keys, rank, beside, ...given)) as number[];
      const [wait = 0, ...states] = answer;
      if (wait <= 0) return { taken: true };
      const buckets = keys.map((_, n) => ({
        readyIn: states[n * 2] ?? 0,
        pausedFor: states[n * 2 + 1] ?? 0,
      }));
      return { taken: false, wait, buckets };
    },
    async pause(name, lasts) {
      await redis.eval(pause, 1, keyOf(name), Math.ceil(lasts));
    },
    close: () => redis.disconnect(),
  };
}
