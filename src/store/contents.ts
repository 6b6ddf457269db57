import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Store } from '../ports/store.ts';
import type { Database } from './database.ts';

const value = sql.placeholder;

/** Prepares reading what was too long for events, one text at a time: nobody knows how many there are. */
export function contentReader(database: Database): Pick<Store, 'content' | 'contentsWith'> {
  const find = questions(database);
  const content = async (incident: number, hash: string) => (await find.one.get({ incident, hash }))?.text;
  return {
    content,
    async contentsWith(incident, texts) {
      const wanted = texts.flatMap(spellings);
      const held: string[] = [];
      if (wanted.length === 0) return held;
      for (let after = ''; ; ) {
        const row = await find.next.get({ incident, after });
        if (row === undefined) return held;
        if (wanted.some((text) => row.text.includes(text))) held.push(row.hash);
        after = row.hash;
      }
    },
  };
}

/** As it is, and as it stands within JSON. */
function spellings(text: string): string[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  return quoted === text ? [text] : [text, quoted];
}

function questions({ db, tables: { contents } }: Database) {
  const ofIncident = eq(contents.incident, value('incident'));
  return {
    one: db
      .select({ text: contents.text })
      .from(contents)
      .where(and(ofIncident, eq(contents.hash, value('hash'))))
      .prepare(),
    next: db
      .select({ hash: contents.hash, text: contents.text })
      .from(contents)
      .where(and(ofIncident, gt(contents.hash, value('after'))))
      .orderBy(asc(contents.hash))
      .limit(1)
      .prepare(),
  };
}
