import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { DueWork } from '../ports/jobs.ts';

/** More than so many instants are known: those that have passed are forgotten. */
const many = 10_000;
/** The most that is asked at once, so that a storm of timers does not look like a Redis that is slow to answer. */
const atOnce = 100;

/**
 * Gathers what was asked for in one breath of the process, so that each instant is asked of the queue once, with all
 * that is known to fall due then. What falls due is remembered, because whoever asks again may know only a part of it.
 * @param ask never throws
 */
export function wishes(
  clock: Clock,
  ask: (at: Instant, about: DueWork[]) => Promise<void>,
): { add(at: Instant, about?: DueWork): void; clear(): void } {
  const known = new Map<Instant, DueWork[]>();
  const asked = new Set<Instant>();
  let breath: NodeJS.Immediate | undefined;

  async function askAll(): Promise<void> {
    while (asked.size > 0) {
      const now = [...asked].slice(0, atOnce);
      for (const at of now) asked.delete(at);
      await Promise.all(now.map((at) => ask(at, known.get(at) ?? [])));
    }
    breath = undefined;
    if (known.size > many) for (const at of known.keys()) if (at <= clock.now()) known.delete(at);
  }

  return {
    add(at, about) {
      const before = known.get(at) ?? [];
      const told = before.some(({ incident, what }) => incident === about?.incident && what === about?.what);
      if (about && !told) known.set(at, [...before, about]);
      asked.add(at);
      breath ??= setImmediate(() => void askAll());
    },
    clear() {
      clearImmediate(breath);
      breath = undefined;
      asked.clear();
      known.clear();
    },
  };
}
