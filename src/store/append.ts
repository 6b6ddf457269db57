import { eq, sql } from 'drizzle-orm';
import { ConflictError } from '../errors.ts';
import type { Writes } from '../ports/records.ts';
import { type AuditEntry, sha256 } from './audit-entry.ts';
import { headDigest } from './audit-rows.ts';
import { beginning, canonical, linkOf } from './chain.ts';
import type { Database } from './database.ts';
import { given, incoming } from './placeholders.ts';

const headColumns = [
  'title',
  'system',
  'failure',
  'severity',
  'phase',
  'open',
  'private',
  'openedAt',
  'updatedAt',
  'activeAt',
  'room',
  'siblings',
  'stray',
  'storm',
  'version',
  'hash',
] as const;

/**
 * Prepares appending: chains the events to the newest one, and writes the new head. The head's version is always the
 * number of the last event, whatever the caller set.
 * @returns a function to call inside the transaction, which says what it wrote; it throws ConflictError when somebody else
 * appended first
 */
export function appender(
  database: Database,
): (append: NonNullable<Writes['append']>) => Promise<NonNullable<AuditEntry['append']>> {
  const say = sentences(database);
  return async ({ incident, expected, events: added, head }) => {
    const tip = (await say.tip.get({ number: incident })) ?? { version: 0, hash: beginning };
    if (tip.version !== expected) throw new ConflictError(incident, expected, tip.version);
    let { hash, version } = tip;
    for (const event of added) {
      const prev = hash;
      const seq = ++version;
      const body = canonical(event);
      const digest = sha256(body);
      hash = linkOf(prev, { incident, seq }, digest);
      await say.event.run({ incident, seq, at: event.at, type: event.type, body, prev, hash, digest });
    }
    const row = {
      ...head,
      number: incident,
      room: head.room ?? null,
      siblings: head.siblings ?? [],
      stray: head.stray ?? null,
      storm: head.storm ?? null,
      version,
    };
    await say.head.run({ ...row, hash });
    return { incident, from: expected + 1, to: version, hash, head: headDigest(row) };
  };
}

function sentences({ db, tables, dialect }: Database) {
  const { events, incidents } = tables;
  return {
    tip: db
      .select({ version: incidents.version, hash: incidents.hash })
      .from(incidents)
      .where(eq(incidents.number, sql.placeholder('number')))
      .prepare(),
    event: db
      .insert(events)
      .values(given('incident', 'seq', 'at', 'type', 'body', 'prev', 'hash', 'digest'))
      .prepare(),
    head: db
      .insert(incidents)
      .values(given('number', ...headColumns))
      .onConflictDoUpdate({
        target: incidents.number,
        // A repeated alert moves the mark without an event; what is folded from events must not move it back.
        set: {
          ...incoming(incidents, ...headColumns),
          activeAt: dialect.greatest(incidents.activeAt, sql`excluded.active_at`),
        },
      })
      .prepare(),
  };
}
