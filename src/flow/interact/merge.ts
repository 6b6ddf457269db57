import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { noteCard } from '../../views/chat/answers.ts';
import { mergeModal, revealModal } from '../../views/chat/modal-hygiene.ts';
import type { Handled } from '../write.ts';
import { answerOf, isKnown, noIncident, type Talk, type Turn } from './context.ts';

/** Which of two incidents ends, and as which it goes on. */
export interface Merging {
  from: number;
  into: number;
  reason: string;
  /** Whoever asks has read what becomes visible by it. */
  confirmed?: boolean;
}

/** `/airb merge`: does it where it was said which survives, and else asks. */
export async function askMerge(
  talk: Talk,
  turn: Turn,
  { other, way, reason = '' }: Extract<Intent, { command: 'merge' }>,
  incident: Opened,
): Promise<ChatAnswer> {
  if (other === undefined || way === undefined) {
    if (other !== undefined && !(await isKnown(talk, turn, other))) return noIncident(other);
    const second = other === undefined ? undefined : await talk.writer.incident(other);
    return { type: 'modal', modal: mergeModal(incident, second, reason) };
  }
  const { number } = incident;
  const [from, into] = way === 'into' ? [number, other] : [other, number];
  return merge(talk, turn, { from, into, reason });
}

/** Merges, or shows the form that names what becomes visible. */
export async function merge(talk: Talk, turn: Turn, merging: Merging): Promise<ChatAnswer> {
  const { from, into } = merging;
  for (const number of [from, into]) if (!(await isKnown(talk, turn, number))) return noIncident(number);
  const handled = await merged(talk, turn, merging);
  // Somebody was faster with the same input.
  if (handled === undefined) return { type: 'nothing' };
  if (!handled.ok && handled.lacks === 'confirmation' && handled.incident.phase !== 'none')
    return { type: 'modal', modal: revealModal(handled.incident, into, merging.reason) };
  if (!handled.ok || handled.note) return answerOf(handled);
  return {
    type: 'private',
    card: noteCard(
      `INC-${from} goes on as INC-${into}. What it has comes along, and whoever worked on it is invited there.`,
    ),
  };
}

/**
 * The survivor is looked at in the transaction that ends the other one: of two merges that cross, the second finds its survivor
 * ended and is refused.
 */
export async function merged(
  talk: Talk,
  turn: Turn,
  { from, into, reason, confirmed }: Merging,
): Promise<Handled | undefined> {
  const placed = await talk.writer.place({
    by: turn.by,
    needs: { inputKey: turn.input.key, head: into },
    guess: from,
    choose: ({ duplicate, head }) => {
      if (duplicate || head === undefined) return { to: 'none', answer: undefined };
      const { open, private: hidden, drill, phase } = head;
      const survivor = { open, private: hidden, phase, ...(drill && { drill }) };
      const command = { type: 'merge' as const, into, reason, survivor, ...(confirmed && { confirmed }) };
      return { to: 'this', incident: from, command, answer: undefined };
    },
  });
  return placed.handled;
}
