import { join } from 'node:path';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { headOf } from '../../src/domain/incident/head.ts';
import { tallyOf } from '../../src/domain/report/tally.ts';
import { outgoing } from '../../src/flow/write.ts';
import { sha256 } from '../../src/store/audit-entry.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { alert, append, change, settle, t0 } from '../contracts/store-samples.ts';
import { workedExample } from '../support/worked-example.ts';

/** Text that has been lost before: a zero, private use, several code points in one sign. */
export const odd = 'odd: \0 \ue000 👩‍🚒';

/** Records with a row in every table: the worked example as the program writes it, and oddities beside it. */
export async function recordsIn(folder: string): Promise<string> {
  const file = join(folder, 'airb.db');
  const store = await openSqliteStore({ file });
  const events: IncidentEvent[] = [];
  for (const event of workedExample()) {
    const expected = events.length;
    events.push(event);
    const after = fold(nothing, events);
    if (after.phase === 'none') throw new Error('nothing was opened');
    const effects = outgoing(event, after, events.length);
    const head = headOf(after, events.length, event.at);
    await store.write({ inputKey: `input ${expected}` }, () => ({
      writes: {
        append: { incident: 1, expected, events: [event], head, tally: tallyOf(after) },
        effects,
        release: { incident: 1, words: ['room'] },
      },
      answer: undefined,
    }));
  }
  const text = 'schema: 1';
  const long = odd.repeat(100);
  const kept = { hash: sha256(long), length: long.length };
  await store.write({}, () => ({
    writes: {
      alert: { episode: odd, incident: 1, alert: { ...alert('f'), kept }, times: 1, receivedAt: t0 },
      contents: { incident: 1, texts: [{ hash: kept.hash, text: long }] },
      rooms: { incident: 1, refs: ['slack:C1'] },
      document: { hash: sha256(text), file: 'library/x.yaml', text },
      change: change('c1', t0),
      slot: { incident: 1, slot: 'card', message: 'slack:C1/1', drawn: odd },
    },
    answer: undefined,
  }));
  const [first] = await store.effects(42);
  if (first) await settle(store, { key: first.key, state: 'failed', error: odd });
  await append(store, 2, ['a', odd]);
  await store.remember('note', odd);
  await store.subscribe({ person: 'eva', by: 'email', system: odd, severities: ['sev1', 'sev2'] });
  const posted = await store.auditHead();
  if (posted) await store.rememberHead(posted);
  await store.close();
  return file;
}
