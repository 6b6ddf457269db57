import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { openIncidentsCard } from '../../views/chat/answers.ts';
import { homeCard } from '../../views/chat/home.ts';
import { declareModal, evidenceModal } from '../../views/chat/modals.ts';
import { owesIn } from '../../views/follow-up/owed.ts';
import { itemFromMessage } from './action-items.ts';
import { handled, openHeads, refuse, type Talk, type Turn, withIncident } from './context.ts';
import { refusedAct } from './permitted.ts';
import { updateFromMessage } from './update.ts';

/** Reactions that put a message among the marked entries of the timeline. */
const marks = new Set(['pushpin', 'round_pushpin', 'memo', 'bookmark', 'stopwatch']);

/** Puts a message from an incident's channel on the timeline, unchanged. */
export async function message(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'message' }>,
): Promise<ChatAnswer> {
  const number = await incidentHere(talk, input);
  if (number === undefined) return { type: 'nothing' };
  await handled(talk, turn, number, {
    type: 'message',
    message: input.message,
    text: input.text,
    files: input.files,
  });
  return { type: 'nothing' };
}

/** Marks a message for the record, or removes the mark. */
export async function reaction(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'reaction' }>,
): Promise<ChatAnswer> {
  const number = await incidentHere(talk, input);
  if (number === undefined || !marks.has(input.emoji)) return { type: 'nothing' };
  const words = await talk.readMessage(input.message);
  const text = words ? `${words.author}: ${words.text}` : 'a message that can no longer be read';
  await handled(talk, turn, number, {
    type: 'message.mark',
    message: input.message,
    text,
    marked: input.added,
  });
  return { type: 'nothing' };
}

/** "Save as evidence", "Send as update" or "Make an action item" on a message, or "Declare an incident" from anywhere. */
export async function shortcut(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'shortcut' }>,
): Promise<ChatAnswer> {
  if (input.shortcut === 'declare')
    return refusedAct(talk, turn, 'declare') ?? { type: 'modal', modal: declareModal(talk.library()) };
  const number = await incidentHere(talk, input);
  if (number === undefined) {
    const refused = refusedAct(talk, turn, 'look.elsewhere');
    if (refused) return refused;
    const heads = await openHeads(talk, turn);
    if (heads.length === 0)
      return refuse('No incident is open that this could go to.', '`/airb declare` opens one.');
    return { type: 'private', card: openIncidentsCard(heads, talk.clock.now()) };
  }
  return withIncident(talk, number, (incident) => {
    switch (input.shortcut) {
      case 'update':
        return updateFromMessage(incident, input.message);
      case 'action-item':
        return itemFromMessage(talk, turn, incident, input.message);
      default:
        return { type: 'modal', modal: evidenceModal(incident, input.message) };
    }
  });
}

async function incidentHere(talk: Talk, input: ChatInput): Promise<number | undefined> {
  return input.room === undefined ? undefined : talk.store.incidentOfRoom(input.room);
}

/** The incidents in which the person owes an action item; whoever owns one may know of it. */
async function owedIncidents(talk: Talk, person: string): Promise<Opened[]> {
  const heads = await talk.store.heads({ followUp: true });
  const own = heads.filter(({ items }) => owesIn(items, person));
  const folded = await Promise.all(own.map(({ number }) => talk.writer.incident(number)));
  return folded.filter((one) => one !== undefined);
}

/** Opens the App Home: what waits for this person. */
export async function openHome(talk: Talk, turn: Turn): Promise<ChatAnswer> {
  // Whoever may not look from outside its rooms sees no incident here.
  const refused = refusedAct(talk, turn, 'look.elsewhere') !== undefined;
  const heads = refused ? [] : await talk.store.heads({ open: true, limit: 500 });
  const incidents = await Promise.all(heads.map((head) => talk.writer.incident(head.number)));
  const open = incidents.filter((incident): incident is Opened => incident !== undefined);
  const { id } = turn.input.by;
  const listed = talk.library().organization.people.some((person) => person.id === id);
  const page = listed && !refused ? `${talk.context().publicUrl}/home/${id}` : undefined;
  const followUp = await owedIncidents(talk, id);
  const facts = { now: talk.clock.now(), followUp, ...(page && { page }) };
  return { type: 'home', card: homeCard(open, id, facts) };
}
