import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Bytes; the whole suite leaves far less at any one time. */
const enough = 2 ** 30;

/**
 * One folder for everything the tests write, in memory where there is room: every story keeps records that are synced
 * with each commit, and a disk would be most of the waiting. It is gone when the run ends.
 */
export default function scratch(): () => void {
  const folder = mkdtempSync(join(roomy(memory) ? memory : tmpdir(), 'airb-tests-'));
  // A PostgreSQL runs as somebody else where the tests run as root, and keeps its folder in this one.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function roomy(place: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize >= enough;
  } catch {
    return false;
  }
}
