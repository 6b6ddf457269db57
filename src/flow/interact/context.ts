import type { Card } from '../../domain/chat/card.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { Seal } from '../../domain/chat/seal.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import { isOffered, mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Actor } from '../../domain/people.ts';
import type { AskReport } from '../../domain/report/asked.ts';
import type { EvalTool } from '../../domain/response/eval-run.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Masking } from '../../ports/masking.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Head } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { noteCard, rejectionCard } from '../../views/chat/answers.ts';
import type { Drills } from '../drills.ts';
import type { Intake } from '../intake.ts';
import type { OpeningContext } from '../opening.ts';
import type { Postmortems } from '../postmortem.ts';
import type { Redact } from '../redact.ts';
import type { Handled, Writer } from '../write.ts';

/** What all parts of `flow/interact` need. */
export interface Talk {
  writer: Writer;
  store: Store;
  clock: Clock;
  library: () => Library;
  context: () => OpeningContext;
  intake: Intake;
  drills: Pick<Drills, 'scenarios' | 'start'>;
  seal: Seal;
  log: Log;
  metrics: Metrics;
  hash: (text: string) => string;
  masking: Masking;
  redact: Redact;
  postmortems: Postmortems;
  /** Eval tools that are set up. */
  evalTools: readonly EvalTool[];
  report: AskReport;
  /** The readiness card of a system, or of all; `here` is the system of the room where the person asked. */
  readiness: (asked: string | undefined, here: string | undefined) => Promise<Card | Rejection>;
  /** The change that an incident asks of its runbook file; undefined when there is no such incident. */
  revision: (number: number) => Promise<Proposal | undefined>;
  /** Text of a message somebody pointed at, when chat can still read it. */
  readMessage: (message: string) => Promise<{ text: string; author: string } | undefined>;
}

/** A person's input, and the actor who the log says did it. */
export type Turn = { input: ChatInput; by: Actor };

/** The actor for the log. */
export function actorOf({ by: { id, name, standing } }: ChatInput): Actor {
  return { kind: 'person', id, name, standing };
}

/** Runs a command. The answer holds only what the person alone should see: the refusal, or that somebody was faster. */
export async function run(talk: Talk, turn: Turn, number: number, body: CommandBody): Promise<ChatAnswer> {
  return answerOf(await handled(talk, turn, number, body));
}

/** Runs a command once, even when its input is delivered several times. */
export function handled(talk: Talk, turn: Turn, number: number, body: CommandBody): Promise<Handled> {
  return talk.writer.handle(number, body, turn.by, { inputKey: turn.input.key });
}

/** The answer for the person who asked; empty when the room is told. */
export function answerOf(result: Handled): ChatAnswer {
  if (!result.ok) return refuse(result.rejected, result.next);
  return result.note ? { type: 'private', card: noteCard(result.note) } : { type: 'nothing' };
}

/** A refusal with what to try next. */
export function refuse(rejected: string, next?: string): ChatAnswer {
  return { type: 'private', card: rejectionCard({ rejected, next }) };
}

/** Goes on with the incident, or says that there is none. */
export async function withIncident(
  talk: Talk,
  number: number,
  go: (incident: Opened) => ChatAnswer | Promise<ChatAnswer>,
): Promise<ChatAnswer> {
  const incident = Number.isSafeInteger(number) ? await talk.writer.incident(number) : undefined;
  return incident === undefined ? noIncident(number) : go(incident);
}

/** The answer when there is no such incident, or when the person may not know of it. */
export function noIncident(number: number): ChatAnswer {
  return refuse(`There is no incident #${number}.`, '`/airb status` lists the open ones.');
}

/**
 * False when there is no such incident, and when the person may not know of it: a private one shows in its rooms, and
 * elsewhere to those who have a part in it. Both get the same words, `noIncident`.
 */
export async function isKnown(talk: Talk, { input }: Turn, number: number): Promise<boolean> {
  const incident = Number.isSafeInteger(number) ? await talk.writer.incident(number) : undefined;
  if (incident === undefined) return false;
  return incident.rooms.some((room) => room.ref === input.room) || mayKnowOf(incident, input.by.id);
}

/** True where the person is asked to take a role in an incident of which they may know nothing else. */
export async function mayAnswerOffer(talk: Talk, { input }: Turn, number: number): Promise<boolean> {
  const incident = await talk.writer.incident(number);
  return incident !== undefined && isOffered(incident, input.by.id);
}

/** The open incidents that the person may know of, newest first. */
export async function openHeads(talk: Talk, turn: Turn): Promise<Head[]> {
  const heads = await talk.store.heads({ open: true });
  const known = await Promise.all(heads.map((head) => !head.private || isKnown(talk, turn, head.number)));
  return heads.filter((_, place) => known[place]);
}
