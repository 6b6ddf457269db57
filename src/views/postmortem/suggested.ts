import type { IncidentEvent } from '../../domain/incident/events.ts';
import { actionDue } from '../../domain/response/follow-up.ts';
import type { Instant } from '../../domain/time.ts';
import { type Account, accountOf } from './account.ts';
import type { Idea } from './idea.ts';
import { gates } from './suggested-gates.ts';
import { monitors } from './suggested-monitors.ts';
import { runbookWork } from './suggested-runbook.ts';
import { ways } from './suggested-ways.ts';

/** An action that the log calls for. */
export type SuggestedAction = Omit<Idea, 'key'> & {
  /** `A1`. It stays the same however the log goes on after the end of the incident. */
  id: string;
  dueAt: Instant;
};

/** What prevents the next one comes first. */
const sources = [gates, monitors, ways, runbookWork];

/**
 * The actions that the log calls for, as data. The numbers are those of the end of the incident, where it has one: what
 * comes up later gets the next number, and what is settled by then leaves a gap.
 * @param events the whole log of one incident, in order
 * @throws Error when the log does not begin with its opening
 */
export function suggestedActions(events: IncidentEvent[]): SuggestedAction[] {
  return suggestedBy(accountOf(events));
}

const known = new WeakMap<Account, SuggestedAction[]>();

/** The same, from an account that is known already; worked out once, as several sections tell of them. */
export function suggestedBy(account: Account): SuggestedAction[] {
  const before = known.get(account);
  if (before) return before;
  const suggested = numbered(account);
  known.set(account, suggested);
  return suggested;
}

function numbered(account: Account): SuggestedAction[] {
  const now = ideasOf(account);
  const keys = [...new Set([...ideasAtEnd(account).map(({ key }) => key), ...now.map(({ key }) => key)])];
  const from = account.endedAt ?? account.events.at(-1)?.at ?? account.opened.at;
  return now
    .map(({ key, ...idea }) => ({ place: keys.indexOf(key), idea }))
    .sort((a, b) => a.place - b.place)
    .map(({ place, idea }) => ({
      id: `A${place + 1}`,
      ...idea,
      dueAt: actionDue(idea.kind, account.incident.worst, from),
    }));
}

function ideasOf(account: Account): Idea[] {
  return sources.flatMap((source) => source(account));
}

/** What was suggested when the incident ended, which is when its first draft is written. */
function ideasAtEnd(account: Account): Idea[] {
  const { atEnd, events } = account;
  if (atEnd === undefined) return [];
  const end = atEnd.phase === 'resolved' ? atEnd.resolvedAt : account.endedAt;
  return ideasOf({
    ...account,
    incident: atEnd,
    events: events.filter(({ at }) => end === undefined || at <= end),
  });
}
