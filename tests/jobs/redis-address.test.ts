import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { readRedisAddress, redisPlace } from '../../src/jobs/redis-address.ts';

const secret = ['s3', 'cret'].join('');

describe('an address of Redis', () => {
  it.each([
    ['redis://127.0.0.1:6379', '127.0.0.1:6379, database 0'],
    ['redis://cache.example.com', 'cache.example.com:6379, database 0'],
    ['redis://cache.example.com/', 'cache.example.com:6379, database 0'],
    ['redis://cache.example.com:6380/3', 'cache.example.com:6380, database 3'],
    ['REDIS://cache.example.com/3', 'cache.example.com:6379, database 3'],
    ['rediss://cache.example.com:6380', 'cache.example.com:6380 (TLS), database 0'],
    ['redis://[::1]:6380/1?family=6', '[::1]:6380, database 1'],
    [`redis://:${secret}@127.0.0.1`, '127.0.0.1:6379, database 0'],
    [`redis://airb:${secret}@127.0.0.1/2`, '127.0.0.1:6379, database 2'],
    [`redis://airb:with,comma${secret}@127.0.0.1/2`, '127.0.0.1:6379, database 2'],
    ['unix:///run/redis/redis.sock', '/run/redis/redis.sock, database 0'],
    [`unix://airb:${secret}@/run/redis.sock?db=4`, '/run/redis.sock, database 4'],
  ])('%s is read, and shown without its password', (url, place) => {
    const address = readRedisAddress(url);
    expect('wrong' in address ? address.wrong : redisPlace(address)).toBe(place);
    expect(readConfig({ REDIS_URL: url }).redisUrl).toBe(url);
  });

  it('keeps signs of a password that are written in percent', () => {
    expect(readRedisAddress('redis://me%40home:a%2Fb%3Ac%25@127.0.0.1')).toMatchObject({
      username: 'me@home',
      password: 'a/b:c%',
    });
  });

  it.each([
    ['127.0.0.1:6379', /expected redis:\/\/host:6379, rediss:\/\/ for TLS, or unix:/],
    ['http://127.0.0.1:6379', /expected redis:\/\/host:6379/],
    ['redis://', /expected a host: redis:\/\/host:6379/],
    ['redis://127.0.0.1:notaport', /expected redis:\/\/host:6379/],
    ['redis://127.0.0.1:70000', /expected redis:\/\/host:6379/],
    ['redis://127.0.0.1/main', /the number of a database after the host/],
    ['redis://127.0.0.1/-1', /the number of a database after the host/],
    ['redis://127.0.0.1?keyPrefix=airb', /does not know “keyPrefix”; only family=4 or family=6/],
    ['redis://127.0.0.1?tls=true', /does not know “tls”/],
    ['redis://127.0.0.1?family=5', /expected family=4 or family=6/],
    [`redis://:${secret}%@127.0.0.1`, /a “%” that begins no character/],
    ['redis://airb@127.0.0.1', /a user without a password/],
    ['redis-sentinel://10.0.0.1:26379/mymaster', /does not ask Sentinel/],
    ['redis+sentinel://10.0.0.1:26379', /does not ask Sentinel/],
    [`redis://:${secret}@10.0.0.1:6379,10.0.0.2:6379/0`, /one Redis server, not to several or to a Cluster/],
    ['redis+cluster://10.0.0.1:6379', /one Redis server, not to several or to a Cluster/],
    ['unix://run/redis.sock', /the whole path of the socket/],
    ['unix:///', /the whole path of the socket/],
    ['unix:///run/redis.sock?db=main', /the number of a database/],
  ])('%s stops the start with one sentence that holds no secret', (url, why) => {
    const reading = () => readConfig({ REDIS_URL: url });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(why);
    expect(reading).toThrow(/^REDIS_URL: [^\n]+$/);
    expect(reading).not.toThrow(new RegExp(secret));
  });
});

describe('AIRB_REDIS_PREFIX', () => {
  it('is airb when nothing is said, and takes no sign that Redis or BullMQ give a meaning', () => {
    expect(readConfig({}).redisPrefix).toBe('airb');
    expect(readConfig({ AIRB_REDIS_PREFIX: 'team-a.airb' }).redisPrefix).toBe('team-a.airb');
    for (const prefix of ['a:b', 'a*', '{a}', 'with blank', 'a'.repeat(41)])
      expect(() => readConfig({ AIRB_REDIS_PREFIX: prefix })).toThrow(/AIRB_REDIS_PREFIX: expected up to 40/);
  });
});
