import type { PersonId } from '../people.ts';
import type { MessageRef, RoomRef } from '../refs.ts';
import type { Instant } from '../time.ts';
import type { Card, Modal } from './card.ts';

/** Something a person did in chat. `key` is the same for every redelivery of the same thing. */
export type ChatInput = {
  key: string;
  at: Instant;
  by: { id: PersonId; name: string; known: boolean };
  /** Where it happened, when it happened somewhere. */
  room?: RoomRef;
} & (
  | { type: 'command'; text: string }
  | { type: 'press'; verb: string; value: string }
  | { type: 'submit'; form: string; state: string; values: Record<string, string> }
  | { type: 'message'; message: MessageRef; text: string; files: string[]; thread: boolean }
  | {
      type: 'shortcut';
      shortcut: 'declare' | 'evidence';
      message?: { ref: MessageRef; text: string; author: string };
    }
  | { type: 'reaction'; message: MessageRef; emoji: string; added: boolean }
  | { type: 'home' }
);

/** What the person gets back at once. What changes the incident is said in its room instead. */
export type ChatAnswer =
  | { type: 'nothing' }
  | { type: 'private'; card: Card }
  | { type: 'modal'; modal: Modal }
  /** A form is wrong: field id → sentence. */
  | { type: 'errors'; fields: Record<string, string> }
  | { type: 'home'; card: Card };
