import type { Writer } from '../flow/write.ts';
import type { LibraryWatch } from '../library/watch.ts';
import type { Desk } from '../mcp/desk.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { assess } from '../readiness/assess.ts';
import type { ReadPast } from '../readiness/read-past.ts';
import { keepEvidenceIn } from './evidence.ts';

/** What agents ask of the program: they read what anybody trusted least may read, and write through the one writer. */
export function deskOf(parts: {
  store: Store;
  writer: Pick<Writer, 'incident' | 'handle'>;
  watch: LibraryWatch;
  past: ReadPast;
  clock: Clock;
}): Desk {
  const { store, writer, watch, past, clock } = parts;
  return {
    store,
    incident: writer.incident,
    library: watch.library,
    now: clock.now,
    readiness: async () => {
      const now = clock.now();
      return assess(watch.library(), await past(now, { trusted: false }), now);
    },
    handle: writer.handle,
    addEvidence: (number, given, by) => keepEvidenceIn(writer, by)(number, given),
  };
}
