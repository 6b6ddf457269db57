import type { IncidentEvent } from './events.ts';
import type { Opened } from './state.ts';

/**
 * The name of a failed example in eval tools: `inc-42-17-5f0c93ab`, after the entry that sorted it first. So it keeps its name
 * when it moves to another set, and when other entries are redacted. It ends with what only the texts of that entry give:
 * numbers can be guessed, and a run that guesses them all would have passed without any of the examples.
 * @param hash sha-256, hex
 */
export function exampleName(
  { incident, events, id }: { incident: number; events: IncidentEvent[]; id: string },
  hash: (text: string) => string,
): string {
  const first = events.findIndex((event) => event.type === 'example.sorted' && event.example.id === id);
  const event = events[first];
  if (event?.type !== 'example.sorted') return `inc-${incident}-0`;
  const { source, expected, reason, input = '' } = event.example;
  const mark = hash(JSON.stringify([event.at, id, source, expected, reason, input])).slice(0, 8);
  return `inc-${incident}-${first + 1}-${mark}`;
}

/** The examples that still have a text: none whose own entry, or that of its evidence, was redacted. */
export function examplesLeft(events: IncidentEvent[], incident: Opened): Opened['examples'] {
  const gone = goneFrom(events);
  return incident.examples.filter(({ id, source }) => !gone.has(id) && !gone.has(source));
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
