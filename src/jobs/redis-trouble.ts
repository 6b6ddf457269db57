/** What can be wrong with a Redis server, as far as airb tells it apart. */
export type TroubleKind = keyof typeof words;

export interface Trouble {
  kind: TroubleKind;
  /** What the server or the connection said; never shown outside the log and the doctor. */
  why: string;
}

/** What each kind is called, and what to do about it. */
const words = {
  unreachable: {
    what: 'Redis can not be reached',
    fix: 'Start it, or correct REDIS_URL; a certificate of your own authority is named by NODE_EXTRA_CA_CERTS',
  },
  silent: {
    what: 'Redis gives no answer',
    fix: 'Look whether it hangs or swaps, with redis-cli --latency and SLOWLOG GET',
  },
  loading: {
    what: 'Redis is still loading its data',
    fix: 'Wait; a Redis of airb’s own needs no persistence and starts at once',
  },
  refused: {
    what: 'Redis refuses user or password',
    fix: 'Correct them in REDIS_URL; a character with a meaning in addresses is written like %40 for @',
  },
  forbidden: {
    what: 'Redis does not permit what BullMQ needs',
    fix: 'Let the user run all commands on the keys below AIRB_REDIS_PREFIX: ACL SETUSER <user> ~airb:* +@all',
  },
  readonly: {
    what: 'Redis is a replica that takes no writes',
    fix: 'Name the primary in REDIS_URL, or an address that follows it',
  },
  full: {
    what: 'Redis has no memory left',
    fix: 'Raise maxmemory, or give airb a Redis of its own; it needs a few megabytes',
  },
  unsafe: {
    what: 'Redis takes no writes because it can not keep them safe',
    fix: 'Mend its disk or its replicas, or switch that protection off: airb needs no persistence',
  },
  database: {
    what: 'Redis has no database of that number',
    fix: 'Correct the number after the host in REDIS_URL, or raise `databases` in redis.conf',
  },
  cluster: {
    what: 'Redis is a node of a Cluster, which airb does not speak to',
    fix: 'Name a server that is not part of a Cluster in REDIS_URL',
  },
  sentinel: {
    what: 'this is a Sentinel and not a Redis server',
    fix: 'Name the primary in REDIS_URL, or an address that follows it',
  },
  old: {
    what: 'Redis is too old for BullMQ',
    fix: 'Update it; airb is tested with Redis 7, and BullMQ recommends 6.2 or newer',
  },
} as const;

/** Errors by what the message or the code holds; the first that fits counts. */
const signs: readonly [TroubleKind, RegExp][] = [
  ['readonly', /\b(?:READONLY|MASTERDOWN)\b/],
  ['full', /\bOOM\b/],
  ['loading', /\bLOADING\b/],
  ['refused', /\b(?:NOAUTH|WRONGPASS)\b|invalid password|AUTH called with/],
  ['forbidden', /\bNOPERM\b/],
  ['unsafe', /\b(?:MISCONF|NOREPLICAS)\b/],
  ['database', /DB index/i],
  ['cluster', /\b(?:MOVED|ASK|CLUSTERDOWN|CROSSSLOT)\b/],
  ['old', /Redis version needs to be/],
  ['silent', /timed out|Socket timeout/i],
  [
    'unreachable',
    /\bE(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOST|NET|PIPE|NOENT|ACCES)|Connection is closed|isn't writeable|retries per request|ERR_(?:TLS|SSL)|CERT|closed before|Ready check failed/i,
  ],
];

/** @returns undefined for an error that says nothing of the server */
export function troubleOf(error: Error): Trouble | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const why = error.message || String(code);
  const found = signs.find(([, sign]) => sign.test(`${code ?? ''} ${why}`));
  return found && { kind: found[0], why };
}

/** The trouble as a sentence without its full stop. */
export function inWords({ kind }: Trouble): string {
  return words[kind].what;
}

/** What to do about it. */
export function remedy({ kind }: Trouble): string {
  return words[kind].fix;
}

/** True while the connection works and the server says no: BullMQ would ask again at once, and never stop. */
export function isRefusal({ kind }: Trouble): boolean {
  return kind !== 'unreachable' && kind !== 'silent' && kind !== 'loading';
}
