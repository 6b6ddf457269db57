import { fold, nothing } from '../domain/incident/evolve.ts';
import { exampleName, examplesLeft } from '../domain/incident/example-names.ts';
import type { Actor } from '../domain/people.ts';
import type { EvalRun, RunExample } from '../domain/response/eval-run.ts';
import type { Store } from '../ports/store.ts';
import type { Writer } from './write.ts';

/** What a run meant for an incident. */
export type RunNoted =
  | { refused: string }
  | {
      /** Every blocking example of the incident was in it and passed. */
      passed: boolean;
      examples: Omit<RunExample, 'id'>[];
      /** Exactly this was on record before. */
      repeated: boolean;
    };

/** Notes a run of an eval with the incident whose examples it contains. */
export type NoteRun = (incident: number, run: EvalRun, by: Actor) => Promise<RunNoted>;

export function createEvalRuns({
  writer,
  store,
  hash,
}: {
  writer: Pick<Writer, 'handle'>;
  store: Pick<Store, 'events'>;
  /** sha-256, hex. */
  hash: (text: string) => string;
}): NoteRun {
  return async (number, { results, ...run }, by) => {
    const events = (await store.events(number)).map(({ event }) => event);
    const incident = fold(nothing, events);
    if (incident.phase === 'none') return { refused: 'There is no such incident.' };
    const blocking = examplesLeft(events, incident).filter(({ set }) => set === 'blocking');
    const examples = blocking.map(({ id }): RunExample => {
      const name = exampleName({ incident: number, events, id }, hash);
      const passed = results.get(name);
      return { id, name, outcome: passed === undefined ? 'missing' : passed ? 'passed' : 'failed' };
    });
    const handled = await writer.handle(number, { type: 'evals.run', run, examples }, by);
    if (!handled.ok) return { refused: [handled.rejected, handled.next].filter(Boolean).join(' ') };
    return {
      passed: examples.every(({ outcome }) => outcome === 'passed'),
      examples: examples.map(({ name, outcome }) => ({ name, outcome })),
      repeated: handled.events.length === 0,
    };
  };
}
