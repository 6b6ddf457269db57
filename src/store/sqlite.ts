import { inArray, lt, sql } from 'drizzle-orm';
import { day, hour, type Instant } from '../domain/time.ts';
import type { Committed, Store } from '../ports/store.ts';
import { writer } from './apply.ts';
import { rememberHead } from './audit-heads.ts';
import { keepKey } from './audit-key.ts';
import { auditLog } from './audit-log.ts';
import { backlogCounter } from './backlog.ts';
import { dispenser } from './claim.ts';
import { type Connection, connect } from './connection.ts';
import { explain } from './faults.ts';
import { groupCommit } from './group-commit.ts';
import { loader } from './load.ts';
import { lookUps } from './look-up.ts';
import { applyMigrations } from './migrate.ts';
import { replan } from './replan.ts';
import { inputs } from './schema.ts';
import { verifier } from './verify.ts';

export interface SqliteOptions {
  /** When input keys are noted; they are forgotten after 14 days. */
  now?: () => Instant;
  /** How many writes may wait before more are turned away with BusyError; 5,000 unless told. */
  capacity?: number;
  /** The key of the audit log; one beside the file when left out, made where there is none. */
  auditKey?: string | undefined;
}

/** Senders stop repeating long before this. */
const keysKept = 14 * day;
const pruneAtOnce = 500;

/**
 * The records in one SQLite file, which is made and brought to the present schema where needed.
 * @param options.file path of the file; its folder is made
 * @throws ConfigError when the file is damaged, read-only or of a newer airb
 */
export async function openSqliteStore({
  file,
  ...options
}: SqliteOptions & { file: string }): Promise<Store> {
  const connection = connect(file);
  try {
    applyMigrations(connection);
    return sqliteStore(connection, options);
  } catch (error) {
    connection.sqlite.close();
    throw explain(error, file);
  }
}

/** The same on a connection that is open and migrated. */
export function sqliteStore(connection: Connection, options: SqliteOptions): Store {
  const { sqlite, db, file } = connection;
  const { now = Date.now } = options;
  const load = loader(db);
  const audit = auditLog(connection, () => keepKey(file, options.auditKey));
  const { apply, remember, prove, keep, keepFirst } = writer(db, audit);
  const { claim, nextDue, revive } = dispenser(db);
  const verify = verifier(connection, options.auditKey);
  const backlog = backlogCounter(db);
  const ask = lookUps(connection);
  const prune = pruner(db, now);
  const listeners: ((commit: Committed) => void)[] = [];
  let dueAt: Instant | undefined;
  let redacted = false;
  const commits = groupCommit(sqlite, {
    capacity: options.capacity ?? 5000,
    explain: (error) => explain(error, file),
    afterCommit: (writes) => {
      for (const hear of listeners) hear({ writes, dueAt });
      dueAt = undefined;
      if (redacted) emptyLog(sqlite);
      redacted = false;
    },
  });

  const write: Store['write'] = (needs, decide) => {
    const fromOutside = needs.inputKey ?? needs.episode ?? needs.change;
    return commits.run(fromOutside === undefined ? 'own' : 'intake', () => {
      prune();
      const loaded = load(needs);
      const { writes, answer, applied } = decide(loaded);
      const due = apply(writes);
      if (needs.inputKey !== undefined && !loaded.duplicate) remember(needs.inputKey, now());
      if (due !== undefined) dueAt = Math.min(dueAt ?? due, due);
      applied?.();
      redacted ||= writes.redact !== undefined;
      return answer;
    });
  };

  /** Questions are answered from what is committed: no transaction is open between two turns of the event loop. */
  async function answered<T>(question: () => T): Promise<T> {
    try {
      return question();
    } catch (error) {
      throw explain(error, file);
    }
  }

  return {
    write,
    events: (incident) => answered(() => ask.events(incident)),
    heads: (filter) => answered(() => ask.heads(filter)),
    head: (incident) => answered(() => ask.head(incident)),
    incidentOfRoom: (room) => answered(() => ask.incidentOfRoom(room)),
    alerts: (incident) => answered(() => ask.alerts(incident)),
    changes: (filter) => answered(() => ask.changes(filter)),
    document: (hash) => answered(() => ask.document(hash)),
    recall: (key) => answered(() => ask.recall(key)),
    remember: (key, value) => commits.run('own', () => keep({ key, value })),
    settleOn: (key, value) =>
      commits.run('own', () => {
        keepFirst({ key, value });
        return ask.recall(key) ?? value;
      }),
    slot: (incident, slot) => answered(() => ask.slot(incident, slot)),
    effects: (incident) => answered(() => ask.effects(incident)),
    backlog: (at) => answered(() => backlog(at)),
    nextDue: () => answered(nextDue),
    verify: (incident, posted) => answered(() => verify(incident, posted)),
    auditHead: () => answered(ask.auditHead),
    rememberHead: (head) => answered(() => rememberHead(file, head)),
    claim: (query) => commits.run('own', () => claim(query)),
    reviveInterrupted: (at) => commits.run('own', () => revive(at)),
    replan: (at, back) => commits.run('own', () => replan(db, at, back)),
    onCommit: (listener) => void listeners.push(listener),
    ping: () => commits.run('own', () => prove(now())),
    close: async () => {
      await commits.end();
      sqlite.close();
    },
  };
}

/** The write-ahead log still holds the pages as they were before. While somebody else reads, it is emptied later. */
function emptyLog(sqlite: Connection['sqlite']): void {
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // What was decided is stored all the same.
  }
}

/** Forgets old input keys once an hour, a few with each write, so that no write waits for many. */
function pruner(db: Connection['db'], now: () => Instant): () => void {
  const value = sql.placeholder;
  const old = db
    .select({ key: inputs.key })
    .from(inputs)
    .where(lt(inputs.at, value('before')))
    .limit(pruneAtOnce);
  const forget = db.delete(inputs).where(inArray(inputs.key, old)).prepare();
  let next = 0;
  return () => {
    const at = now();
    if (at < next) return;
    if (forget.run({ before: at - keysKept }).changes < pruneAtOnce) next = at + hour;
  };
}
