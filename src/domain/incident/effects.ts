import type { PersonId } from '../people.ts';
import type { HttpAction } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';
import type { TimerCommand } from './commands.ts';
import type { EventOf, Form, ReadingPurpose, ToldType } from './events.ts';
import type { SlotName } from './slots.ts';

/** Where something is said. */
export type Place =
  | { to: 'room' }
  /** The channel where incidents are announced. */
  | { to: 'incidents' }
  /** A channel by its configured name or id. */
  | { to: 'channel'; channel: string }
  | { to: 'person'; person: PersonId };

/** What is said, as data; `views` has the words. */
export type Saying =
  /** What happened. */
  | { as: 'event'; event: EventOf<ToldType> }
  /** An update or a holding statement, as an audience of this form reads it. */
  | { as: 'update'; event: EventOf<'update.posted' | 'update.missed'>; form: Form }
  /** The last word to an audience. */
  | { as: 'resolved'; event: EventOf<'resolved'>; form: Form }
  /** Somebody's message, passed on from the room in another chat. */
  | { as: 'relay'; event: EventOf<'message.said'>; from: string };

/** A page to a provider. */
export interface PageBody {
  kind: 'page';
  route: string;
  action: 'trigger' | 'acknowledge' | 'resolve';
  level: number;
  people: PersonId[];
}

/** What must happen outside because something happened inside. `chat` is left out for the home chat. */
export type EffectBody =
  | { kind: 'room.open'; name: string; private: boolean; chat?: string }
  | { kind: 'room.invite'; people: PersonId[]; chat?: string }
  | { kind: 'room.topic'; chat?: string }
  | { kind: 'room.links'; chat?: string }
  | { kind: 'room.pin'; slot: SlotName; chat?: string }
  | { kind: 'draw'; slot: SlotName; place: Place; chat?: string }
  | { kind: 'say'; place: Place; saying: Saying; chat?: string }
  | {
      kind: 'file';
      place: Place;
      name: string;
      content: 'postmortem.md' | 'postmortem.html';
      chat?: string;
    }
  | PageBody
  | {
      kind: 'action';
      action: string;
      part: string;
      to: string;
      reason: string;
      dryRun: boolean;
      http: HttpAction;
    }
  | { kind: 'read'; purpose: ReadingPurpose; signals: string[] }
  | { kind: 'timer'; name: string; command: TimerCommand };

export interface Effect {
  /** `incident.seq.n`: the same decision always gives the same key. */
  key: string;
  incident: number;
  dueAt: Instant;
  /** Effects of one lane leave one at a time, in order. */
  lane: string;
  /**
   * While an effect of the incident with this word is pending, a newer one replaces it (timers)
   * or is dropped because the older one will draw the newer state (draws).
   */
  coalesce?: string;
  /** Held back until this word is released: `room`, `slot:card`. */
  waitsFor?: string;
  /** 1 is most urgent; pages and sev1 first. */
  priority: number;
  body: EffectBody;
}
