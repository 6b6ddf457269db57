import type { PersonId } from '../domain/people.ts';
import type { SubscribedBy, Subscription } from '../domain/response/subscription.ts';

/** Who asked to hear of incidents. */
export interface Subscriptions {
  /** In the order of people, ways and systems. */
  subscriptions(person?: PersonId): Promise<Subscription[]>;
  /** One for the same person, way and system is replaced. */
  subscribe(subscription: Subscription): Promise<void>;
  /**
   * Ends those of a person.
   * @param of only those of this way, or of this system; all when left out
   */
  unsubscribe(person: PersonId, of?: { by?: SubscribedBy; system?: string }): Promise<void>;
}
