import type { Card } from '../domain/chat/card.ts';
import type { Rejection } from '../domain/incident/commands.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Clock } from '../ports/clock.ts';
import { assess, onlySystem } from './assess.ts';
import { readinessCard } from './card.ts';
import { findSystem } from './find-system.ts';
import type { LookAtSignals } from './looks.ts';
import type { ReadPast } from './read-past.ts';

/**
 * Answers a person who asks in chat how ready systems are.
 * @param asked a system's id, or `all`; absent means the system of the room
 * @param here the system of the incident in whose room the person asked
 */
export type AskReadiness = (asked: string | undefined, here: string | undefined) => Promise<Card | Rejection>;

/**
 * Makes the answer for chat. It leaves out private incidents, because airb does not know whether all readers may know
 * of them.
 */
export function askReadiness(deps: {
  library: () => Library;
  past: ReadPast;
  looking: LookAtSignals;
  clock: Clock;
  publicUrl: string;
}): AskReadiness {
  return async (asked, here) => {
    const now = deps.clock.now();
    const library = deps.library();
    const ids = library.systems.map(({ id }) => id);
    const wanted = asked ?? ids.find((known) => known === here) ?? 'all';
    const found =
      wanted.toLowerCase() === 'all' && !ids.includes(wanted) ? undefined : findSystem(wanted, ids);
    if (found !== undefined && 'rejected' in found) return found;
    const past = await deps.past(now, { trusted: false });
    const all = assess(library, { ...past, looked: await deps.looking(library, now) }, now);
    const page = `${deps.publicUrl}/readiness`;
    return found === undefined
      ? readinessCard(all, page)
      : readinessCard(onlySystem(all, found.id), `${page}/${encodeURIComponent(found.id)}`);
  };
}
