import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { type Looked, type Pruning, prune } from '../flow/prune.ts';
import { loadLibrary } from '../library/load.ts';
import type { Store } from '../ports/store.ts';
import { compactFile } from '../store/sqlite/compact.ts';
import { recordsOf } from './records.ts';

/** What became of the room that was freed. */
export type Room = 'given back' | 'kept while airb serves';

export interface Pruned {
  looked: Looked[];
  /** Absent on a dry run. */
  room?: Room;
}

/**
 * Prunes the records of an installation, also while airb serves from them.
 * @returns undefined where there are no records
 * @throws ConfigError when the runbook files can't be read: they hold what must not be pruned
 */
export async function pruneIn(
  config: Config,
  { olderThan, ...asked }: Omit<Pruning, 'holds' | 'before'> & { olderThan: number },
): Promise<Pruned | undefined> {
  const { library } = loadLibrary(config.runbooksDir);
  if (library === undefined)
    throw new ConfigError(
      `the files in ${config.runbooksDir} can't be used, and \`hold\` in organization.yaml says what must stay`,
      'See airb runbooks lint; AIRB_RUNBOOKS_DIR names the folder.',
    );
  const store = await recordsOf(config).openIfThere();
  if (store === undefined) return undefined;
  const before = systemClock.now() - olderThan;
  const holds = library.organization.hold ?? [];
  const looked: Looked[] = [];
  let room: Room = 'given back';
  try {
    for await (const one of prune({ store, clock: systemClock }, { ...asked, before, holds }))
      looked.push(one);
    if (asked.dryRun) return { looked };
    // Kept beside, so that records of before the prune, put back, do not pass for these.
    const head = await store.auditHead();
    if (head && looked.some((one) => 'bytes' in one)) await store.rememberHead(head);
    room = await givenBack(store);
  } finally {
    await store.close();
  }
  if (room === 'kept while airb serves' && (await compacted(config))) room = 'given back';
  return { looked, room };
}

async function givenBack(store: Pick<Store, 'giveBack'>): Promise<Room> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const { left, kept } = await store.giveBack();
    if (left === 0) return 'given back';
    if (kept) return 'kept while airb serves';
    // Somebody who reads may keep the last pages for a while; the next prune takes them.
    if (left >= before) return 'given back';
    before = left;
  }
}

/** A file of an older airb is written anew, when nobody serves from it. */
async function compacted({ dataDir }: Config): Promise<boolean> {
  const file = join(dataDir, 'airb.db');
  try {
    await compactFile(file);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
