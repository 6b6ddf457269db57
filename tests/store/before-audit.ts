import Database from 'better-sqlite3';
import { beginning, link } from '../../src/store/chain.ts';

/** The file as a version of airb left it that had no audit log: its events linked by their text. */
export function beforeAudit(file: string): Database.Database {
  const old = beforeGrowth(file);
  type Row = { incident: number; seq: number; body: string };
  const rows = old.prepare<[], Row>('select incident, seq, body from events order by incident, seq').all();
  const tips = new Map<number, string>();
  for (const { incident, seq, body } of rows) {
    const prev = tips.get(incident) ?? beginning;
    const hash = link(prev, { incident, seq }, body);
    tips.set(incident, hash);
    old
      .prepare('update events set prev = ?, hash = ? where incident = ? and seq = ?')
      .run(prev, hash, incident, seq);
    old.prepare('update incidents set hash = ? where number = ?').run(hash, incident);
  }
  old.exec('drop table audit; alter table events drop column digest');
  forgetNewest(old);
  return old;
}

/** Undoes what came after the audit log. */
function beforeGrowth(file: string): Database.Database {
  const old = beforeReplicas(file);
  old.exec('drop table contents; drop index incidents_strays; drop index incidents_system');
  old.exec('drop index incidents_opened; drop index incidents_severity');
  old.exec('alter table incidents drop column storm');
  old.exec('create index incidents_stray on incidents (stray, number) where stray is not null');
  forgetNewest(old);
  return old;
}

/** Undoes what lets several processes serve. */
function beforeReplicas(file: string): Database.Database {
  const old = new Database(file);
  for (const table of ['tallies', 'subscriptions', 'replicas', 'buckets', 'turns'])
    old.exec(`drop table ${table}`);
  for (const column of ['owner', 'leased_until']) old.exec(`alter table effects drop column ${column}`);
  old.exec('drop index incidents_merged; alter table incidents drop column merged_into');
  for (const index of ['items', 'earlier', 'alike']) old.exec(`drop index incidents_${index}`);
  for (const column of ['items', 'outcome', 'drill']) old.exec(`alter table incidents drop column ${column}`);
  for (const _ of ['learning', 'merged', 'subscriptions', 'limits', 'replicas']) forgetNewest(old);
  return old;
}

/** Makes the newest step of the schema one that is still to be taken. */
export function forgetNewest(old: Database.Database): void {
  old.exec(
    'delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)',
  );
}
