import type { CommandBody, CommandOf, Decision } from './commands.ts';
import type { EventOf, EventType } from './events.ts';
import type { Incident, Opened } from './state.ts';
import type { Wish } from './wishes.ts';

/** One rule for each of the commands: what follows from it in a state. */
export type Rules<T extends CommandBody['type']> = {
  [K in T]: (command: CommandOf<K>, incident: Opened) => Decision;
};

/** One fold for each of the events: the state after it. */
export type Folds<T extends EventType> = {
  [K in T]: (incident: Opened, event: EventOf<K>) => Incident;
};

/** One reaction for each of the events: what must happen outside, given the state after the whole decision. */
export type Reactions<T extends EventType> = {
  [K in T]: (event: EventOf<K>, incident: Opened) => Wish[];
};

/** A fold for an event that is for the record only. */
export const unchanged = (incident: Opened): Incident => incident;

/** A reaction to an event that nothing outside waits for. */
export const nothing = (): Wish[] => [];
