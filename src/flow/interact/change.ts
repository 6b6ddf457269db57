import { parseChange } from '../../domain/chat/grammar-change.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import { momentOf } from '../../domain/chat/said-time.ts';
import { actorName } from '../../domain/people.ts';
import { noteCard, rejectionCard } from '../../views/chat/answers.ts';
import { changeModal } from '../../views/chat/modal-change.ts';
import { refuse, run, type Talk, type Turn } from './context.ts';
import type { IntentOf } from './in-incident.ts';
import { refusedAct } from './permitted.ts';

/** Records a change that a person knows of, for the incident's system; without a word, the form asks for it. */
export async function noteChange(
  talk: Talk,
  turn: Turn,
  { kind, summary, from, to, when }: IntentOf<'change'>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  if (incident === undefined) {
    return refuse(
      'Say a change in the channel of the incident it matters to.',
      'Or send it to POST /changes/generic.',
    );
  }
  if (kind === undefined)
    return refusedAct(talk, turn, 'change.tell', incident) ?? { type: 'modal', modal: changeModal(incident) };
  const moment = momentOf(when, turn.input.at);
  if ('rejected' in moment) return { type: 'private', card: rejectionCard(moment) };
  const part = incident.plan.parts.find((one) => one.kind === kind)?.id;
  const news = {
    ...{ id: `chat/${turn.input.key}`, system: incident.plan.system.id, kind, part, from, to, summary },
    ...{ by: actorName(turn.by), told: turn.input.by.standing, at: moment.at },
  };
  // Of a drill it is kept here alone: the change feed is of what is real.
  if (incident.drill !== undefined)
    return run(talk, turn, incident.number, { type: 'change.note', change: news });
  const [taken] = await talk.intake.changes([news], turn.by);
  return taken?.note ? { type: 'private', card: noteCard(taken.note) } : { type: 'nothing' };
}

/** The same from the form, whose words are read as those of the command. What can't be read is said at its field. */
export async function submitChange(
  talk: Talk,
  turn: Turn,
  number: number,
  { kind = '', what = '', when = '' }: Record<string, string>,
): Promise<ChatAnswer> {
  const refused = refusedAct(talk, turn, 'change.tell', await talk.writer.incident(number));
  if (refused) return refused;
  const parsed = parseChange(`${kind} ${what} ${when}`);
  if (!('misuse' in parsed) && parsed.command === 'change' && parsed.kind !== undefined) {
    const moment = momentOf(parsed.when, turn.input.at);
    if (!('rejected' in moment)) return noteChange(talk, turn, parsed, number);
    return wrong('when', `${moment.rejected} ${moment.next ?? ''}`.trim());
  }
  const alone = parseChange(`${kind} ${what}`);
  if ('misuse' in alone) return wrong('what', alone.misuse);
  return wrong('when', 'misuse' in parsed ? parsed.misuse : 'Say when it was.');
}

function wrong(field: string, problem: string): ChatAnswer {
  return { type: 'errors', fields: { [field]: problem } };
}
