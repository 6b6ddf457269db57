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

/** Everything that is said of one type of event. */
interface Written<K extends EventType> {
  kind: EntryKind;
  /** `important` belongs into a short telling of the timeline. */
  weight: 'important' | 'detail';
  /** The timeline's sentence, without the time, and without who did it unless the sentence needs it. */
  line(event: EventOf<K>, words: Lexicon, events: IncidentEvent[]): string;
}

/** Events that are told in the room have a card for it too, given the incident after the event. */
export type EventWords<T extends EventType> = {
  [K in T]: K extends ToldType
    ? Written<K> & { chat(event: EventOf<K>, incident: Opened): Card }
    : Written<K>;
};
