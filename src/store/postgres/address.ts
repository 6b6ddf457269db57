import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../../errors.ts';

/** Where the database is, and as whom to ask it. */
export interface Address {
  /** For people: host and database, never the password. */
  label: string;
  host: string;
  port: number;
  database: string;
  user: string | undefined;
  password: string | undefined;
  /** Says how the connection is encrypted; false for one that is not. */
  ssl: ConnectionOptions | false;
  /** Goes on without encryption where the server has none. */
  plainIfMust: boolean;
  applicationName: string | undefined;
  /** Passed to the server as they are: `-c search_path=airb`. */
  options: string | undefined;
  /** Milliseconds. */
  connectTimeout: number;
}

/** What an address may say after its question mark, as libpq has it. */
const known = [
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
  ...['host', 'port', 'user', 'password', 'application_name', 'connect_timeout', 'options'],
];

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * Reads an address as libpq does: `postgres://user:password@host:port/database?sslmode=verify-full`.
 * @param name what the address is called in an error: `DATABASE_URL`, `--to`
 * @throws ConfigError that repeats nothing of an address it can't read, because a part of it may be the password
 */
export function addressOf(text: string, name: string): Address {
  const refuse = (what: string, hint = example) => new ConfigError(`${name}: ${what}`, hint);
  if (!/^postgres(ql)?:\/\//i.test(text)) throw refuse('expected postgres://user@host/database');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.includes('#') || url.pathname.slice(1).includes('/')) throw refuse(unreadable, encode);
  const said = url.searchParams;
  for (const one of said.keys()) {
    if (!/^\w+$/.test(one)) throw refuse(unreadable, encode);
    if (!known.includes(one))
      throw refuse(`airb does not know ${one}, and ignores no setting`, `It knows ${known.join(', ')}.`);
  }
  const part = (raw: string) => {
    try {
      return decodeURIComponent(raw);
    } catch {
      throw refuse(unreadable, encode);
    }
  };
  const asked = (key: string, raw: string) => said.get(key) || part(raw) || undefined;
  const host = asked('host', url.hostname.replace(/^\[|\]$/g, '')) ?? 'localhost';
  const database = part(url.pathname.slice(1));
  if (!database) throw refuse('it names no database');
  if (host.includes(',')) throw refuse('it names several hosts, and airb asks one', 'Name the primary.');
  const port = wholeNumber(said.get('port') || url.port || '5432');
  const seconds = wholeNumber(said.get('connect_timeout') || '3');
  if (port === undefined || port > 65_535) throw refuse('its port is no port number');
  if (seconds === undefined) throw refuse('its connect_timeout is no number of seconds');
  const mode = said.get('sslmode') ?? 'prefer';
  if (!modes.includes(mode)) throw refuse(`its sslmode is none of ${modes.join(', ')}`);
  return {
    label: `${host}${port === 5432 ? '' : `:${port}`}/${database}`,
    ...{ host, port, database },
    user: asked('user', url.username),
    password: asked('password', url.password),
    // A socket file never leaves the machine.
    ssl: host.startsWith('/') ? false : encryption(mode, said, refuse),
    plainIfMust: mode === 'prefer',
    applicationName: said.get('application_name') || undefined,
    options: said.get('options') || undefined,
    connectTimeout: Math.max(1, seconds) * 1000,
  };
}

const example = 'Write postgres://user:password@host:5432/database.';
const unreadable = 'it can’t be read as an address';
const encode = 'In user and password write %23 for #, %2F for /, %3F for ?, %40 for @, %3A for :, %25 for %.';

function wholeNumber(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/**
 * `require` encrypts and asks for no proof of who the server is, unless a root certificate is named; `verify-ca` asks
 * for one, and `verify-full` for the name as well. Without a named root those of Node count.
 */
function encryption(
  mode: string,
  said: URLSearchParams,
  refuse: (what: string, hint: string) => ConfigError,
): ConnectionOptions | false {
  if (mode === 'disable' || mode === 'allow') return false;
  const read = (key: string) => {
    const path = said.get(key);
    if (!path) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch {
      throw refuse(`the file of its ${key} can’t be read`, `Check the path after ${key}=.`);
    }
  };
  const [root, cert, key] = [
    said.get('sslrootcert') === 'system' ? undefined : read('sslrootcert'),
    read('sslcert'),
    read('sslkey'),
  ];
  const proven = mode.startsWith('verify') || (mode === 'require' && root !== undefined);
  return {
    rejectUnauthorized: proven,
    ...(root && { ca: root }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(proven && mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}
