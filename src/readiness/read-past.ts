import { fold, nothing } from '../domain/incident/evolve.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { Instant } from '../domain/time.ts';
import type { Store } from '../ports/store.ts';
import type { Past } from './assess.ts';
import { lookBack, type PastDrill, type PastIncident, pastDrill, pastIncident } from './past.ts';

/**
 * Reads the incidents of the last half year, newest first. Only trusted readers may know of private ones.
 * @param readers.trusted false leaves private incidents out, as if they did not exist
 */
export type ReadPast = (now: Instant, readers: { trusted: boolean }) => Promise<Past>;

interface Found {
  incident?: PastIncident;
  drill?: PastDrill | undefined;
}

/** A drill is practice and shows nothing else, so it is no incident of the system. */
function foundIn(state: Incident): Found {
  if (state.phase === 'none') return {};
  return state.drill === undefined ? { incident: pastIncident(state) } : { drill: pastDrill(state) };
}

/** Folds each incident once, and again only after its log has grown. */
export function createPast(store: Pick<Store, 'heads' | 'events'>): ReadPast {
  const known = new Map<number, { version: number; found: Found }>();

  async function read(number: number, version: number): Promise<Found> {
    const before = known.get(number);
    if (before?.version === version) return before.found;
    const state = fold(
      nothing,
      (await store.events(number)).map(({ event }) => event),
    );
    const found = foundIn(state);
    known.set(number, { version, found });
    return found;
  }

  return async (now, { trusted }) => {
    const recent = await store.heads({ since: now - lookBack });
    const shown = recent.filter((head) => trusted || !head.private);
    const incidents: PastIncident[] = [];
    const drills: PastDrill[] = [];
    for (const { number, version } of shown) {
      const { incident, drill } = await read(number, version);
      if (incident !== undefined) incidents.push(incident);
      if (drill !== undefined) drills.push(drill);
    }
    const kept = new Set(recent.map(({ number }) => number));
    for (const number of known.keys()) if (!kept.has(number)) known.delete(number);
    return drills.length > 0 ? { incidents, drills } : { incidents };
  };
}
