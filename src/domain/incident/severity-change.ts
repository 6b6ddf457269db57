import type { Actor, Severity } from '../people.ts';
import type { Instant } from '../time.ts';
import { audiencesOf, audiencesTold, hearSeverity, hearStart, newcomers } from './audiences.ts';
import type { EventOf } from './events.ts';
import type { Opened } from './state.ts';
import { promisedIn } from './updates.ts';
import type { Wish } from './wishes.ts';

/** The event of a change, with whom it tells of the incident for the first time. */
export function severityChange(
  { at, by }: { at: Instant; by: Actor },
  incident: Opened,
  { to, reason }: { to: Severity; reason: string },
): EventOf<'severity.changed'> {
  const told = newcomers(incident, to).map(({ id }) => id);
  const from = incident.severity;
  const change = { at, by, type: 'severity.changed' as const, from, to, reason, ...promisedIn(incident) };
  const none = told.length === 0 && joinedBefore(incident, from, to).length === 0;
  return none ? change : { ...change, told };
}

/** Whoever heard of the incident hears of the change; whoever is concerned only now hears of the incident. */
export function heardOfSeverity(event: EventOf<'severity.changed'>, incident: Opened): Wish[] {
  const { told = [] } = event;
  const [fresh, before] = split(audiencesTold(incident), ({ id }) => told.includes(id));
  return [...hearSeverity(event, before, incident), ...hearStart(event.at, fresh, incident)];
}

function split<T>(all: T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

/** Whom a change told of the incident in logs from before it was written down. */
export function joinedBefore(incident: Opened, from: Severity, to: Severity): string[] {
  const before = audiencesOf(incident, from);
  return audiencesOf(incident, to).flatMap((one) => (before.includes(one) ? [] : [one.id]));
}
