import type { Clock } from '../../../ports/clock.ts';
import type { People } from '../directory/people.ts';

/** What the translation of payloads needs from outside. */
export interface InputContext {
  people: People;
  clock: Clock;
  /** The Slack user of airb itself, once it is known. */
  botUser(): string | undefined;
}
