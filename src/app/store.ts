import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { OnStop } from './app.ts';
import type { Settings } from './settings.ts';

/** The records, after putting in doubt what an earlier process was sending when it ended. */
export async function openStore(
  { dataDir }: Pick<Settings, 'dataDir'>,
  { clock, log, onStop }: { clock: Clock; log: Log; onStop: OnStop },
): Promise<Store> {
  const store = await openSqliteStore({ file: join(dataDir, 'airb.db'), now: clock.now });
  onStop('the records', () => store.close());
  const revived = await store.reviveInterrupted(clock.now());
  if (revived > 0)
    log.warn(
      { effects: revived },
      'found effects that were being sent when the process ended; looking before repeating them',
    );
  return store;
}
