import { channelsIn } from '../domain/runbooks/compile.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Instant, minute, second } from '../domain/time.ts';
import type { Unkept } from '../flow/cadence-audit.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Serving } from '../ports/serving.ts';
import { unkeptCard } from '../views/chat/unkept.ts';

/** When the promises were last looked at to the end, and how many nobody had kept. */
export interface Pulse {
  at: Instant;
  unkept: number;
  /** When the address outside last answered; absent where it never has. */
  beatAt?: Instant;
}

/** The pulse before the first look: as old as the start. */
export function createPulse(clock: Clock): Pulse {
  return { at: clock.now(), unkept: 0 };
}

interface Watched {
  audit(): Promise<Unkept[]>;
  pulse: Pulse;
  clock: Clock;
  log: Log;
  library(): Library;
  chats: readonly Pick<Chat, 'name' | 'post'>[];
  memory: Memory & Pick<Serving, 'takeTurn'>;
  /** Asked for while all is well, by whoever rings when it is not; may hold a secret. */
  heartbeatUrl: string | undefined;
}

const every = minute;
const patience = 10 * second;

/**
 * airb's own look at its promises, which asks neither timers nor queue. What is found twice is told in the operations
 * channel; found once, it may just be on its way. While anything is found, or the look itself fails, the address outside is
 * not asked for, so somebody else notices even where airb can't speak.
 */
export function cadenceWatch(watched: Watched): { check(): Promise<void> } {
  const { audit, pulse, clock, log } = watched;
  let before = new Set<string>();
  let heard = true;

  async function beat(): Promise<void> {
    const trouble = await ping(watched.heartbeatUrl);
    if (trouble !== undefined && heard)
      log.warn({ error: trouble }, 'the heartbeat address does not answer; it is asked again each minute');
    heard = trouble === undefined;
    if (heard && watched.heartbeatUrl !== undefined) pulse.beatAt = clock.now();
  }

  return {
    async check() {
      const found = await audit();
      pulse.at = clock.now();
      pulse.unkept = found.length;
      for (const one of found) if (before.has(nameOf(one))) await alarm(watched, one);
      before = new Set(found.map(nameOf));
      if (found.length === 0) await beat();
    },
  };
}

/** Looks every minute, until stopped. */
export function startCadenceWatch(watched: Watched): () => void {
  const watch = cadenceWatch(watched);
  const timer = setInterval(
    () =>
      void watch.check().catch((error: unknown) => {
        watched.log.error({ error: String(error) }, 'the promises to stakeholders could not be looked at');
      }),
    every,
  );
  timer.unref();
  return () => clearInterval(timer);
}

/** The same promise is told once, by one of all replicas. */
async function alarm({ library, chats, memory, log }: Watched, unkept: Unkept): Promise<void> {
  const key = `unkept/${nameOf(unkept)}`;
  if ((await memory.recall(key)) !== undefined) return;
  if (!(await memory.takeTurn({ name: key, every: minute }))) return;
  const { incident, dueAt } = unkept;
  log.error({ incident, dueAt }, 'a promise to stakeholders was not kept, and airb did not speak either');
  const { organization } = library();
  const { operationsChannel = organization.incidentsChannel } = organization;
  const channels = channelsIn(
    operationsChannel,
    chats.map(({ name }) => name),
  );
  for (const chat of chats) {
    const channel = channels[chat.name];
    if (channel === undefined) continue;
    await chat
      .post({ channel }, unkeptCard(unkept), key)
      .catch((error: unknown) =>
        log.error({ error: String(error), chat: chat.name }, 'the operations channel could not be told'),
      );
  }
  await memory.remember(key, 'told');
}

function nameOf({ incident, dueAt, reader = '' }: Unkept): string {
  return `${incident}/${dueAt}/${reader}`;
}

/** @returns what was wrong; undefined where it was answered, or where there is no address */
async function ping(url: string | undefined): Promise<string | undefined> {
  if (url === undefined) return undefined;
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    await answer.body?.cancel();
    return answer.ok ? undefined : `HTTP ${answer.status}`;
  } catch (error) {
    // The address may hold a secret, and an error may quote it.
    return error instanceof Error ? error.name : 'no answer';
  }
}
