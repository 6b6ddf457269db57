import type { EventOf, EventType } from '../../incident/events.ts';
import type { Opened } from '../../incident/state.ts';
import type { Card } from '../card.ts';

/** How an event is told, given the incident after it; `undefined` when it is not. */
export type Say<T extends EventType> = (event: EventOf<T>, incident: Opened) => Card | undefined;
export type Says<T extends EventType> = { [K in T]: Say<K> };
