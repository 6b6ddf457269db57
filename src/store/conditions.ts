import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** The table or an alias of it. */
type EffectColumns = Record<'state' | 'waitsFor' | 'kind', AnyColumn>;

/** The effect may be claimed once it is due. Written exactly as in the index `effects_ready`. */
export function isReady(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'uncertain') and ${t.waitsFor} is null`;
}

/** The effect keeps later ones in its lane waiting. Written exactly as in the index `effects_lane`. */
export function holdsLane(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'sending', 'uncertain') and ${t.waitsFor} is null and ${t.kind} <> 'timer'`;
}

/** The effect has not ended yet. */
export function isUnfinished(t: EffectColumns): SQL {
  return sql`${t.state} in ('pending', 'sending', 'uncertain')`;
}

/** The effect may still be replaced. Written exactly as in the index `effects_coalesce`. */
export function isPending(t: EffectColumns): SQL {
  return sql`${t.state} = 'pending'`;
}

/** The effect was given up. Written exactly as in the index `effects_failed`. */
export function isFailed(t: EffectColumns): SQL {
  return sql`${t.state} = 'failed'`;
}
