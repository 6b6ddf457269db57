import type { Form, UpdateText } from '../incident/events.ts';
import type { Role, Severity } from '../people.ts';
import type { Category } from '../runbooks/runbook.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { CommandName } from './commands.ts';
import type { SaidTime } from './said-time.ts';

/**
 * Somebody a command names: the platform's id of an escaped mention (`<@U123|ben>` → `U123`, `ben`), or what was typed
 * after `@`. `me` means whoever asks. Whoever knows the directory finds the person.
 */
export interface Mention {
  mention: string;
  name?: string;
}

/** What a command asks for. A field that is absent was not said: the answer is then a form, a list or the asker. */
export type Intent = { incident?: number } & (
  | { command: 'help'; topic?: CommandName }
  /** `unlisted` says that a system without a file is meant. */
  | { command: 'declare'; system?: string; unlisted?: true; severity?: Severity; title?: string }
  | { command: 'status' | 'ack' | 'changes' | 'verify' | 'postmortem' }
  | { command: 'severity'; to?: Severity; reason: string }
  | { command: 'role'; role: Role; person: Mention }
  | { command: 'assign'; step: string; person: Mention }
  | { command: 'category'; category?: Category; because: string }
  | { command: 'diagnose'; answer?: string; back?: 'last' | 'all' }
  | { command: 'change'; kind: ChangeKind; summary: string; from?: string; to?: string; when?: SaidTime }
  | { command: 'evidence'; title?: string; content?: string }
  | { command: 'rollback'; part?: string; to?: string; reason?: string; preview: boolean }
  | { command: 'update'; form?: Form; text: Partial<UpdateText> }
  | { command: 'note'; text: string }
  | { command: 'timeline'; count?: number }
  | { command: 'resolve'; override?: string }
  | { command: 'cancel'; reason?: string }
  | { command: 'readiness'; system?: string }
);

/** A command that can't be understood: what is wrong, and how it is written. */
export interface Misuse {
  misuse: string;
  usage: string;
  /** The command whose help belongs to the answer: a word of it was not understood. */
  about?: CommandName;
}

export function isMisuse(parsed: Intent | Misuse): parsed is Misuse {
  return 'misuse' in parsed;
}
