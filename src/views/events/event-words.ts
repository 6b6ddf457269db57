import type { Card } from '../../domain/chat/card.ts';
import type { EventOf, EventType, IncidentEvent, ToldType } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Lexicon } from './lexicon.ts';

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

/** All words for one type of event. */
interface Written<K extends EventType> {
  kind: EntryKind;
  /** `important` events are in the short timeline. */
  weight: 'important' | 'detail';
  /** The sentence in the timeline, without the time. It says who did it only where it needs to. */
  line(event: EventOf<K>, words: Lexicon, events: IncidentEvent[]): string;
}

/** Events that airb tells in the room also have a card, which gets the incident after the event. */
export type EventWords<T extends EventType> = {
  [K in T]: K extends ToldType
    ? Written<K> & { chat(event: EventOf<K>, incident: Opened): Card }
    : Written<K>;
};
