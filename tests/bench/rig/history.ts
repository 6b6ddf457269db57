import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import type { Outgoing } from '../../../src/domain/chat/outgoing.ts';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import type { Actor } from '../../../src/domain/people.ts';
import { second } from '../../../src/domain/time.ts';
import { createStates } from '../../../src/flow/states.ts';
import { createWriter } from '../../../src/flow/write.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { hash, mask } from '../../support/mask.ts';

const ana: Actor = { kind: 'person', id: 'ana', name: 'Ana Lima', standing: 'listed' };
const atOnce = 200;

/** Opens the records of a bot that has stopped. */
export async function withRecords<T>(dataDir: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ file: join(dataDir, 'airb.db') });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/**
 * Lets an incident live through so many commands more, as a long one does: mostly talk, also steps, notes, alerts and
 * readings. What they ask to be sent is put aside as sent. @returns how many events it has then
 */
export async function liveOn(store: Store, incident: number, commands: number): Promise<number> {
  const writer = createWriter({ store, clock: systemClock, states: createStates(), mask, hash });
  const opened = await writer.incident(incident);
  const steps = Object.keys(opened?.steps ?? {});
  for (let from = 0; from < commands; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, commands - from) }, (_, n) => from + n);
    await Promise.all(numbers.map((n) => writer.handle(incident, commandOf(n, steps), ana)));
    await putAside(store);
  }
  return (await store.head(incident))?.version ?? 0;
}

function commandOf(n: number, steps: string[]): CommandBody {
  const step = steps[Math.floor(n / 40) % steps.length] ?? '';
  switch (n % 20) {
    case 0:
      return Math.floor(n / 20) % 2 === 0 ? { type: 'step.do', step } : { type: 'step.undo', step };
    case 4:
      return { type: 'alert.arrive', alert: alertOf(n) };
    case 8:
      return { type: 'note', text: `Seen again in the traces of ${n % 60} past.` };
    case 12:
      return {
        type: 'readings',
        purpose: { for: 'demand' },
        sampledAt: Date.now(),
        readings: [{ signal: 'refusal_rate', at: Date.now(), value: 0.19 }],
      };
    default:
      return { type: 'message', message: `m${n}`, text: `We are looking at answer ${n}.`, files: [] };
  }
}

function alertOf(n: number) {
  const labels = { alertname: 'RefusalRatioHigh', system: 'bench-1', instance: `10.0.0.${n}` };
  const known = { source: 'alertmanager', fingerprint: n.toString(16), title: 'Refusals are high' };
  return { ...known, status: 'firing' as const, labels, annotations: {}, startsAt: Date.now(), extra: {} };
}

async function putAside(store: Store): Promise<void> {
  for (;;) {
    const due = await store.claim({ now: Date.now(), busyLanes: [], limit: 1000 });
    if (due.length === 0) return;
    await Promise.all(
      due.map(({ key }) =>
        store.write({}, () => ({ writes: { settle: { key, state: 'done' as const } }, answer: undefined })),
      ),
    );
  }
}

/** Timers of an incident that nothing cancels and that change nothing when they fire. */
export async function addTimers(store: Store, incident: number, dueAts: number[]): Promise<void> {
  const effects = dueAts.map((dueAt, n): Outgoing => {
    const name = `bench-${incident}-${n}`;
    const body = {
      kind: 'timer' as const,
      name,
      command: { type: 'update.deadline' as const, dueAt: dueAt - second },
    };
    const key = `${incident}.1000000.${n}`;
    return { key, incident, dueAt, lane: `timer:${name}`, priority: 22, body };
  });
  await store.write({}, () => ({ writes: { effects }, answer: undefined }));
}
