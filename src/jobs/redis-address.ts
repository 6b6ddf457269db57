/** Where a Redis server is and how airb signs in there. */
export interface RedisAddress {
  /** Either a host with a port, or the path of a unix socket. */
  at: { host: string; port: number; family?: 4 | 6 } | { path: string };
  tls: boolean;
  username?: string;
  password?: string;
  db: number;
}

const forms = 'redis://host:6379, rediss:// for TLS, or unix:///path/of/the/socket';
const socketHost = 'socket';
const families: Readonly<Record<string, 4 | 6>> = { '4': 4, '6': 6 };

/**
 * Reads `REDIS_URL`: `redis[s]://user:password@host:port/database?family=6` or `unix://user:password@/path?db=3`.
 * @returns the address, or what is wrong with it, without anything secret
 */
export function readRedisAddress(text: string): RedisAddress | { wrong: string } {
  const [scheme = ''] = text.split(':');
  if (/sentinel/i.test(scheme))
    return {
      wrong: `airb does not ask Sentinel where the primary is; expected the address that leads to it: ${forms}`,
    };
  const hosts = text.replace(/^\w+:\/\/(?:[^/]*@)?/, '').split(/[/?]/)[0] ?? '';
  if (/cluster/i.test(scheme) || hosts.includes(','))
    return { wrong: `airb speaks to one Redis server, not to several or to a Cluster; expected ${forms}` };
  // What a URL of this kind lacks is a host, without which nothing may stand before the “@”.
  const whole = text.replace(/^unix:\/\/([^/@]*@)?\//, `unix://$1${socketHost}/`);
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url?.protocol === 'redis:' || url?.protocol === 'rediss:') return ofServer(url);
  if (url?.protocol === 'unix:') return ofSocket(url);
  return { wrong: `expected ${forms}` };
}

/** The address as people read it, without user and password. */
export function redisPlace({ at, db, tls }: RedisAddress): string {
  if ('path' in at) return `${at.path}, database ${db}`;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return `${host}:${at.port}${tls ? ' (TLS)' : ''}, database ${db}`;
}

function ofServer(url: URL): RedisAddress | { wrong: string } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') return { wrong: `expected a host: ${forms}` };
  const db = databaseIn(url.pathname.slice(1));
  if (db === undefined)
    return { wrong: 'expected the number of a database after the host: redis://host:6379/3' };
  const { family, ...others } = Object.fromEntries(url.searchParams);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined)
    return { wrong: `does not know “${unknown}”; only family=4 or family=6 may follow “?”` };
  if (family !== undefined && families[family] === undefined)
    return { wrong: 'expected family=4 or family=6' };
  const port = url.port === '' ? 6379 : Number(url.port);
  return signedIn(url, {
    at: { host, port, ...(family !== undefined && { family: families[family] }) },
    tls: url.protocol === 'rediss:',
    db,
  });
}

function ofSocket(url: URL): RedisAddress | { wrong: string } {
  const path = decoded(url.pathname);
  if (url.host !== socketHost || path === undefined || !/^\/./.test(path))
    return { wrong: 'expected the whole path of the socket: unix:///run/redis/redis.sock' };
  const { db: asked = '', ...others } = Object.fromEntries(url.searchParams);
  const db = databaseIn(asked);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined || db === undefined)
    return { wrong: 'only the number of a database may follow “?”: ?db=3' };
  return signedIn(url, { at: { path }, tls: false, db });
}

function signedIn(url: URL, address: RedisAddress): RedisAddress | { wrong: string } {
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (username === undefined || password === undefined)
    return { wrong: 'user or password hold a “%” that begins no character; write it %25' };
  if (username !== '' && password === '')
    return { wrong: 'there is a user without a password; expected user:password@ or :password@' };
  return { ...address, ...(username && { username }), ...(password && { password }) };
}

function databaseIn(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
