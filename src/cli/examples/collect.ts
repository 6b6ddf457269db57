import type { ExampleSet, IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Store } from '../../ports/store.ts';
import { promptIn } from '../../views/evidence/prompt-in.ts';

/** A failed example as it leaves: masked, with where it comes from. */
export interface Exported {
  id: string;
  set: ExampleSet;
  system: string;
  failure: string;
  incident: number;
  input: string;
  output?: string;
  expected: string;
  reason: string;
  /** sha-256 of the evidence it comes from. */
  evidence: string;
  sortedAt: string;
}

export interface Collected {
  examples: Exported[];
  /** How many were left out because their text was taken out of the record. */
  redacted: number;
  /** How many incidents with examples were left out because they are private. */
  hidden: number;
}

export interface Wanted {
  set?: ExampleSet | undefined;
  system?: string | undefined;
  /** Those of private incidents as well. */
  withPrivate?: boolean | undefined;
}

/**
 * The failed examples of all incidents, oldest incident first.
 * @param mask takes secrets and personal data out of a text
 */
export async function collect(
  records: Pick<Store, 'heads' | 'events' | 'content'>,
  { set, system, withPrivate = false }: Wanted,
  mask: (text: string) => string,
): Promise<Collected> {
  const heads = await records.heads(system === undefined ? {} : { system });
  const all: Collected = { examples: [], redacted: 0, hidden: 0 };
  for (const head of [...heads].reverse()) {
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
): Promise<{ examples: Exported[]; redacted: number }> {
  const incident = fold(nothing, events);
  if (incident.phase === 'none') return { examples: [], redacted: 0 };
  const gone = goneFrom(events);
  const kept = incident.examples.filter(({ id, source }) => !gone.has(id) && !gone.has(source));
  const examples: Exported[] = [];
  for (const { id, source, set, expected, reason, at, ...own } of kept) {
    const from = incident.evidence.find((one) => one.id === source);
    if (from === undefined) continue;
    const whole = (from.kept && (await records.content(incident.number, from.kept.hash))) ?? from.content;
    const known = own.input === undefined ? promptIn(whole) : { input: own.input };
    const output = own.output ?? ('output' in known ? known.output : undefined);
    examples.push({
      id: `inc-${incident.number}-${firstEntryOf(events, id)}`,
      set,
      system: incident.plan.system.id,
      failure: incident.failure,
      incident: incident.number,
      input: mask(known.input),
      ...(output ? { output: mask(output) } : {}),
      expected: mask(expected),
      reason: mask(reason),
      evidence: from.sha256,
      sortedAt: new Date(at).toISOString(),
    });
  }
  return { examples, redacted: incident.examples.length - kept.length };
}

/** The entry that sorted it first: it keeps its name when it moves, and when others are redacted. */
function firstEntryOf(events: IncidentEvent[], id: string): number {
  return events.findIndex((event) => event.type === 'example.sorted' && event.example.id === id) + 1;
}

/** Ids of examples and evidence whose entry was redacted. An example sorted anew before that is gone with its first entry. */
function goneFrom(events: IncidentEvent[]): Set<string> {
  const redacted = new Set(events.flatMap((event) => (event.type === 'entry.redacted' ? [event.entry] : [])));
  return new Set(
    events.flatMap((event, index) => {
      if (!redacted.has(index + 1)) return [];
      if (event.type === 'evidence.saved') return [event.evidence.id];
      return event.type === 'example.sorted' ? [event.example.id] : [];
    }),
  );
}
