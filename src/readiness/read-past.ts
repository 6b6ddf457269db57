import { fold, nothing } from '../domain/incident/evolve.ts';
import type { Instant } from '../domain/time.ts';
import type { Store } from '../ports/store.ts';
import type { Past } from './assess.ts';
import { lookBack, type PastIncident, pastIncident } from './past.ts';

/**
 * Reads the incidents of the last half year, newest first. Only trusted readers may know of private ones.
 * @param readers.trusted false leaves private incidents out, as if they did not exist
 */
export type ReadPast = (now: Instant, readers: { trusted: boolean }) => Promise<Past>;

/** Folds each incident once, and again only after its log has grown. */
export function createPast(store: Pick<Store, 'heads' | 'events'>): ReadPast {
  const known = new Map<number, { version: number; incident: PastIncident | undefined }>();

  async function read(number: number, version: number): Promise<PastIncident | undefined> {
    const before = known.get(number);
    if (before?.version === version) return before.incident;
    const state = fold(
      nothing,
      (await store.events(number)).map(({ event }) => event),
    );
    const incident = state.phase === 'none' ? undefined : pastIncident(state);
    known.set(number, { version, incident });
    return incident;
  }

  return async (now, { trusted }) => {
    const recent = await store.heads({ since: now - lookBack });
    const shown = recent.filter((head) => trusted || !head.private);
    const incidents: PastIncident[] = [];
    for (const { number, version } of shown) {
      const incident = await read(number, version);
      if (incident !== undefined) incidents.push(incident);
    }
    const kept = new Set(recent.map(({ number }) => number));
    for (const number of known.keys()) if (!kept.has(number)) known.delete(number);
    return { incidents };
  };
}
