import type { EvalExample } from '../../domain/incident/eval-example.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { exampleName, examplesLeft } from '../../domain/incident/example-names.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { promptIn } from './prompt-in.ts';

/**
 * The failed examples of an incident as they leave: what was redacted is not among them.
 * @param means.contentOf the whole of a text that is kept beside the log
 * @param means.mask takes secrets and personal data out of a text
 * @param means.hash sha-256, hex
 */
export async function exportedOf(
  events: IncidentEvent[],
  incident: Opened,
  means: {
    contentOf(hash: string): Promise<string | undefined>;
    mask(text: string): string;
    hash(text: string): string;
  },
): Promise<EvalExample[]> {
  const { contentOf, mask } = means;
  const examples: EvalExample[] = [];
  for (const { id, source, set, expected, reason, at, ...own } of examplesLeft(events, incident)) {
    const from = incident.evidence.find((one) => one.id === source);
    if (from === undefined) continue;
    const whole = (from.kept && (await contentOf(from.kept.hash))) ?? from.content;
    const known = own.input === undefined ? promptIn(whole) : { input: own.input };
    const output = own.output ?? ('output' in known ? known.output : undefined);
    examples.push({
      id: exampleName({ incident: incident.number, events, id }, means.hash),
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
  return examples;
}

/** The data set an example belongs into. */
export function datasetOf({ system, set }: Pick<EvalExample, 'system' | 'set'>): string {
  return `${system}-${set}`;
}

/** By data set, in the order in which they were sorted. */
export function byDataset(examples: EvalExample[]): Map<string, EvalExample[]> {
  const sets = new Map<string, EvalExample[]>();
  for (const one of examples) {
    const name = datasetOf(one);
    sets.set(name, [...(sets.get(name) ?? []), one]);
  }
  return sets;
}
