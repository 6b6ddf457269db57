import type * as z from 'zod';
import type { AgentReads } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { noSuchIncident, type ToolAnswer } from '../answer.ts';
import type { AgentActor, Desk } from '../desk.ts';
import type { ToolName } from '../names.ts';
import type { Scope } from '../tokens.ts';

/** Who asks, and of whom. */
export interface Asking {
  desk: Desk;
  by: AgentActor;
}

/** One thing an agent can ask for. */
export interface Tool<S extends z.ZodRawShape = z.ZodRawShape> {
  name: ToolName;
  title: string;
  description: string;
  scope: Scope;
  input: S;
  run(asking: Asking, given: z.infer<z.ZodObject<S>>): Promise<ToolAnswer>;
}

/** Keeps the shape of the input and what is done with it together. */
export function tool<S extends z.ZodRawShape>(made: Tool<S>): Tool {
  return made as unknown as Tool;
}

/** The incident, unless it is private: for an agent there is none then. */
export async function visible({ desk }: Asking, number: number): Promise<Opened | undefined> {
  const incident = await desk.incident(number);
  return incident?.private === false ? incident : undefined;
}

/** Reads something of an incident, and notes on its timeline that it was read. */
export async function reading(
  asking: Asking,
  { incident: number, what }: { incident: number; what: AgentReads },
  read: (incident: Opened) => ToolAnswer | Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  const incident = await visible(asking, number);
  if (incident === undefined) return noSuchIncident(number);
  // Noted first: what can't be put on record is not read.
  const noted = await asking.desk.handle(number, { type: 'agent.read', what }, asking.by);
  return noted.ok ? read(noted.incident) : noSuchIncident(number);
}
