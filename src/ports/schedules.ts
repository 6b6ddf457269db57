import type { ScheduleSource } from '../domain/oncall/elsewhere.ts';
import type { KeptTurn, Listed } from '../domain/oncall/recognise.ts';
import type { Instant } from '../domain/time.ts';

/** What is asked of a schedule that is kept elsewhere. */
export interface Wanted {
  from: Instant;
  to: Instant;
  /** The zone in which times without one are meant. */
  zone: string;
  /** Everybody in the organization file: who is known by an id needs no second question. */
  people: readonly Listed[];
}

/**
 * Reads one kind of schedule.
 * @throws ScheduleError when it gave no usable answer, with a sentence for people; nothing else
 */
export type ReadSchedule<S extends ScheduleSource = ScheduleSource> = (
  source: S,
  wanted: Wanted,
) => Promise<KeptTurn[]>;

/** User groups of a chat. Every method throws DeliveryError and nothing else. */
export interface UserGroups {
  /** The accounts in a group. @param group its handle, or its id there */
  members(group: string): Promise<string[]>;
  /** Replaces all members of a group. @param accounts at least one */
  setMembers(group: string, accounts: string[]): Promise<void>;
}
