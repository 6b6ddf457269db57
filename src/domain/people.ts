/**
 * The id of a person. People in the organization file have the id from there (`ana`). Somebody only chat knows has
 * `slack:U0123`; they may look, talk and take notes, but never decide.
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

export type Actor =
  | { kind: 'person'; id: PersonId; name: string; standing: Standing }
  | { kind: 'airb' }
  | { kind: 'source'; name: string };

export const airb: Actor = { kind: 'airb' };

/** The name to print for an actor. */
export function actorName(actor: Actor): string {
  if (actor.kind === 'person') return actor.name;
  return actor.kind === 'airb' ? 'airb' : actor.name;
}

export const roles = ['commander', 'owner', 'communications', 'scribe'] as const;
export type Role = (typeof roles)[number];

export const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof severities)[number];

export const riskTiers = ['high', 'medium', 'low'] as const;
export type RiskTier = (typeof riskTiers)[number];
