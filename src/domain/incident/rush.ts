import { type Duration, type Instant, second } from '../time.ts';
import type { Opened, Rush } from './state.ts';

/** While this many alerts or fewer join within a second, each is shown at once. */
const calm = 10;

/** In a storm, what is kept current is drawn once in this time. */
const between: Duration = second;

/** The rush after one more alert has joined. A second that follows a stormy one begins as one. */
export function withOneMoreIn(rush: Rush | undefined, at: Instant): Rush {
  // A clock that was set back begins a new second.
  if (rush === undefined || at < rush.since) return { since: at, alerts: 1 };
  const { since, alerts } = rush;
  if (at < since + between) return { since, alerts: alerts + 1 };
  const goesOn = isStorm(rush) && at < since + 2 * between;
  return { since: at, alerts: goesOn ? calm + 1 : 1 };
}

/**
 * When the messages that show the joined alerts are drawn. Nobody reads them ten times a second, and each drawing costs
 * the chat a call that something else may need.
 */
export function shownAt({ rush }: Pick<Opened, 'rush'>, at: Instant): Instant {
  return rush !== undefined && isStorm(rush) ? rush.since + between : at;
}

function isStorm({ alerts }: Rush): boolean {
  return alerts > calm;
}
