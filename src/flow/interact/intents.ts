import type { Card } from '../../domain/chat/card.ts';
import { parseCommand } from '../../domain/chat/grammar.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { type Intent, isMisuse } from '../../domain/chat/intent.ts';
import { isOver } from '../../domain/incident/decide.ts';
import { isOpen } from '../../domain/incident/state.ts';
import type { Act } from '../../domain/response/authority.ts';
import {
  helpCard,
  misuseCard,
  noteCard,
  openIncidentsCard,
  rejectionCard,
} from '../../views/chat/answers.ts';
import { noteChange } from './change.ts';
import {
  isKnown,
  mayAnswerOffer,
  noIncident,
  openHeads,
  refuse,
  type Talk,
  type Turn,
  withIncident,
} from './context.ts';
import { declareInWords } from './declare.ts';
import { drill } from './drill.ts';
import { inIncident, type On } from './in-incident.ts';
import { inReadableWords } from './names-in-words.ts';
import { onCall } from './oncall.ts';
import { refusedAct } from './permitted.ts';
import { howItWent } from './report.ts';
import { subscribe, unsubscribe } from './subscribe.ts';

/** Commands that need no incident. */
const anywhere = new Set<Intent['command']>([
  'help',
  'declare',
  'status',
  'change',
  'report',
  'readiness',
  'oncall',
  'drill',
  'subscribe',
  'unsubscribe',
]);

/** Commands whose forms are taken after the end as well. */
const afterTheEnd = new Set<Intent['command']>([
  'evidence',
  'example',
  'note',
  'reopen',
  'action',
  'postmortem',
]);

/** Whether the person may speak of that incident, or is asked to take a role in it and answers. */
async function mayName(talk: Talk, turn: Turn, intent: Intent, incident: number): Promise<boolean> {
  if (await isKnown(talk, turn, incident)) return true;
  const answers = intent.command === 'role' && (intent.does === 'accept' || intent.does === 'decline');
  return answers && mayAnswerOffer(talk, turn, incident);
}

/** Handles a command. */
export async function command(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'command' }>,
): Promise<ChatAnswer> {
  const parsed = parseCommand(input.text);
  if (isMisuse(parsed)) return privately(misuseCard(parsed));
  const intent = inReadableWords(parsed, input, talk.library().organization.people);
  if (intent.incident !== undefined && !(await mayName(talk, turn, intent, intent.incident)))
    return noIncident(intent.incident);
  const here = input.room ? await talk.store.incidentOfRoom(input.room) : undefined;
  const number = intent.incident ?? here;
  if (intent.command === 'help') return privately(helpCard(intent.topic));
  const refused = refusedAct(talk, turn, actOf(intent, number !== undefined && number === here));
  if (refused) return refused;
  if (intent.command === 'declare') return declareInWords(talk, turn, intent);
  const heard = (answer: ChatAnswer) => answered(answer, { number, here });
  if (intent.command === 'change') return heard(await noteChange(talk, turn, intent, number));
  if (intent.command === 'oncall') return onCall(talk, intent, number);
  if (intent.command === 'subscribe') return subscribe(talk, turn, intent);
  if (intent.command === 'unsubscribe') return unsubscribe(talk, turn, intent);
  if (intent.command === 'drill') return heard(await drill(talk, turn, intent, number));
  if (intent.command === 'report') return howItWent(talk, intent);
  if (intent.command === 'readiness') return readiness(talk, intent, number);
  if (number === undefined) return outside(talk, turn, intent);
  return withIncident(talk, number, async (incident) => {
    const act = inIncident[intent.command as keyof typeof inIncident] as On<Intent['command']>;
    const answer = await act(talk, turn, intent, incident);
    // Nobody fills in a form whose sending would be refused.
    const inVain = answer.type === 'modal' && !isOpen(incident) && !afterTheEnd.has(intent.command);
    if (inVain) return privately(rejectionCard(isOver(incident)));
    return heard(answer);
  });
}

/** The row of the table for what a command asks for, before `decide` is asked for the deed itself. */
function actOf(intent: Intent, inItsRoom: boolean): Act {
  switch (intent.command) {
    case 'declare':
      return 'declare';
    case 'change':
      return inItsRoom ? 'change.tell' : 'look.elsewhere';
    case 'oncall':
    case 'subscribe':
    case 'report':
    case 'readiness':
      return intent.command;
    case 'drill':
      // `decide` asks for the deed itself.
      return intent.does === undefined ? 'drill.start' : inItsRoom ? 'look' : 'look.elsewhere';
    case 'timeline':
    // Without an entry it lists them, and it finds words in them.
    case 'redact':
      return inItsRoom ? 'look' : 'timeline.elsewhere';
    case 'rollback':
    case 'fallback':
    case 'freeze':
      return intent.preview ? 'preview' : inItsRoom ? 'look' : 'look.elsewhere';
    default:
      return inItsRoom ? 'look' : 'look.elsewhere';
  }
}

/** Whoever asks from elsewhere does not see the channel that is told, and hears that it is done. */
function answered(
  answer: ChatAnswer,
  { number, here }: { number: number | undefined; here: number | undefined },
): ChatAnswer {
  if (answer.type !== 'nothing' || number === undefined || number === here) return answer;
  return privately(noteCard(`Done in INC-${number}; its channel says what came of it.`));
}

function privately(card: Card): ChatAnswer {
  return { type: 'private', card };
}

/**
 * Handles a command outside an incident's channel. `status` lists the open incidents; every other command must name its
 * incident.
 */
async function outside(talk: Talk, turn: Turn, intent: Intent): Promise<ChatAnswer> {
  const heads = await openHeads(talk, turn);
  if (anywhere.has(intent.command)) return privately(openIncidentsCard(heads, talk.clock.now()));
  return refuse(
    `\`${intent.command}\` is about an incident, and this is not an incident’s channel.`,
    heads[0]
      ? `Write it in the incident's channel, or say which: \`/airb #${heads[0].number} ${intent.command}\`.`
      : 'No incident is open; `/airb declare` opens one.',
  );
}

/** Answers with the readiness of systems, to the asker alone; in an incident's room with that of its system. */
async function readiness(
  talk: Talk,
  { system }: Extract<Intent, { command: 'readiness' }>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  const answer = await talk.readiness(system, incident?.plan.system.id);
  return 'rejected' in answer ? refuse(answer.rejected, answer.next) : privately(answer);
}
