import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';

/** Where a schedule is kept, when that is not the organization file. */
export type Elsewhere = 'pagerduty' | 'calendar' | 'slack-group';

/** How to ask for a schedule that is kept elsewhere. */
export type ScheduleSource =
  /** A schedule of PagerDuty, by its id. */
  | { kind: 'pagerduty'; schedule: string }
  /** One level of an escalation policy of PagerDuty. */
  | { kind: 'pagerduty'; policy: string; level: number }
  /** An iCalendar feed: an address, which may name environment variables, or a path below the runbooks folder. */
  | { kind: 'calendar'; at: string }
  /** A Slack user group: its members are on call together. */
  | { kind: 'slack-group'; group: string };

/** A stretch of time somebody has; several people may have the same. */
export interface Turn {
  person: PersonId;
  from: Instant;
  to: Instant;
}

/** What a schedule kept elsewhere answered. */
export interface Answered {
  /** When it answered. */
  at: Instant;
  /** It was asked for nothing later than this. */
  until: Instant;
  turns: Turn[];
  /** People it names whom nobody in the organization file matches; while they are on call, nobody here is. */
  strangers: string[];
}

/** Everybody it has on call at a moment, each once, in the order of the answer. */
export function turnsAt(answered: Answered | undefined, at: Instant): PersonId[] {
  const now = (answered?.turns ?? []).filter(({ from, to }) => from <= at && at < to);
  return [...new Set(now.map(({ person }) => person))];
}
