import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Used, usedOf } from '../../domain/revision/used.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import type { Records } from '../../ports/records.ts';
import { readKept } from '../kept.ts';

/** Besides the incident itself; older ones were about another system and another runbook. */
const others = 9;

type Asked = Pick<Records, 'events' | 'heads' | 'document'>;

/** An incident, and what else there is to ask about the runbook it used. */
export interface Gathered {
  incident: Opened;
  /** Oldest first, the incident itself last. */
  used: Used[];
  pinned: Runbook | undefined;
}

/**
 * The incident with the last ones that used the same runbook and are over. Private ones and drills speak for themselves
 * only; what was cancelled or merged says nothing of a runbook.
 * @returns undefined when there is no such incident
 */
export async function gatherUsed(records: Asked, number: number): Promise<Gathered | undefined> {
  const own = await usedIn(records, number);
  if (own === undefined) return undefined;
  const { failure, plan } = own.incident;
  const real = { drill: false, private: false, open: false };
  const heads =
    own.incident.drill === undefined
      ? await records.heads({ ...real, failure, before: number, limit: others })
      : [];
  const earlier: Used[] = [];
  for (const head of heads.reverse()) {
    const one = head.phase === 'resolved' ? await usedIn(records, head.number) : undefined;
    if (one?.incident.plan.runbook.id === plan.runbook.id) earlier.push(one);
  }
  const document = await records.document(plan.runbook.hash);
  const read = document && readKept(document);
  return {
    incident: own.incident,
    used: [...earlier, own],
    pinned: read && 'runbook' in read ? read.runbook : undefined,
  };
}

async function usedIn(records: Asked, number: number): Promise<Used | undefined> {
  const events = (await records.events(number)).map(({ event }) => event);
  const incident = fold(nothing, events);
  return incident.phase === 'none' ? undefined : usedOf(incident, events);
}
