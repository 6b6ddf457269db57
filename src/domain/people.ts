import { cut, oneLine } from './plain.ts';

/**
 * The id of a person. People in the organization file have the id from there (`ana`). Somebody only chat knows has
 * `slack:U0123`. What each may do stands in `response/authority.ts`.
 */
export type PersonId = string;

export interface Person {
  id: PersonId;
  name: string;
}

/**
 * How a person stands to the organization. `listed` is in the organization file; `member` is a full member of the
 * workspace who is not; `stranger` is everybody else: guests, people of other workspaces, bots, people who left.
 */
export const standings = ['listed', 'member', 'stranger'] as const;
export type Standing = (typeof standings)[number];

/** What the organization lets members of the workspace do who are not in its file. */
export const memberRights = ['respond', 'talk'] as const;
export type MemberRights = (typeof memberRights)[number];

export type Actor =
  | { kind: 'person'; id: PersonId; name: string; standing: Standing }
  /** A program that investigates and proposes; it never decides. Its name stands in `AIRB_MCP_TOKENS`. */
  | { kind: 'agent'; name: string }
  | { kind: 'airb' }
  | { kind: 'source'; name: string };

export const airb: Actor = { kind: 'airb' };

/** What follows the name of somebody who is not in the organization file: anybody can take a listed person's name. */
export const standingMarks: Record<Standing, string> = {
  listed: '',
  member: ' (not listed)',
  stranger: ' (guest)',
};

/** What follows the name of an agent, so that nobody takes it for a person. */
const agentMark = ' (agent)';

/** A name somebody gave themselves is cut here, so that no place cuts off the mark behind it. */
const longestName = 40;

/**
 * The name to print for an actor. Whoever is not listed is never printed without saying so, because the display name in
 * a chat is whatever its owner typed.
 */
export function actorName(actor: Actor): string {
  if (actor.kind === 'agent') return `${actor.name}${agentMark}`;
  if (actor.kind !== 'person') return actor.kind === 'airb' ? 'airb' : actor.name;
  const { name, standing } = actor;
  return standing === 'listed' ? name : `${cut(oneLine(name), longestName)}${standingMarks[standing]}`;
}

/** The mark at the end of a name that was printed so, for a chat that shows an account instead of the name. */
export function markBehind({ id, name }: Person): string {
  // Ids of the organization file have no colon: a listed person may be called whatever the file says.
  if (!id.includes(':')) return '';
  return Object.values(standingMarks).find((mark) => mark !== '' && name.endsWith(mark)) ?? '';
}

/** The person the record keeps for an actor. */
export function personOf(actor: Actor): Person {
  const name = actorName(actor);
  return { id: actor.kind === 'person' ? actor.id : name, name };
}

export const roles = ['commander', 'owner', 'communications', 'scribe'] as const;
export type Role = (typeof roles)[number];

export const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof severities)[number];

export const riskTiers = ['high', 'medium', 'low'] as const;
export type RiskTier = (typeof riskTiers)[number];
