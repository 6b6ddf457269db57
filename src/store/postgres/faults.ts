import { BusyError, ConfigError } from '../../errors.ts';
import { DatabaseFault } from './ask.ts';

const grant = 'Grant the user CREATE and USAGE on the schema, or make it the owner of the database.';

/** What only a person can mend. The code is the SQLSTATE, or its first letters. */
const faults: [code: RegExp, what: string, hint: string][] = [
  [/^28P01$/, 'refuses the password', 'Correct user and password in DATABASE_URL.'],
  [
    /^28/,
    'lets nobody in as this user from here',
    'Correct the user in DATABASE_URL, or pg_hba.conf on the server.',
  ],
  [/^3D000$/, 'has no database of this name', 'Make it with createdb, or correct DATABASE_URL.'],
  [/^42501$/, 'does not let this user do that', grant],
  [/^25006$/, 'takes no writes: it is read-only', 'Point DATABASE_URL to the primary, or make it writable.'],
  [/^53100$/, 'is full: its disk has no room for more', 'Free space there; nothing stored is lost.'],
  [/^(58|XX)/, 'is damaged, or its disk reports an error', 'See the log of the server.'],
  [/^42P01$/, 'holds no tables of airb any more', 'Restore them from a backup, or run airb migrate.'],
];

/** What may be over with the next try: a restart, a lack of connections, somebody who holds a lock for long. */
const passing: [code: RegExp, what: string][] = [
  [/^57P0[123]$/, 'is starting or stopping'],
  [/^53300$/, 'has no connection to spare'],
  [/^53/, 'lacks memory or another resource'],
  [/^55P03$/, 'is held by another writer for too long'],
  [/^(57014|25P0[34])$/, 'took too long'],
  [/^40/, 'took the write back for another one'],
];

/** One write that can't be kept, such as a key too long for an index; the rest of the batch goes on. */
const ofOneWrite = /^(2[0123]|54)/;

/** True when the error is about the database, so that going on with the transaction makes no sense. */
export function isOver(error: unknown): boolean {
  return error instanceof DatabaseFault && !ofOneWrite.test(error.code);
}

/**
 * Turns an error of the database into words; another one stays as it is.
 * @param label host and database
 * @returns ConfigError for a fault, BusyError when another try may help
 */
export function explain(error: unknown, label: string): unknown {
  if (!(error instanceof DatabaseFault)) return error;
  const { code } = error;
  for (const [known, what, hint] of faults)
    if (known.test(code)) return new ConfigError(`PostgreSQL at ${label} ${what} (${code})`, hint);
  for (const [known, what] of passing)
    if (known.test(code)) return new BusyError(`PostgreSQL at ${label} ${what} (${code})`, 2);
  if (error.answered)
    return new Error(`PostgreSQL at ${label} refused a statement: ${error.message} (${code})`);
  return new BusyError(`PostgreSQL at ${label} can not be reached: ${reason(error)}`, 2);
}

/** The same where nobody will try again by themselves: at a start, or for a verb. */
export function explainStart(error: unknown, label: string): unknown {
  const explained = explain(error, label);
  if (!(explained instanceof BusyError)) return explained;
  return new ConfigError(
    explained.message,
    'See that it runs and can be reached from here, and check DATABASE_URL.',
  );
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOENT: 'there is no such socket',
  EACCES: 'its socket may not be opened',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name can not be looked up',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

function reason({ code, message }: DatabaseFault): string {
  const known = reasons[code];
  if (known) return `${known} (${code})`;
  if (/timeout|timed out/i.test(message)) return 'it does not answer in time';
  if (/does not support SSL/.test(message)) return 'it knows no TLS, and sslmode asks for it';
  if (/certificate|altname|self[- ]signed/i.test(message))
    return `its certificate is not trusted (${code || message})`;
  if (/password must be a string|no password/i.test(message))
    return 'it asks for a password, and there is none';
  return /terminated|closed|queryable|connection error/i.test(message)
    ? 'it closed the connection'
    : code || message;
}
