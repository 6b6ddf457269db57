import type { Standing } from '../people.ts';
import { type Instant, minute } from '../time.ts';

export const changeKinds = [
  'code',
  'prompt',
  'model',
  'router',
  'index',
  'flag',
  'threshold',
  'guardrail',
  'tool',
  'data',
  'provider',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Something about a system changed: a prompt version, an index, a deploy. */
export interface Change {
  /** Dedup key: given by the sender, or derived from the content. */
  id: string;
  system: string;
  kind: ChangeKind;
  /** The rollbackable part it belongs to, when it has one: `prompt`. */
  part?: string;
  from?: string;
  to?: string;
  summary: string;
  by?: string;
  /** How whoever told it in chat stands to the organization; absent for what a feed told. */
  told?: Standing;
  at: Instant;
  /** The time its sender gave, where that was still to come: `at` is when airb was told. */
  statedAt?: Instant;
  link?: string;
  /** True for a rollback that airb carried out: what it replaced was not good. */
  rollback?: true;
}

/** The change with a time that is not in the future. */
export function madeBy(now: Instant, change: Change): Change {
  return change.at <= now ? change : { ...change, at: now, statedAt: change.at };
}

/** True when the change's time is not to be trusted: its sender dated it more than some minutes ahead. */
export function isMisdated({ at, statedAt }: Change): boolean {
  return statedAt !== undefined && statedAt - at > 5 * minute;
}
