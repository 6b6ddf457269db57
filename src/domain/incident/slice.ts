import type { CommandBody, CommandOf, Decision } from './commands.ts';
import type { EventOf, EventType } from './events.ts';
import type { Incident, Opened } from './state.ts';
import type { Wish } from './wishes.ts';

/** One rule for each command: the decision it leads to in a given state. */
export type Rules<T extends CommandBody['type']> = {
  [K in T]: (command: CommandOf<K>, incident: Opened) => Decision;
};

/** One fold for each of the events: the state after it. */
export type Folds<T extends EventType> = {
  [K in T]: (incident: Opened, event: EventOf<K>) => Incident;
};

/** One reaction for each event: what must happen outside. It gets the state after the whole decision. */
export type Reactions<T extends EventType> = {
  [K in T]: (event: EventOf<K>, incident: Opened) => Wish[];
};

/** The fold of an event that is only for the record. */
export const unchanged = (incident: Opened): Incident => incident;

/** The reaction to an event that needs nothing outside. */
export const nothing = (): Wish[] => [];
