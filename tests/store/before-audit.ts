import Database from 'better-sqlite3';
import { beginning, link } from '../../src/store/chain.ts';

/** The file as a version of airb left it that had no audit log: its events linked by their text. */
export function beforeAudit(file: string): Database.Database {
  const old = new Database(file);
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
  old.exec('drop table replicas');
  for (const column of ['owner', 'leased_until']) old.exec(`alter table effects drop column ${column}`);
  for (const _step of ['0006_replicas', '0005_audit'])
    old.exec(
      'delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)',
    );
  return old;
}
