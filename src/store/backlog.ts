import { and, count, eq, inArray, lte, min, type SQL, sql } from 'drizzle-orm';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { Store } from '../ports/store.ts';
import { holdsLane, isFailed, isPending, isReady } from './conditions.ts';
import type { Database } from './database.ts';

type Backlog = Awaited<ReturnType<Store['backlog']>>;

/** Kinds of effects that a chat carries out. */
const ofChats: OutgoingBody['kind'][] = [
  'room.open',
  'room.invite',
  'room.rename',
  'room.topic',
  'room.links',
  'room.pin',
  'draw',
  'say',
  'file',
  'canvas',
  'remove',
];

/** Prepares counting what waits. Each count reads a partial index, so finished effects cost nothing. */
export function backlogCounter({
  db,
  tables: { effects },
}: Database): (...args: Parameters<Store['backlog']>) => Promise<Backlog> {
  const counting = (which: SQL | undefined) => {
    const statement = db.select({ count: count() }).from(effects).where(which).prepare();
    return async () => (await statement.get())?.count ?? 0;
  };
  const pending = counting(isPending(effects));
  const sending = counting(and(holdsLane(effects), eq(effects.state, 'sending')));
  const uncertain = counting(and(holdsLane(effects), eq(effects.state, 'uncertain')));
  const failed = counting(isFailed(effects));
  const oldest = db
    .select({ dueAt: min(effects.dueAt) })
    .from(effects)
    .where(and(isReady(effects), lte(effects.dueAt, sql.placeholder('now'))))
    .prepare();

  // What is to be tried again later is waited for as well as what stands behind it.
  const chats = db
    .select({ count: count() })
    .from(effects)
    .where(
      and(
        isReady(effects),
        inArray(effects.kind, ofChats),
        sql`(${effects.dueAt} <= ${sql.placeholder('now')} or ${effects.lastError} is not null)`,
      ),
    )
    .prepare();

  return async (now) => {
    const counts = {
      pending: await pending(),
      sending: await sending(),
      uncertain: await uncertain(),
      failed: await failed(),
    };
    const oldestDue = (await oldest.get({ now }))?.dueAt;
    const waitForChat = (await chats.get({ now }))?.count ?? 0;
    return {
      ...counts,
      ...(typeof oldestDue === 'number' && { oldestDue }),
      ...(waitForChat > 0 && { waitForChat }),
    };
  };
}
