import type { Match } from '../domain/runbooks/match.ts';
import { unlistedSystem } from '../domain/runbooks/unlisted.ts';
import { type Alert, episodeKey } from '../domain/signals/alert.ts';
import { type Instant, minute } from '../domain/time.ts';
import type { AlertRow, Head, Loaded } from '../ports/records.ts';
import { type OpeningContext, openCommand, pinned } from './opening.ts';
import type { Choice } from './write.ts';

/** An alert with what the files say of it. */
export interface Arrival {
  alert: Alert;
  match: Match;
  system: string;
  context: OpeningContext;
  now: Instant;
}

/**
 * Where an alert goes: to the incident that holds its episode, to a warm one of the same failure, or to a new one. One
 * that was resolved before airb saw it fire is kept and opens nothing. Pure: it is asked inside the transaction.
 */
export function destinationOf(arrival: Arrival, loaded: Loaded): Choice<AlertRow | undefined> {
  const { alert, match, now } = arrival;
  const { episode } = loaded;
  const row = { episode: episodeKey(alert), alert, times: (episode?.times ?? 0) + 1, receivedAt: now };
  const target = episode?.incident || joinable(arrival, loaded.open)?.number;
  if (target !== undefined) {
    const active = repeatedIn(loaded, target, now);
    return {
      to: 'this',
      incident: target,
      command: { type: 'alert.arrive', alert },
      answer: episode,
      also: { alert: { ...row, incident: target }, ...(active && { active }) },
    };
  }
  if (alert.status === 'resolved')
    return { to: 'none', answer: episode, also: { alert: { ...row, incident: 0 } } };
  return {
    to: 'new',
    command: opening(arrival, loaded),
    answer: episode,
    also: { alert: { ...row, incident: loaded.nextNumber }, document: pinned(match.runbook) },
  };
}

/** The open incident of the same failure that something or somebody spoke of within the join window. */
function joinable({ match, context, now }: Arrival, open: Head[]): Head | undefined {
  const { joinWindow } = context.library.organization;
  return open.find((head) => head.failure === match.runbook.failure && now - head.activeAt <= joinWindow);
}

/** A repeated alert adds no event, and yet it is one: its incident stays warm. Noted once a minute at most. */
function repeatedIn({ episode, open }: Loaded, incident: number, at: Instant) {
  const head = open.find(({ number }) => number === incident);
  return episode && head && at - head.activeAt >= minute ? { incident, at } : undefined;
}

function opening({ alert, match, system, context, now }: Arrival, { nextNumber, changes }: Loaded) {
  return openCommand(context, {
    number: nextNumber,
    at: now,
    runbook: match.runbook,
    system: match.system ?? unlistedSystem(system, context.library.organization),
    severity: match.severity,
    title: alert.title || match.runbook.title,
    failure: match.runbook.failure,
    because: match.because,
    unmapped: match.unmapped,
    startedAt: Math.min(alert.startsAt, now),
    owner: match.owner,
    alert,
    changes,
  });
}
