import { randomUUID } from 'node:crypto';
import type { Instant } from '../domain/time.ts';
import type { ConfigError } from '../errors.ts';
import type { Needs } from '../ports/records.ts';
import type { Committed, Store } from '../ports/store.ts';
import { canWait, writer } from './apply.ts';
import { rememberHead } from './audit-heads.ts';
import { type AuditKey, keepKey } from './audit-key.ts';
import { auditLog } from './audit-log.ts';
import { backlogCounter } from './backlog.ts';
import { chainReader } from './chained.ts';
import { dispenser, nextDue } from './claim.ts';
import { contentReader } from './contents.ts';
import type { Connection } from './database.ts';
import { effectWriter } from './effects.ts';
import { weigher } from './empty.ts';
import { gathering } from './gathered.ts';
import { apart, groupCommit } from './group-commit.ts';
import { ownerOn, reviver } from './leases.ts';
import { decider } from './load.ts';
import { lookUps } from './look-up.ts';
import { pruner } from './prune.ts';
import { replan } from './replan.ts';
import { roll, serving } from './serving.ts';
import { subscriptionReader, subscriptionWriter } from './subscriptions.ts';
import { tallyReader, tallyWriter } from './tallies.ts';
import { turnTaker } from './turns.ts';
import { verifier, type Witnesses } from './verify.ts';

export interface StoreOptions {
  /** When input keys are noted, and what is old by now is pruned. */
  now?: () => Instant;
  /** How many writes may wait before more are turned away with BusyError; 5,000 unless told. */
  capacity?: number;
  /** Whose the effects are that are taken; made anew for each store unless told. */
  owner?: string;
}

export interface AuditOptions extends Witnesses {
  /** Why a log made with another key must not go on with this one; any may when left out. */
  refusesKey?(key: AuditKey): ConfigError | undefined;
}

/** The store on a connection that is open and has the present schema; it closes the connection with itself. */
export function createStore(
  connection: Connection,
  { now = Date.now, capacity = 5000, owner: id = randomUUID(), ...audited }: StoreOptions & AuditOptions,
): Store {
  const { writing, reading, explain, database, place } = connection;
  let redacted = false;
  const { folder, auditKey, refusesKey = () => undefined } = audited;
  const audit = auditLog(writing, { key: () => keepKey(folder, auditKey), refuses: refusesKey });
  const owner = ownerOn(connection, id);
  const effects = effectWriter(writing, owner);
  const gathered = gathering(writing, effects, audit);
  const decided = decider(writing, gathered);
  const { apply, remember, prove, keep, keepFirst } = writer(writing, { audit, effects, gathered });
  const subscribed = subscriptionWriter(writing);
  const keepTally = tallyWriter(writing);
  const { claim } = dispenser(writing, owner);
  const { revive } = reviver(writing, owner);
  const served = serving(writing, { owner, key: () => keepKey(folder, auditKey).key });
  const { stale, prune } = pruner(writing, audit, { now, takeTurn: turnTaker(writing, connection) });
  const questions = {
    ...lookUps(reading),
    ...contentReader(reading),
    weight: weigher(reading),
    ...tallyReader(reading),
    subscriptions: subscriptionReader(reading),
    backlog: backlogCounter(reading),
    nextDue: nextDue(reading, owner),
    verify: verifier(connection, audited),
    chain: chainReader(connection),
    replicas: roll(reading),
    takeTurn: turnTaker(reading, connection),
    rememberHead: async (head: Parameters<Store['rememberHead']>[0]) => rememberHead(folder, head),
  };
  const listeners: ((commit: Committed) => void)[] = [];
  let dueAt: Instant | undefined;
  const commits = groupCommit(writing.transaction, {
    capacity,
    explain,
    gathered,
    elapsed: () => performance.now(),
    afterCommit: (writes) => {
      for (const hear of listeners) hear({ writes, dueAt });
      dueAt = undefined;
      if (redacted) connection.wipe();
      redacted = false;
    },
  });

  const write: Store['write'] = (needs, decide) => {
    return commits.run(kindOf(needs), async (how) => {
      if (stale()) await prune();
      const { writes, answer, applied, known } = await decided(
        needs,
        (loaded) => ({ ...decide(loaded), known: loaded.duplicate }),
        how,
      );
      if (how === 'gathering' && !canWait(writes)) throw apart;
      const due = await apply(writes);
      if (needs.inputKey !== undefined && !known) await remember(needs.inputKey, now());
      if (due !== undefined) dueAt = Math.min(dueAt ?? due, due);
      applied?.();
      redacted ||= writes.redact !== undefined || writes.empty !== undefined;
      return answer;
    });
  };

  return {
    database,
    place,
    limiter: connection.limiter,
    write,
    ...inWords(questions, explain),
    remember: (key, value) => commits.run('own', async () => void (await keep({ key, value }))),
    settleOn: (key, value) => commits.run('own', () => keepFirst({ key, value })),
    subscribe: (subscription) => commits.run('own', () => subscribed.subscribe(subscription)),
    unsubscribe: (person, of) => commits.run('own', () => subscribed.unsubscribe(person, of)),
    keepTally: (tally, version) => commits.run('own', () => keepTally(tally, version)),
    claim: (query) => commits.run('own', () => claim(query)),
    reviveInterrupted: (at) => commits.run('own', () => revive(at)),
    replan: (at, back) => commits.run('own', () => replan(writing, at, back)),
    join: (me) => commits.run('own', () => served.join(me)),
    renew: (at) => commits.run('own', () => served.renew(at)),
    leave: () => commits.run('own', () => served.leave()),
    onCommit: (listener) => void listeners.push(listener),
    giveBack: () => commits.run('own', async () => connection.giveBack()),
    ping: () => commits.run('own', async () => void (await prove(now()))),
    close: async () => {
      await commits.end();
      await connection.close();
    },
  };
}

/** Alerts come in storms; they carry an episode. What has a key of its own has to note it at once. */
function kindOf({ inputKey, episode, change }: Needs): 'alerts' | 'intake' | 'own' {
  if (inputKey !== undefined || change !== undefined) return 'intake';
  return episode === undefined ? 'own' : 'alerts';
}

type Question = (...asked: never[]) => Promise<unknown>;

/** The same questions, whose faults are put into words. */
function inWords<Questions extends Record<string, Question>>(
  questions: Questions,
  explain: Connection['explain'],
): Questions {
  const explained = Object.entries(questions).map(([name, question]) => [
    name,
    (...asked: never[]) =>
      question(...asked).catch((error: unknown) => {
        throw explain(error);
      }),
  ]);
  return Object.fromEntries(explained) as Questions;
}
