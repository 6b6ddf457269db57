import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Seal } from '../domain/chat/seal.ts';
import { type Duration, second } from '../domain/time.ts';
import { createLeases, type KeptLeases, type Leases, noLeases } from '../flow/deliver/leases.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Joined } from '../ports/serving.ts';
import type { Store } from '../ports/store.ts';
import { agreedOn, refusalOf } from './agreed.ts';
import type { OnStop } from './app.ts';
import { patiently } from './patiently.ts';
import type { Settings } from './settings.ts';

/** This process among those that serve the same records. */
export interface Serving {
  leases: Leases;
  /** How many serve, this one included, as far as was last heard. */
  count(): number;
  /** From now on the leases are renewed; `wake` looks for what is due. */
  start(wake: () => Promise<void>): void;
}

/** Between two renewals. A process that dies has its work taken over after a lease and one of these at most. */
const every: Duration = 2 * second;
/** A second less than the lease in the records. */
const lasts: Duration = 6 * second;
/** As long as a lease, and a little: one that has died is in the way no longer. */
const leaseIsOver: Duration = 8 * second;
/** A greater difference of two clocks is worth a word. */
const noticed: Duration = 5 * second;

interface Parts {
  store: Store;
  seal: Seal;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

/**
 * Joins those that serve the records in PostgreSQL. A file is held by one process, which has nobody to tell.
 * @throws ConfigError when another one serves with other settings
 */
export async function openServing(settings: Settings, parts: Parts): Promise<Serving> {
  if (settings.databaseUrl === undefined) return { leases: noLeases, count: () => 1, start: () => undefined };
  const { store, log, onStop, seal } = parts;
  const me = { label: `process ${process.pid} on ${hostname()}`, settings: agreedOn(settings, seal) };
  const leases = createLeases({ elapsed, lasts });
  await patiently(() =>
    leases.keep(async () => {
      tellClock(await joined(() => store.join(me)), log);
      return true;
    }),
  );
  onStop('the leases', () => store.leave().catch((error: unknown) => tellLeave(error, log)));
  let count = (await store.replicas()).length;
  const renewing = { ...parts, leases, me, counted: (now: number) => (count = now) };
  return {
    leases,
    count: () => Math.max(1, count),
    start: (wake) => onStop('the renewal of leases', startRenewing({ ...renewing, wake })),
  };
}

/** Goes on while the process is stopped and, by the clock of the machine, while the machine is asleep. */
function elapsed(): number {
  return Math.max(performance.now(), systemClock.now() - performance.timeOrigin);
}

/** One that died a moment ago, with other settings, is waited for. */
async function joined(join: () => Promise<Joined>): Promise<Joined> {
  for (const end = elapsed() + leaseIsOver; ; await pause(second / 2)) {
    const found = await join();
    if (found.disagreeing.length === 0) return found;
    const refusal = refusalOf(found.disagreeing);
    if (refusal && elapsed() >= end) throw refusal;
  }
}

function tellClock({ now }: Joined, log: Log): void {
  const ahead = systemClock.now() - now;
  if (Math.abs(ahead) < noticed) return;
  const seconds = Math.round(Math.abs(ahead) / second);
  log.warn(
    { seconds },
    `the clock of this machine is ${ahead > 0 ? 'ahead of' : 'behind'} that of the database`,
  );
}

function tellLeave(error: unknown, log: Log): void {
  log.warn({ error: String(error) }, 'the leases could not be given back; they end by themselves in seconds');
}

interface Renewing extends Parts {
  leases: KeptLeases;
  me: { label: string; settings: Record<string, string> };
  counted(now: number): void;
  wake(): Promise<void>;
}

/** Renews every two seconds, one renewal at a time, until stopped. */
function startRenewing(parts: Renewing): () => Promise<void> {
  const { log } = parts;
  let present: Promise<void> | undefined;
  const turn = () => {
    present ??= renew(parts)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'the leases could not be renewed yet'))
      .finally(() => {
        present = undefined;
      });
  };
  const timer = setInterval(turn, every);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await present;
  };
}

async function renew({ store, clock, log, leases, me, counted, wake }: Renewing): Promise<void> {
  let revived = 0;
  await leases.keep(async () => {
    const renewed = await store.renew(clock.now());
    revived = renewed.revived;
    return renewed.kept;
  });
  if (leases.begin() === undefined) await comeBack({ store, log, leases, me });
  counted((await store.replicas()).length);
  if (revived === 0) return;
  log.warn({ effects: revived }, 'another process ended while it was sending; looking before repeating that');
  await wake();
}

/** What this process had taken before is not its own any more. */
async function comeBack({ store, log, leases, me }: Pick<Renewing, 'store' | 'log' | 'leases' | 'me'>) {
  await leases.keep(async () => {
    const refusal = refusalOf((await store.join(me)).disagreeing);
    if (!refusal) return true;
    log.error({ error: refusal.message }, 'this process was away and can not serve beside those that do now');
    return false;
  });
  if (leases.begin()) log.warn({}, 'this process was away for longer than its leases; it begins anew');
}
