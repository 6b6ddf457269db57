import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { DueWork } from '../ports/jobs.ts';

/** More than so many instants are known: those that have passed are forgotten. */
const many = 10_000;

/**
 * Gathers what was asked for in one breath of the process, so that each instant is asked of the queue once, with all
 * that is known to fall due then. What falls due is remembered, because a sweep asks again and knows only the instant.
 */
export function wishes(
  clock: Clock,
  ask: (at: Instant, about: DueWork[]) => void,
): { add(at: Instant, about?: DueWork): void; clear(): void } {
  const known = new Map<Instant, DueWork[]>();
  const asked = new Set<Instant>();
  let breath: NodeJS.Immediate | undefined;

  function askAll() {
    breath = undefined;
    const now = [...asked];
    asked.clear();
    for (const at of now) ask(at, known.get(at) ?? []);
    if (known.size > many) for (const at of known.keys()) if (at <= clock.now()) known.delete(at);
  }

  return {
    add(at, about) {
      const before = known.get(at) ?? [];
      const told = before.some(({ incident, what }) => incident === about?.incident && what === about?.what);
      if (about && !told) known.set(at, [...before, about]);
      asked.add(at);
      breath ??= setImmediate(askAll);
    },
    clear() {
      clearImmediate(breath);
      breath = undefined;
      asked.clear();
      known.clear();
    },
  };
}
