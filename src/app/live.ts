import type { Config } from '../config.ts';
import { rememberSeen, type SeenSignals } from '../readiness/looks.ts';
import type { InstalledRecords } from './records.ts';
import { lookOf } from './signals.ts';

/** Asks Prometheus for the command line, and remembers in the records, where there are any, what it showed. */
export function liveOf(config: Config, records: Pick<InstalledRecords, 'openIfThere'>) {
  return {
    look: lookOf(config),
    async remember(seen: SeenSignals) {
      const store = await records.openIfThere();
      if (store === undefined) return 'no records' as const;
      try {
        await rememberSeen(store, seen);
        return 'remembered' as const;
      } finally {
        await store.close();
      }
    },
  };
}
