import type { IncidentEvent } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import type { Instant } from '../../domain/time.ts';
import type { EntryKind } from '../events/event-words.ts';
import { eventsOf, lexicon } from '../events/lexicon.ts';
import { lineOf, wordsFor } from '../events/words.ts';

export interface TimelineEntry {
  /** Number of the event in its incident's log. */
  seq: number;
  at: Instant;
  who: string;
  /** One plain sentence; literal text. */
  what: string;
  kind: EntryKind;
  /** True when somebody marked the message for the record. */
  marked: boolean;
  /** True for entries of the short timeline. */
  important: boolean;
}

export interface TimelineOptions {
  /** Only what was marked or is important. */
  short?: boolean;
  /** Only the entries from this place of the log on, and before that one; nothing else is put into words. */
  within?: [from: number, to: number];
}

/**
 * The log as people read it.
 * @param events the whole log of one incident, in order
 */
export function timeline(events: IncidentEvent[], options: TimelineOptions = {}): TimelineEntry[] {
  if (events.length === 0) return [];
  const words = lexicon(events);
  const marks = new Map(eventsOf(events, 'message.marked').map((it) => [it.message, it.marked]));
  const said = new Set(eventsOf(events, 'message.said').map((it) => it.message));
  const [from, to] = options.within ?? [0, events.length];
  return events.slice(from, to).flatMap((event, i): TimelineEntry[] => {
    const { kind, weight } = wordsFor(event);
    const marked = isMarked(event, marks, said);
    if (options.short && !marked && weight !== 'important') return [];
    const entry = {
      seq: from + i + 1,
      at: event.at,
      who: actorName(event.by),
      what: lineOf(event, words, events),
      kind,
      marked,
      important: weight === 'important',
    };
    return [entry];
  });
}

/** The latest mark counts. For a message that the log does not have, the marking carries its own state. */
function isMarked(event: IncidentEvent, marks: Map<string, boolean>, said: Set<string>): boolean {
  if (event.type === 'message.said') return marks.get(event.message) === true;
  if (event.type !== 'message.marked') return false;
  return event.marked && marks.get(event.message) === true && !said.has(event.message);
}
