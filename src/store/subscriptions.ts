import { and, asc, eq } from 'drizzle-orm';
import type { Subscriptions } from '../ports/subscriptions.ts';
import type { Database } from './database.ts';
import { incoming } from './placeholders.ts';

/** The question of who subscribed. */
export function subscriptionReader({
  db,
  tables: { subscriptions: t },
}: Database): Subscriptions['subscriptions'] {
  // Asynchronous where the database is not.
  return async (person) =>
    db
      .select()
      .from(t)
      .where(person === undefined ? undefined : eq(t.person, person))
      .orderBy(asc(t.person), asc(t.by), asc(t.system))
      .prepare()
      .all();
}

/** What begins and ends a subscription; call these inside a transaction. */
export function subscriptionWriter({
  db,
  tables: { subscriptions: t },
}: Database): Omit<Subscriptions, 'subscriptions'> {
  return {
    async subscribe(subscription) {
      await db
        .insert(t)
        .values(subscription)
        .onConflictDoUpdate({ target: [t.person, t.by, t.system], set: incoming(t, 'severities') })
        .prepare()
        .run();
    },
    async unsubscribe(person, { by, system } = {}) {
      const meant = [
        eq(t.person, person),
        ...(by === undefined ? [] : [eq(t.by, by)]),
        ...(system === undefined ? [] : [eq(t.system, system)]),
      ];
      await db
        .delete(t)
        .where(and(...meant))
        .prepare()
        .run();
    },
  };
}
