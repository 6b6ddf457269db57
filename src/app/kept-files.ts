import { filesIn, type GoodFiles, textOf } from '../library/last-good.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';

const key = 'files/last-good';

export interface KeptFiles {
  /** What an earlier start had; undefined where there was none. */
  files: GoodFiles | undefined;
  keep(files: GoodFiles): void;
}

/**
 * The runbook files of the last library without errors, in the records: wherever these are served from, a start with a
 * broken file finds them.
 */
export async function keptFiles(memory: Memory, log: Log): Promise<KeptFiles> {
  const before = await memory.recall(key);
  let stored = before;
  return {
    files: before === undefined ? undefined : filesIn(before),
    keep(files) {
      const text = textOf(files);
      if (text === stored) return;
      stored = text;
      memory.remember(key, text).catch((error: unknown) => {
        stored = undefined;
        log.warn({ error: String(error) }, 'runbooks: this version could not be kept for the next start');
      });
    },
  };
}
