/**
 * What the answer of a target says about the deed. `expected`: what the system file calls a success. `accepted`: a
 * success whose body does not say otherwise. `queued`: taken, but not done yet. `doubt`: nobody knows whether it
 * happened. `refused`: it did not happen as asked.
 */
export type Heard = 'expected' | 'accepted' | 'queued' | 'doubt' | 'refused';

/**
 * The live version as its own system tells it, or why that could not be read. `ended`: what the call began is over, and failed.
 */
export type Seen = { version: string } | { problem: string; ended?: true };

/**
 * How it is known that a rollback took effect. `confirmed`: the live version was read, or the answer was what the
 * system file calls a success. `accepted`: only the target's word. `said`: a person's word.
 */
export type Took = 'confirmed' | 'accepted' | 'said';

/** The version that was seen; undefined when it could not be read. */
export function versionSeen(seen: Seen | undefined): string | undefined {
  return seen !== undefined && 'version' in seen ? seen.version : undefined;
}
