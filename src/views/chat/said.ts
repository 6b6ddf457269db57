import type { Card } from '../../domain/chat/card.ts';
import type { EventOf, EventType } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';

/** How an event is told, given the incident after it; `undefined` when it is not. */
export type Say<T extends EventType> = (event: EventOf<T>, incident: Opened) => Card | undefined;
export type Says<T extends EventType> = { [K in T]: Say<K> };
