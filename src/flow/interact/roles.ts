import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent, RoleDeed } from '../../domain/chat/intent.ts';
import { pendingFor } from '../../domain/incident/handover.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type PersonId, personOf, type Role } from '../../domain/people.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { roleNames } from '../../domain/response/role-asks.ts';
import { noteCard, rejectionCard } from '../../views/chat/answers.ts';
import { rolesCard } from '../../views/chat/roles.ts';
import { answerOf, handled, refuse, run, type Talk, type Turn } from './context.ts';
import { whoIn } from './people.ts';

/** Shows the roles, takes one, offers one to somebody, or answers with the word that stands behind it. */
export async function askRole(
  talk: Talk,
  turn: Turn,
  { role, person: mention, does, breakGlass }: Extract<Intent, { command: 'role' }>,
  incident: Opened,
): Promise<ChatAnswer> {
  if (role === undefined) return { type: 'private', card: rolesCard(incident, turn.by) };
  if (does !== undefined) return doWithRole(talk, turn, { role, does }, incident);
  const person = mention ? whoIn(talk, turn, mention, incident) : personOf(turn.by);
  if ('rejected' in person) return { type: 'private', card: rejectionCard(person) };
  if (person.id === turn.input.by.id) return takeRole(talk, turn, incident.number, { role, breakGlass });
  const result = await handled(talk, turn, incident.number, { type: 'role', role, person, breakGlass });
  if (!result.ok || result.note) return answerOf(result);
  const words = `${person.name} is asked to take ${roleNames[role]}; you hear what they say.`;
  return { type: 'private', card: noteCard(words) };
}

/** Takes a role for whoever asks. Where somebody has it, they see who, with the button that takes it over. */
export async function takeRole(
  talk: Talk,
  turn: Turn,
  number: number,
  asked: { role: Role; from?: PersonId; breakGlass?: string },
): Promise<ChatAnswer> {
  const result = await handled(talk, turn, number, { type: 'role', ...asked, person: personOf(turn.by) });
  if (result.ok || result.lacks !== 'takeover' || result.incident.phase === 'none') return answerOf(result);
  const words = [result.rejected, result.next].flatMap((text) => (text ? [sentenceEnd(text)] : []));
  return { type: 'private', card: rolesCard(result.incident, turn.by, [words.join(' ')]) };
}

function doWithRole(
  talk: Talk,
  turn: Turn,
  { role, does }: { role: Role; does: RoleDeed },
  incident: Opened,
): Promise<ChatAnswer> | ChatAnswer {
  if (does === 'release') return run(talk, turn, incident.number, { type: 'role.release', role });
  const offer = pendingFor(incident, role);
  if (offer === undefined)
    return refuse(`Nobody is offered ${roleNames[role]} now.`, '`/airb role` shows who has which role.');
  return run(talk, turn, incident.number, {
    type: 'role.answer',
    handover: offer.id,
    accept: does === 'accept',
  });
}
