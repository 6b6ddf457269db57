import { createHash } from 'node:crypto';
import type { EvalExample } from '../../domain/incident/eval-example.ts';
import type { ExampleSet, IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { examplesLeft } from '../../domain/incident/example-names.ts';
import { count } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { exportedOf } from '../../views/evidence/exported.ts';

export type CollectFrom = Pick<Store, 'heads' | 'events' | 'content'>;

export interface Collected {
  examples: EvalExample[];
  /** How many were left out because their text was taken out of the record. */
  redacted: number;
  /** How many incidents with examples were left out because they are private. */
  hidden: number;
}

export interface Wanted {
  set?: ExampleSet | undefined;
  system?: string | undefined;
  /** Only those of this incident. */
  incident?: number | undefined;
  /** Those of private incidents as well. */
  withPrivate?: boolean | undefined;
}

/**
 * The failed examples of all incidents, oldest incident first.
 * @param mask takes secrets and personal data out of a text
 */
export async function collect(
  records: CollectFrom,
  { set, system, incident, withPrivate = false }: Wanted,
  mask: (text: string) => string,
): Promise<Collected> {
  const heads = await records.heads(system === undefined ? {} : { system });
  const all: Collected = { examples: [], redacted: 0, hidden: 0 };
  for (const head of [...heads].reverse()) {
    // Those of a drill are played, and no reason to stop a release.
    if (incident === undefined ? head.drill : head.number !== incident) continue;
    const events = (await records.events(head.number)).map(({ event }) => event);
    if (!events.some(({ type }) => type === 'example.sorted')) continue;
    if (head.private && !withPrivate) {
      all.hidden += 1;
      continue;
    }
    const found = await ofIncident(records, events, mask);
    all.examples.push(...found.examples.filter((one) => set === undefined || one.set === set));
    all.redacted += found.redacted;
  }
  return all;
}

async function ofIncident(
  records: Pick<Store, 'content'>,
  events: IncidentEvent[],
  mask: (text: string) => string,
): Promise<{ examples: EvalExample[]; redacted: number }> {
  const incident = fold(nothing, events);
  if (incident.phase === 'none') return { examples: [], redacted: 0 };
  const contentOf = (hash: string) => records.content(incident.number, hash);
  const examples = await exportedOf(events, incident, { contentOf, mask, hash: sha256 });
  return { examples, redacted: incident.examples.length - examplesLeft(events, incident).length };
}

/** As the airb that runs names examples, so that it knows them again. */
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What is not among them, and why. */
export function leftOut({ redacted, hidden }: Pick<Collected, 'redacted' | 'hidden'>): string[] {
  return [
    ...(redacted > 0 ? [`${count(redacted, 'redacted example')} left out`] : []),
    ...(hidden > 0 ? [`those of ${count(hidden, 'private incident')} left out; --private brings them`] : []),
  ];
}
