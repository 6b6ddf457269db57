import type { Duration } from '../domain/time.ts';
import type { Repeated } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { inTime } from './in-time.ts';
import type { RedisAddress } from './redis-address.ts';
import { connect } from './redis-connect.ts';
import { healthOf } from './redis-health.ts';
import { type Finding, feel } from './redis-pulse.ts';
import { openSession, type Session, type Takers, type WakeUp } from './redis-session.ts';
import { isRefusal, type Trouble, troubleOf } from './redis-trouble.ts';

export interface RedisQueue {
  /** @returns false when Redis did not accept it; never throws, never waits long */
  add(wakeUp: WakeUp): Promise<boolean>;
  /** Has some process taken a turn of this work since the last call? Never throws, never waits long. */
  moved(work: Pick<Repeated, 'name' | 'every'>): Promise<boolean>;
  trouble(): Trouble | undefined;
  close(): Promise<void>;
}

export interface RedisQueueOptions {
  address: RedisAddress;
  /** All keys of airb begin with this and a colon. */
  prefix: string;
  log: Log;
  takers: Takers;
}

/** How often the server is felt. */
const every: Duration = 1000;
/** After so many bad pulses, and again after as many, the connection is made anew: its name may lead elsewhere now. */
const enough = 5;
/** No answer for so long is said; a process that is busy itself may hear one late. */
const silence: Duration = 3000;
/** So many good pulses in a row, the session open and without an error, and it is said that Redis is back. */
const steady = 2;

/**
 * A queue of wake-ups in Redis. The session with BullMQ is open only while the server takes writes: `add` waits for ever
 * for a server that was never there, and a worker asks a server that refuses again at once.
 */
export function redisQueue({ address, prefix, log, takers }: RedisQueueOptions): RedisQueue {
  const health = healthOf(log);
  const producing = connect(address, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  let session: Session | undefined;
  let pulses: { good: number; bad: number } = { good: 0, bad: 0 };
  let asking = false;
  let closed = false;
  let slow = false;

  function heard(error: Error): void {
    const trouble = troubleOf(error);
    if (trouble) ill(trouble);
    else log.debug({ why: error.message }, 'BullMQ could not finish something; the sweep finds what it was');
  }

  function ill(trouble: Trouble): void {
    pulses.good = 0;
    health.ill(trouble);
    if (isRefusal(trouble)) drop();
  }

  function open(): Session {
    const consuming = connect(address, { maxRetriesPerRequest: null });
    /** What a session says while it is being closed tells nothing new. */
    const listen = (error: Error) => (session === opened ? heard(error) : undefined);
    const opened = openSession({ producing, consuming, prefix, takers, heard: listen });
    consuming.on('error', listen);
    return opened;
  }

  function drop(): void {
    const dropped = session;
    session = undefined;
    void dropped?.close(true);
  }

  function judge(finding: Finding): void {
    if (closed) return;
    if (finding === 'well') {
      pulses = { good: pulses.good + 1, bad: 0 };
      session ??= open();
      if (pulses.good >= steady) health.well();
    } else if (finding) ill(finding);
  }

  /** Bad pulses are counted while an answer is waited for, too. */
  async function pulse(): Promise<void> {
    pulses.bad += 1;
    const kind = health.trouble()?.kind;
    if (pulses.bad % enough === 0 && (kind === 'silent' || kind === 'readonly')) {
      drop();
      producing.disconnect(true);
    }
    if (asking) return;
    asking = true;
    const asked = feel(producing, `${prefix}:pulse`).then((finding) => ({ finding }));
    if ((await inTime(asked, silence)) === undefined && !closed) ill({ kind: 'silent', why: 'no answer' });
    judge((await asked).finding);
    asking = false;
  }

  producing.on('error', heard);
  producing.on('ready', () => void pulse());
  const timer = setInterval(() => void pulse(), every);

  async function answered<T>(ask: (present: Session) => Promise<T>): Promise<T | undefined> {
    if (!session || producing.status !== 'ready' || slow || health.trouble()?.kind === 'silent')
      return undefined;
    const asked = ask(session).then(
      (answer) => ({ answer }),
      (error: Error) => {
        heard(error);
        return { answer: undefined };
      },
    );
    const got = await inTime(asked);
    // The socket is open and gives no answer. Nothing more is asked until it does, because requests would pile up here.
    if (got === undefined) {
      slow = true;
      void asked.then(() => {
        slow = false;
      });
    }
    return got?.answer;
  }

  return {
    add: async (wakeUp) => (await answered((present) => present.add(wakeUp).then(() => true))) ?? false,
    moved: async (work) => (await answered((present) => present.moved(work))) ?? false,
    trouble: health.trouble,
    async close() {
      closed = true;
      health.mute();
      clearInterval(timer);
      // What is only slow to answer gets its second: jobs in hand go back to the queue instead of stalling there.
      const kind = health.trouble()?.kind ?? 'silent';
      const gone = producing.status !== 'ready' || kind !== 'silent';
      await session?.close(gone);
      producing.disconnect();
    },
  };
}
