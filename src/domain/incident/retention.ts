import { inForce } from '../response/stops.ts';
import type { Hold } from '../runbooks/runbook.ts';
import { fullTime, type Instant } from '../time.ts';
import { type Incident, isOpen, type Opened } from './state.ts';

/** What a prune is asked to take, and what it must leave. */
export interface Retention {
  /** Only incidents that were silent since before this moment. */
  before: Instant;
  holds: Hold[];
  /** The last entry, or the last alert that only repeated. */
  activeAt: Instant;
  /** The incident as which it goes on is open. */
  survivorOpen: boolean;
}

type Reason = (incident: Opened, retention: Retention) => string | undefined;

/**
 * Why the content of an incident has to stay, in the order in which people ask; the first that applies is named. What an
 * incident may still owe to somebody gets its line here.
 */
const reasons: Reason[] = [
  (incident) => (isOpen(incident) ? 'it is open' : undefined),
  (incident, { holds }) => heldBy(incident, holds),
  ({ clocks = [] }) => {
    const running = clocks.find(({ ended }) => ended === undefined);
    return running && `the clock “${running.name}” is running`;
  },
  (incident) => {
    const [standing] = inForce(incident);
    return standing && `“${standing.title}” is still in force`;
  },
  (_, { survivorOpen }) => (survivorOpen ? 'the incident it was merged into is open' : undefined),
  (_, { activeAt, before }) => (activeAt >= before ? `it was spoken of on ${fullTime(activeAt)}` : undefined),
];

/** @returns undefined when the content of the incident may be pruned */
export function whyKept(incident: Incident, retention: Retention): string | undefined {
  if (incident.phase === 'none') return 'its log does not open it';
  for (const reason of reasons) {
    const why = reason(incident, retention);
    if (why !== undefined) return why;
  }
  return undefined;
}

function heldBy({ number, plan }: Opened, holds: Hold[]): string | undefined {
  const hold = holds.find(
    ({ incidents = [], systems = [] }) => incidents.includes(number) || systems.includes(plan.system.id),
  );
  return hold && `it is on hold: ${hold.why}`;
}
