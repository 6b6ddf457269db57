import type { RoomRef } from '../refs.ts';
import type { Category } from '../runbooks/runbook.ts';
import { type Duration, day, type Instant } from '../time.ts';

/** What one deed did to contain an incident. `title` is that of the system file's containment, where it was one. */
export interface ContainedBy {
  part: string;
  to: string;
  title?: string;
  /** True where it helped and something was left over. */
  partly?: true;
}

/** What a later incident may learn of one: no words of people, because those may be redacted here and not there. */
export interface Outcome {
  category?: Category;
  contained?: ContainedBy[];
}

/** What a look-up knows of an earlier incident. */
export interface Earlier {
  number: number;
  system: string;
  failure: string;
  phase: string;
  open: boolean;
  private: boolean;
  openedAt: Instant;
  room?: RoomRef;
  outcome?: Outcome;
}

/** How an earlier incident is like the new one. */
export type Likeness = 'system and failure' | 'failure' | 'system';

/** An earlier incident that is told of. Not by the name of its channel: people may rename it later, and it holds their words then. */
export interface SimilarIncident extends Outcome {
  number: number;
  like: Likeness;
  /** Named where it is another than that of the new one. */
  system?: string;
  failure?: string;
  openedAt: Instant;
  room?: RoomRef;
}

/** What happened before, as it was known when the incident opened. */
export interface Similar {
  incidents: SimilarIncident[];
  /** How often the same failure of the same system was cancelled within `noiseWithin`; absent where it never was. */
  cancelled?: number;
}

/** The most that are told: more are read by nobody who has just been woken. */
const most = 3;
/** A system is another one after a year. */
export const similarWithin: Duration = 365 * day;
export const noiseWithin: Duration = 30 * day;

const likenesses: readonly Likeness[] = ['system and failure', 'failure', 'system'];

/**
 * The earlier incidents that help most: the same failure of the same system first, then the same failure elsewhere, then
 * another failure of the same system; among equals those that something contained, then the newest. Only what was
 * resolved is told as an incident: what was merged goes on in its survivor, what was cancelled is only counted, and what is
 * private or still open is left out.
 * @param failure undefined where nobody named one: then only the system can be alike
 */
export function similarTo(
  { system, failure, at }: { system: string; failure: string | undefined; at: Instant },
  earlier: readonly Earlier[],
): Similar | undefined {
  const known = once(earlier).filter(
    (one) => !one.open && !one.private && at - one.openedAt <= similarWithin,
  );
  const ranked = known
    .filter(({ phase }) => phase === 'resolved')
    .flatMap((one) => {
      const like = likenessOf(one, { system, failure });
      return like === undefined ? [] : [{ one, like }];
    })
    .sort((a, b) => rank(a) - rank(b) || b.one.number - a.one.number);
  const incidents = ranked.slice(0, most).map(({ one, like }) => told(one, like));
  const cancelled = known.filter(
    (one) =>
      one.phase === 'cancelled' &&
      one.system === system &&
      one.failure === failure &&
      at - one.openedAt <= noiseWithin,
  ).length;
  if (incidents.length === 0 && cancelled === 0) return undefined;
  return { incidents, ...(cancelled > 0 && { cancelled }) };
}

function once(earlier: readonly Earlier[]): Earlier[] {
  return [...new Map(earlier.map((one) => [one.number, one])).values()];
}

function likenessOf(
  one: Earlier,
  { system, failure }: { system: string; failure: string | undefined },
): Likeness | undefined {
  const sameFailure = failure !== undefined && one.failure === failure;
  if (one.system === system) return sameFailure ? 'system and failure' : 'system';
  return sameFailure ? 'failure' : undefined;
}

function rank({ one, like }: { one: Earlier; like: Likeness }): number {
  return likenesses.indexOf(like) * 2 + (one.outcome?.contained === undefined ? 1 : 0);
}

function told(one: Earlier, like: Likeness): SimilarIncident {
  const { number, openedAt, room, outcome } = one;
  return {
    ...{ number, like, openedAt },
    ...(like === 'failure' && { system: one.system }),
    ...(like === 'system' && { failure: one.failure }),
    ...(room !== undefined && { room }),
    ...outcome,
  };
}
