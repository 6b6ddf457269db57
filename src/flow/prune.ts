import { fold, nothing } from '../domain/incident/evolve.ts';
import { whyKept } from '../domain/incident/retention.ts';
import type { Hold } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Head } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

/** What to prune. */
export interface Pruning {
  /** Only incidents that were silent since before this moment. */
  before: Instant;
  holds: Hold[];
  /** Who prunes, for the audit log. */
  by: string;
  /** Nothing is taken; what would be is told all the same. */
  dryRun: boolean;
}

/** An incident that was looked at: what it weighs where it goes, why it stays where it does not. */
export type Looked = { incident: number; bytes: number } | { incident: number; kept: string };

/** As many heads as are read at once. */
const page = 200;

type Records = Pick<Store, 'heads' | 'head' | 'effects' | 'weight' | 'write'>;

/**
 * Takes the content of incidents that are long over, the oldest first, one in a transaction: an airb that serves from the same
 * records goes on meanwhile, and a prune that was ended in the middle goes on where it stood when it is asked for again.
 */
export async function* prune(
  { store, clock }: { store: Records; clock: Clock },
  pruning: Pruning,
): AsyncGenerator<Looked> {
  for await (const head of old(store, pruning.before)) {
    const { number: incident } = head;
    const bytes = await store.weight(incident);
    const kept = await pruned({ store, clock }, head, pruning);
    yield kept === undefined ? { incident, bytes } : { incident, kept };
  }
}

/** Those that were opened before then and still say something, in order of their numbers. */
async function* old(store: Records, before: Instant): AsyncGenerator<Head> {
  for (let after = 0; ; ) {
    const heads = (await store.heads({ after, limit: page })).sort((a, b) => a.number - b.number);
    yield* heads.filter(({ openedAt, phase }) => openedAt < before && phase !== 'pruned');
    after = heads.at(-1)?.number ?? after;
    if (heads.length < page) return;
  }
}

/** @returns why it stays; undefined when it is gone, or would be */
async function pruned(
  { store, clock }: { store: Records; clock: Clock },
  head: Head,
  { before, holds, by, dryRun }: Pruning,
): Promise<string | undefined> {
  const { number, mergedInto } = head;
  const unsent = (await store.effects(number)).some(({ state }) => unfinished.has(state));
  // One that is open always has timers, which is not what keeps it.
  if (unsent) return head.open ? 'it is open' : 'something of it is still to be sent';
  const needs = {
    incident: { number, after: () => 0 },
    ...(mergedInto !== undefined && { head: mergedInto }),
  };
  return store.write<string | undefined>(needs, ({ incident, head: survivor }) => {
    const { events = [], version } = incident ?? {};
    // What was written since may ask for something that is not sent yet.
    if (version !== head.version) return stays('somebody wrote to it just now');
    const state = fold(nothing, events);
    const activeAt = Math.max(head.activeAt, head.updatedAt);
    const survivorOpen = survivor?.open ?? false;
    const why = whyKept(state, { before, holds, activeAt, survivorOpen });
    if (why !== undefined || dryRun) return stays(why);
    return { writes: { empty: { incident: number, at: clock.now(), by } }, answer: undefined };
  });
}

const unfinished = new Set<string>(['pending', 'sending', 'uncertain']);

function stays(answer: string | undefined) {
  return { writes: {}, answer };
}
