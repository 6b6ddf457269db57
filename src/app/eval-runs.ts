import { systemClock } from '../clock.ts';
import { createEvalRuns, type NoteRun, type RunNoted } from '../flow/eval-runs.ts';
import { createMask } from '../flow/masked.ts';
import { createStates } from '../flow/states.ts';
import { createWriter } from '../flow/write.ts';
import type { Store } from '../ports/store.ts';
import { masking } from '../redaction/masking.ts';
import { hash } from './drafts.ts';
import type { InstalledRecords } from './records.ts';

/** Notes a run in the records there are; undefined where there are none. */
export async function noteRunIn(
  records: InstalledRecords,
  ...given: Parameters<NoteRun>
): Promise<RunNoted | undefined> {
  const store = await records.openIfThere();
  if (store === undefined) return undefined;
  try {
    return await evalRunsIn(store)(...given);
  } finally {
    await store.close();
  }
}

/** Noting runs in records that are open, for a verb; a running airb sends what follows from it with its next sweep. */
function evalRunsIn(store: Store): NoteRun {
  const mask = createMask({ masking, hash });
  const writer = createWriter({ store, clock: systemClock, states: createStates(), mask, hash });
  return createEvalRuns({ writer, store, hash });
}
