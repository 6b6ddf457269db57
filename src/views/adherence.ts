import type { SentUpdate } from '../domain/incident/state.ts';
import { inWords, minute } from '../domain/time.ts';

/** How a person's update stands to its promise. */
type Kept = 'on time' | { late: number } | 'not owed';

/** Whether a person's update came when it was owed. Older logs don't say when that was. */
export function keptOf({ at, owedAt }: Pick<SentUpdate, 'at' | 'owedAt'>): Kept {
  if (owedAt === undefined) return 'not owed';
  return at <= owedAt ? 'on time' : { late: at - owedAt };
}

/** `on time`, `12 min late`; empty where none was owed. */
export function keptWords(event: Pick<SentUpdate, 'at' | 'owedAt'>): string {
  const kept = keptOf(event);
  if (kept === 'not owed') return '';
  return typeof kept === 'string' ? kept : lateWords(kept.late);
}

/** `12 min late`; what is late by seconds says so too. */
function lateWords(late: number): string {
  return late < minute ? 'late by less than a minute' : `${inWords(late)} late`;
}
