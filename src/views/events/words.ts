import type { Card } from '../../domain/chat/card.ts';
import type { EventOf, EventType, IncidentEvent, ToldType } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { cut, oneLine } from '../../domain/plain.ts';
import { words as actionItems } from './action-items.ts';
import { words as alerts } from './alerts.ts';
import { words as audiences } from './audiences.ts';
import { words as checklist } from './checklist.ts';
import { words as clocks } from './clocks.ts';
import { words as containment } from './containment.ts';
import { words as course } from './containment-course.ts';
import { words as diagnosis } from './diagnosis.ts';
import { words as drill } from './drill.ts';
import { words as escalation } from './escalation.ts';
import { words as evals } from './evals.ts';
import type { EventWords } from './event-words.ts';
import { words as evidence } from './evidence.ts';
import { words as hygiene } from './hygiene.ts';
import type { Lexicon } from './lexicon.ts';
import { words as opening } from './opening.ts';
import { words as paging } from './paging.ts';
import { words as people } from './people.ts';
import { words as postmortem } from './postmortem.ts';
import { words as proposals } from './proposals.ts';
import { words as record } from './record.ts';
import { words as recovery } from './recovery.ts';
import { words as roles } from './roles.ts';
import { words as traffic } from './traffic.ts';
import { words as updates } from './updates.ts';

/** The words for every event; each topic has a file. An event without words does not compile. */
const eventWords: EventWords<EventType> = {
  ...opening,
  ...alerts,
  ...paging,
  ...people,
  ...roles,
  ...checklist,
  ...diagnosis,
  ...updates,
  ...audiences,
  ...proposals,
  ...containment,
  ...course,
  ...recovery,
  ...escalation,
  ...clocks,
  ...actionItems,
  ...traffic,
  ...record,
  ...postmortem,
  ...evidence,
  ...evals,
  ...hygiene,
  ...drill,
};

/** While replicas are replaced one by one, a newer one may have written what this one never heard of. */
const ofNewer = {
  kind: 'record',
  weight: 'detail',
  line: ({ type }: IncidentEvent) => `Something that only a newer airb can put into words (${type})`,
} as const;

/** The words for the type of an event. */
export function wordsFor({ type }: IncidentEvent): EventWords<EventType>[EventType] | typeof ofNewer {
  return Object.hasOwn(eventWords, type) ? eventWords[type] : ofNewer;
}

const longest = 600;

/**
 * One event as a plain sentence of the timeline.
 * @param events the whole log of the incident
 */
export function lineOf(event: IncidentEvent, words: Lexicon, events: IncidentEvent[]): string {
  // Each entry takes the events of its own key; the compiler can't follow that through the lookup.
  const line = wordsFor(event).line as (
    event: IncidentEvent,
    words: Lexicon,
    events: IncidentEvent[],
  ) => string;
  return cut(oneLine(line(event, words, events)), longest);
}

/**
 * The message in the incident's room for an event.
 * @param incident the state after the event
 */
export function cardOf(event: EventOf<ToldType>, incident: Opened): Card {
  const chat = eventWords[event.type].chat as (event: EventOf<ToldType>, incident: Opened) => Card;
  return chat(event, incident);
}
