import { unannounced } from '../response/unannounced.ts';
import type { Instant } from '../time.ts';
import { readAnew } from './diagnosis.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { draw, tell, type Wish, wish } from './wishes.ts';

/** What answers, as the traffic itself tells it, beside what was announced. */
export const rules: Rules<'traffic'> = {
  traffic: ({ at, by, sampledAt, seen }, incident) => {
    // An older answer that comes late tells nothing of now.
    if (incident.traffic !== undefined && incident.traffic.sampledAt >= sampledAt) return { events: [] };
    return { events: [{ at, by, type: 'traffic.seen', sampledAt, seen }] };
  },
};

export const folds: Folds<'traffic.seen'> = {
  'traffic.seen': (incident, { sampledAt, seen }) => ({ ...incident, traffic: { sampledAt, seen } }),
};

export const reactions: Reactions<'traffic.seen'> = {
  // Told where there is something nobody announced, or where that could not be found out.
  'traffic.seen': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...readAnew(event.at, incident),
    ...(unannounced(incident).length > 0 || event.seen.some(isBlind) ? [tell(event)] : []),
  ],
};

function isBlind({
  problem,
  hourProblem,
  dayProblem,
}: {
  problem?: string;
  hourProblem?: string;
  dayProblem?: string;
}) {
  return problem !== undefined || (hourProblem !== undefined && dayProblem !== undefined);
}

/** Asks what answers, where the system file says how. */
export function observe(at: Instant, { plan }: Pick<Opened, 'plan'>): Wish[] {
  const observed = plan.observed ?? [];
  return observed.length === 0 ? [] : [wish(at, { kind: 'observe' }, { lane: 'observe', urgency: 3 })];
}
