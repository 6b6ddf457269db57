import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../errors.ts';

/**
 * Writes a file that only its owner may read: first beside its place, then put there whole.
 * @param force write over a file that is there; over a link never, as nobody sees where it leads
 * @throws ConfigError where one is there, or the system can't write
 */
export function writeOwnFile(
  path: string,
  content: string | Uint8Array,
  { force }: { force: boolean },
): void {
  refuseLink(path, 'Name another file with --out.');
  if (!force && isThere(path))
    throw new ConfigError(
      `${path} is there already`,
      'Write over it with --force, or name another with --out.',
    );
  const part = `${path}.part`;
  try {
    writePart(part, content, 0o600);
    try {
      renameSync(part, path);
    } finally {
      rmSync(part, { force: true });
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${path} can't be written: ${why}`, 'Name another file with --out.');
  }
}

/**
 * Makes a new file; one that is there, or a link, stays as it is. Nothing of it is left where it can't be written whole.
 * @throws Error with what the system said, or that it is there
 */
export function writePart(part: string, content: string | Uint8Array, mode: number): void {
  if (isThere(part)) throw new Error(`${part} is there already; take it away unless another airb is writing`);
  try {
    // An exclusive new file is never opened through a link.
    writeFileSync(part, content, { mode, flag: 'wx' });
  } catch (error) {
    const isOthers = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isOthers) rmSync(part, { force: true });
    throw error;
  }
}

/** @throws ConfigError where the path is a symbolic link, which a new file would replace, or write through */
export function refuseLink(path: string, hint: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new ConfigError(
    `${path} is a symbolic link, and airb writes no file in its place or through it`,
    hint,
  );
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
