import type { Standing } from '../people.ts';
import type { Instant } from '../time.ts';

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
  link?: string;
}
