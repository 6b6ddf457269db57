import { and, asc, desc, eq, gt, gte, max, sql } from 'drizzle-orm';
import type { Loaded, Needs } from '../ports/records.ts';
import type { Database } from './database.ts';
import type { Gathered } from './gathered.ts';
import { apart, type How } from './group-commit.ts';
import { toEvent, toHead } from './rows.ts';

const value = sql.placeholder;

/** Of a system's incidents that are over, and of those with a failure; the newest. */
const earlierLookedAt = 20;

type Decide<T> = (loaded: Loaded) => T;

/** Said by a part of what was loaded that nobody has asked for yet. */
const unread = new Error('this was not read yet');

/**
 * Prepares the queries that a write may need before it decides. What only few decisions look at is read when one does:
 * it is then taken from the beginning with all of it, which is one reason why a decision must be pure.
 * @returns a function to call inside the transaction: it reads, and lets decide
 */
export function decider(
  database: Database,
  gathered: Gathered,
): <T>(needs: Needs, decide: Decide<T>, how: How) => Promise<T> {
  const find = questions(database);

  async function incident({ number, after: folded }: { number: number; after(): number }) {
    const after = folded();
    const { version, emptied } = await gathered.tip(number);
    if (emptied) return { version: 0, events: [], pruned: true };
    const rows = version > after ? await newer({ number, after }) : [];
    return { version, events: rows.map((row) => toEvent(row.body)) };
  }

  async function newer(asked: { number: number; after: number }) {
    await gathered.rows();
    return find.newer.all(asked);
  }

  async function always({ inputKey, openOf, head: other, change, incident: of, episode: which }: Needs) {
    const head = other === undefined ? undefined : await gathered.head(other);
    const episode = which === undefined ? undefined : await gathered.episode(which);
    return {
      duplicate: inputKey !== undefined && (await find.input.get({ key: inputKey })) !== undefined,
      open: openOf ? await gathered.open(openOf) : [],
      changeSeen: change !== undefined && (await find.change.get({ id: change })) !== undefined,
      ...(of ? { incident: await incident(of) } : {}),
      ...(episode ? { episode } : {}),
      ...(head ? { head } : {}),
    };
  }

  async function strays(which: NonNullable<Needs['straysOf']>) {
    const found = [...(await find.openStrays.all(which)), ...(await find.recentStrays.all(which))];
    return found.sort((a, b) => b.number - a.number).map(toHead);
  }

  async function earlier({ system, failure }: NonNullable<Needs['earlierLike']>) {
    const ofSystem = await find.ofSystem.all({ system });
    const alike = failure === undefined ? [] : await find.alike.all({ failure });
    return [...ofSystem, ...alike].map(toHead);
  }

  /** Only a write that opens an incident needs these. */
  async function onDemand({ openedSince: since, straysOf, changesOf, earlierLike }: Needs) {
    await gathered.rows();
    const recent = since === undefined ? [] : (await find.recent.all({ since })).map(toHead);
    return {
      recent: recent.sort((a, b) => b.number - a.number),
      strays: straysOf ? await strays(straysOf) : [],
      changes: changesOf ? (await find.changes.all(changesOf)).map((row) => row.change) : [],
      earlier: earlierLike ? await earlier(earlierLike) : [],
      nextNumber: ((await find.last.get())?.number ?? 0) + 1,
    };
  }

  return async (needs, decide, how) => {
    const loaded = await always(needs);
    try {
      return decide(withholding(loaded));
    } catch (error) {
      if (error !== unread) throw error;
    }
    // What opens an incident can't be gathered, so it need not be decided here.
    if (how === 'gathering') throw apart;
    return decide({ ...loaded, ...(await onDemand(needs)) });
  };
}

/** Shared by all that is loaded, because getters of its own would make each of them slow. */
const withheld: Pick<Loaded, 'recent' | 'strays' | 'changes' | 'earlier' | 'nextNumber'> = {
  get recent(): never {
    throw unread;
  },
  get strays(): never {
    throw unread;
  },
  get changes(): never {
    throw unread;
  },
  get earlier(): never {
    throw unread;
  },
  get nextNumber(): never {
    throw unread;
  },
};

function withholding(loaded: Omit<Loaded, keyof typeof withheld>): Loaded {
  return Object.assign(Object.create(withheld) as typeof withheld, loaded);
}

function questions({ db, tables }: Database) {
  const { changes, events, incidents, inputs } = tables;
  const newer = and(eq(events.incident, value('number')), gt(events.seq, value('after')));
  const stray = and(sql`${incidents.stray} is not null`, eq(incidents.stray, value('source')));
  const over = sql`not ${incidents.open} and not ${incidents.private} and not ${incidents.drill}`;
  const ofSystem = and(eq(changes.system, value('system')), gte(changes.at, value('since')));
  return {
    input: db
      .select({ at: inputs.at })
      .from(inputs)
      .where(eq(inputs.key, value('key')))
      .prepare(),
    newer: db.select({ body: events.body }).from(events).where(newer).orderBy(asc(events.seq)).prepare(),
    recent: db
      .select()
      .from(incidents)
      .where(
        and(
          gte(incidents.openedAt, value('since')),
          sql`not ${incidents.private}`,
          sql`not ${incidents.drill}`,
        ),
      )
      .prepare(),
    /** Those that are open, however old, and then the newer ones that are over: neither reads all there ever were. */
    openStrays: db
      .select()
      .from(incidents)
      // Not by the index of strays, which holds all there ever were.
      .where(and(sql`${incidents.open}`, sql`coalesce(${incidents.stray}, '') = ${value('source')}`))
      .prepare(),
    recentStrays: db
      .select()
      .from(incidents)
      .where(and(stray, gte(incidents.openedAt, value('since')), sql`not ${incidents.open}`))
      .prepare(),
    changes: db
      .select({ change: changes.change })
      .from(changes)
      .where(ofSystem)
      .orderBy(desc(changes.at))
      .prepare(),
    ofSystem: db
      .select()
      .from(incidents)
      .where(and(over, eq(incidents.system, value('system'))))
      .orderBy(desc(incidents.number))
      .limit(earlierLookedAt)
      .prepare(),
    alike: db
      .select()
      .from(incidents)
      .where(and(over, eq(incidents.failure, value('failure'))))
      .orderBy(desc(incidents.number))
      .limit(earlierLookedAt)
      .prepare(),
    change: db
      .select({ at: changes.at })
      .from(changes)
      .where(eq(changes.id, value('id')))
      .prepare(),
    last: db
      .select({ number: max(incidents.number) })
      .from(incidents)
      .prepare(),
  };
}
