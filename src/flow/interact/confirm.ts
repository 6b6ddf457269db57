import type { Modal } from '../../domain/chat/card.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { verifyModal } from '../../views/chat/modals.ts';
import { answerOf, handled, type Talk, type Turn } from './context.ts';

/**
 * Runs a command that may need its person to confirm what is out of range; where it does, the answer is the form that
 * names it.
 */
export async function runOrConfirm(
  talk: Talk,
  turn: Turn,
  { number, body, form }: { number: number; body: CommandBody; form: (incident: Opened) => Modal },
): Promise<ChatAnswer> {
  const result = await handled(talk, turn, number, body);
  const { incident } = result;
  if (!result.ok && lacksForm(result.lacks) && incident.phase !== 'none' && isOpen(incident))
    return { type: 'modal', modal: form(incident) };
  return answerOf(result);
}

/** Starts the watch, or shows what speaks against it. */
export function verify(talk: Talk, turn: Turn, number: number): Promise<ChatAnswer> {
  return runOrConfirm(talk, turn, { number, body: { type: 'verify' }, form: verifyModal });
}

/** What only the form can ask for. */
function lacksForm(lacks: Rejection['lacks']): boolean {
  return lacks === 'confirmation' || lacks === 'category';
}
