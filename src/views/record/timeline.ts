import type { IncidentEvent } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import type { Instant } from '../../domain/time.ts';
import type { EntryKind } from '../events/event-words.ts';
import { eventsOf, lexicon } from '../events/lexicon.ts';
import { eventWords, lineOf } from '../events/words.ts';

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
  const entries = events.map((event, i): TimelineEntry => {
    const { kind, weight } = eventWords[event.type];
    return {
      seq: i + 1,
      at: event.at,
      who: actorName(event.by),
      what: lineOf(event, words, events),
      kind,
      marked: isMarked(event, marks, said),
      important: weight === 'important',
    };
  });
  return options.short ? entries.filter((entry) => entry.marked || entry.important) : entries;
}

/** The latest mark counts. For a message that the log does not have, the marking carries its own state. */
function isMarked(event: IncidentEvent, marks: Map<string, boolean>, said: Set<string>): boolean {
  if (event.type === 'message.said') return marks.get(event.message) === true;
  if (event.type !== 'message.marked') return false;
  return event.marked && marks.get(event.message) === true && !said.has(event.message);
}
