import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { count } from '../../domain/plain.ts';
import { ConfigError } from '../../errors.ts';
import type { Audited } from '../../ports/records.ts';
import type { Check, Means } from './check.ts';
import type { Patience } from './patience.ts';
import { silent } from './silent.ts';

const { cost } = silent.records;

/** Can the records be opened, do they take writes, and is the log as it was written? */
export async function checkRecords(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  { openStore, waiting }: Pick<Means, 'openStore'> & { waiting: Patience },
): Promise<Check[]> {
  const unwritable = databaseUrl === undefined ? whyNotWritable(dataDir) : undefined;
  if (unwritable !== undefined) {
    const fix = 'Give the user airb runs as the right to write there, or set AIRB_DATA_DIR';
    return [{ check: 'records', state: 'broken', what: unwritable, cost, fix }];
  }
  try {
    const found = await Promise.race([standing(openStore), waiting.over]);
    if (found === undefined) return [{ ...silent.records, state: 'broken' }];
    const { store } = found;
    if (store === undefined) {
      const home = databaseUrl === undefined ? dataDir : 'the database of DATABASE_URL';
      return [{ check: 'records', state: 'ok', what: `none yet; the first start makes them in ${home}` }];
    }
    try {
      const { serving } = found;
      const place = serving > 0 ? `${store.place}, served by ${count(serving, 'airb')}` : store.place;
      // As long as it takes: records that answer are not down, and a chain half looked at proves nothing.
      return [checkChain(place, await store.verify())];
    } finally {
      await store.close();
    }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const fix = error instanceof ConfigError ? error.hint : undefined;
    return [{ check: 'records', state: 'broken', what, cost, fix }];
  }
}

/** The records once they take writes, and how many airb serve them. */
async function standing(openStore: Means['openStore']) {
  const store = await openStore();
  if (store === undefined) return { store, serving: 0 };
  try {
    await store.ping();
    return { store, serving: (await store.replicas()).length };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function checkChain(place: string, { events, faults }: Pick<Audited, 'events' | 'faults'>): Check {
  const entries = `${place}, ${count(events, 'entry', 'entries')}`;
  if (faults.length === 0) {
    return { check: 'records', state: 'ok', what: `${entries}, taking writes, the chain is intact` };
  }
  const about = (incident: number) => (incident === 0 ? 'the whole log' : `INC-${incident}`);
  const incidents = [...new Set(faults.map(({ incident }) => about(incident)))].slice(0, 5).join(', ');
  return {
    check: 'records',
    state: 'broken',
    what: `${entries}, ${count(faults.length, 'fault')} in the chain of ${incidents}`,
    cost: 'these entries prove nothing any more',
    fix: 'See airb audit verify, and restore the records from a backup',
  };
}

/** The folder, or where it is still to be made the nearest one above it. */
function whyNotWritable(folder: string): string | undefined {
  let nearest = resolve(folder);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `the data folder ${folder} can't be written`;
  }
}
