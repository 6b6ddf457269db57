import type { EventType, IncidentEvent } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import type { Instant } from '../../domain/time.ts';
import { eventsOf, lexicon } from './lexicon.ts';
import { sentence } from './sentence.ts';

export type EntryKind =
  | 'alert'
  | 'page'
  | 'people'
  | 'decision'
  | 'step'
  | 'talk'
  | 'evidence'
  | 'update'
  | 'rollback'
  | 'reading'
  | 'recovery'
  | 'record';

export interface TimelineEntry {
  /** Number of the event in its incident's log. */
  seq: number;
  at: Instant;
  who: string;
  /** One plain sentence; literal text. */
  what: string;
  kind: EntryKind;
  /** Somebody marked the message for the record. */
  marked: boolean;
  /** Belongs into a short telling. */
  important: boolean;
}

export interface TimelineOptions {
  /** Only what was marked or is important. */
  short?: boolean;
}

/** Kind of each event, and whether a short telling needs it. */
const kinds: Record<EventType, [EntryKind, 'important' | 'detail']> = {
  'incident.opened': ['alert', 'important'],
  'alert.joined': ['alert', 'important'],
  'alert.flapped': ['alert', 'detail'],
  'alert.resolved': ['alert', 'important'],
  'change.noted': ['evidence', 'important'],
  'room.opened': ['record', 'detail'],
  'page.sent': ['page', 'detail'],
  'page.failed': ['page', 'important'],
  'page.climbed': ['page', 'important'],
  'page.exhausted': ['page', 'important'],
  'page.declined': ['page', 'important'],
  acknowledged: ['people', 'important'],
  'severity.changed': ['decision', 'important'],
  'role.assigned': ['people', 'detail'],
  'question.answered': ['decision', 'detail'],
  'category.chosen': ['decision', 'important'],
  'diagnosis.answered': ['decision', 'detail'],
  'diagnosis.undone': ['decision', 'detail'],
  'diagnosis.concluded': ['decision', 'important'],
  'step.done': ['step', 'detail'],
  'step.skipped': ['step', 'detail'],
  'step.assigned': ['step', 'detail'],
  'step.undone': ['step', 'detail'],
  'step.noted': ['step', 'detail'],
  'note.written': ['talk', 'important'],
  'message.said': ['talk', 'detail'],
  'message.marked': ['talk', 'detail'],
  'evidence.saved': ['evidence', 'detail'],
  'update.posted': ['update', 'important'],
  'update.nudged': ['update', 'detail'],
  'update.missed': ['update', 'important'],
  'update.escalated': ['update', 'important'],
  'rollback.requested': ['rollback', 'important'],
  'rollback.approved': ['rollback', 'important'],
  'rollback.declined': ['rollback', 'important'],
  'rollback.started': ['rollback', 'detail'],
  'rollback.responded': ['rollback', 'important'],
  'rollback.previewed': ['rollback', 'detail'],
  'readings.requested': ['reading', 'detail'],
  'readings.taken': ['reading', 'detail'],
  'containment.judged': ['rollback', 'important'],
  'verification.started': ['recovery', 'important'],
  'verification.broken': ['recovery', 'important'],
  'verification.held': ['recovery', 'important'],
  resolved: ['recovery', 'important'],
  relapsed: ['recovery', 'important'],
  cancelled: ['decision', 'important'],
  'postmortem.requested': ['record', 'detail'],
  'postmortem.drafted': ['record', 'detail'],
  'trouble.noted': ['record', 'detail'],
};

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
    const [kind, weight] = kinds[event.type];
    return {
      seq: i + 1,
      at: event.at,
      who: actorName(event.by),
      what: sentence(event, words, events),
      kind,
      marked: isMarked(event, marks, said),
      important: weight === 'important',
    };
  });
  return options.short ? entries.filter((entry) => entry.marked || entry.important) : entries;
}

/** The last word counts. A mark on a message the log never saw is carried by the marking itself. */
function isMarked(event: IncidentEvent, marks: Map<string, boolean>, said: Set<string>): boolean {
  if (event.type === 'message.said') return marks.get(event.message) === true;
  if (event.type !== 'message.marked') return false;
  return event.marked && marks.get(event.message) === true && !said.has(event.message);
}
