import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** The table or an alias of it. */
type EffectColumns = Record<'state' | 'waitsFor' | 'kind', AnyColumn>;

/** May be handed out once due. In the words of the index `effects_ready`. */
export function isReady(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'uncertain') and ${t.waitsFor} is null`;
}

/** Keeps those behind it in its lane waiting. In the words of the index `effects_lane`. */
export function holdsLane(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'sending', 'uncertain') and ${t.waitsFor} is null and ${t.kind} <> 'timer'`;
}

/** Has not come to an end. */
export function isUnfinished(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'sending', 'uncertain')`;
}

/** May still be replaced or taken over. In the words of the index `effects_coalesce`. */
export function isPending(t: EffectColumns): SQL {
  return sql`${t.state} = 'pending'`;
}

/** Was given up. In the words of the index `effects_failed`. */
export function isFailed(t: EffectColumns): SQL {
  return sql`${t.state} = 'failed'`;
}
