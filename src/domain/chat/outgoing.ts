import type { Effect, EffectBody, PageBody, Place } from '../incident/effects.ts';
import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import type { Card } from './card.ts';
import type { Publication } from './publication.ts';

/** What was sent before and holds what was redacted since. */
export interface Earlier {
  /** The key of the effect that sent it. */
  key: string;
  since: Instant;
  /** The last time it was given to the chat, where that is still known; then it is known as well that it arrived. */
  sentAt?: Instant;
  /** Who redacted, in words. */
  by: string;
}

/** An effect together with the words it is sent with. */
export type Outgoing = Omit<Effect, 'body'> & { body: OutgoingBody };

/**
 * What `views` adds to an effect: the card of a message, the first line of a page, the headline and links of a room.
 */
export type OutgoingBody =
  | Exclude<EffectBody, { kind: 'say' | 'page' | 'publish' | 'letter' | 'room.topic' | 'room.links' }>
  /**
   * `replaces`: the message that was sent under this key is drawn anew; where it never was, nothing is said. `corrects`: it
   * takes the place of what was said there at this time; where that is gone, it is said as a message of its own. `item`: the
   * action item it tells a person of.
   */
  | {
      kind: 'say';
      place: Place;
      card: Card;
      chat?: string;
      replaces?: Earlier;
      corrects?: Instant;
      item?: number;
    }
  /** Takes out a file that was sent before, with the message that shows it. */
  | { kind: 'remove'; place: Place; earlier: Earlier; name: string; chat?: string }
  | (Omit<Extract<EffectBody, { kind: 'publish' }>, 'saying'> & { publication: Publication })
  | { kind: 'letter'; person: PersonId; publication: Publication }
  | (PageBody & { summary: string })
  | { kind: 'room.topic'; topic: string; chat?: string }
  | { kind: 'room.links'; links: { title: string; url: string }[]; chat?: string };
