import type { Person, Standing } from '../people.ts';
import type { MessageRef, RoomRef } from '../refs.ts';
import type { SharedFile } from '../response/shared-file.ts';
import type { Instant } from '../time.ts';
import type { Card, Modal } from './card.ts';

/** Somebody as their chat knows them. */
export interface Someone extends Person {
  standing: Standing;
  /** The platform that did not say who they are; they are a stranger until it does. */
  unsure?: string;
}

/** Something a person did in chat. `key` stays the same when the platform delivers the same act again. */
export type ChatInput = {
  key: string;
  at: Instant;
  by: Someone;
  /** The people whom the act points at by their accounts: mentioned in a command, chosen in a form. */
  named?: Someone[];
  /** The room where it happened; absent when it happened in no room. */
  room?: RoomRef;
} /** `files`: what was shared along with a command that is a message. */ & (
  | { type: 'command'; text: string; files?: SharedFile[] }
  | { type: 'press'; verb: string; value: string }
  | { type: 'submit'; form: string; state: string; values: Record<string, string> }
  | { type: 'message'; message: MessageRef; text: string; files: string[]; thread: boolean }
  | {
      type: 'shortcut';
      shortcut: 'declare' | 'evidence' | 'update' | 'action-item';
      message?: { ref: MessageRef; text: string; author: string; files?: SharedFile[] };
    }
  | { type: 'reaction'; message: MessageRef; emoji: string; added: boolean }
  | { type: 'home' }
);

/** The answer to a person, at once and to them alone. airb says what changes the incident in its room instead. */
export type ChatAnswer =
  | { type: 'nothing' }
  | { type: 'private'; card: Card }
  /** Everybody reads it who is where they asked, because they said so. */
  | { type: 'shared'; card: Card }
  | { type: 'modal'; modal: Modal }
  /** The form has mistakes: a sentence for each field id. */
  | { type: 'errors'; fields: Record<string, string> }
  | { type: 'home'; card: Card };
