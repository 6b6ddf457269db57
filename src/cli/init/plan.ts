import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../errors.ts';
import { refuseLink, writePart } from '../terminal/own-file.ts';

const ofLink = 'Name the file itself, or take the link away. Nothing was written.';

/** A file as it is to be. */
export interface Wanted {
  path: string;
  content: string | Uint8Array;
  /** Nobody else may read it, and what stands in it is not shown. */
  secret?: boolean;
  /** Stays as it is where it is there already, and nobody is asked. */
  ifMissing?: boolean;
}

export type Fate = 'new' | 'changes' | 'as it is';

/** What writing each file would do. */
export function planned(files: Wanted[]): (Wanted & { fate: Fate })[] {
  return files.map((file) => ({ ...file, fate: fateOf(file) }));
}

function fateOf({ path, content, ifMissing }: Wanted): Fate {
  if (!existsSync(path)) {
    // A link that leads nowhere.
    refuseLink(path, ofLink);
    return 'new';
  }
  if (!statSync(path).isFile())
    throw new ConfigError(`${path} is there and is no file`, 'Nothing was written.');
  if (ifMissing || Buffer.from(content).equals(readFileSync(path))) return 'as it is';
  refuseLink(path, ofLink);
  return 'changes';
}

/** The lines that go and come, as people compare them; nothing of a secret file. */
export function difference({ path, content, secret }: Wanted): string[] {
  if (typeof content !== 'string') return [];
  const before = readFileSync(path, 'utf8').split('\n');
  const after = content.split('\n');
  const [kept, fresh] = [new Set(after), new Set(before)];
  const gone = before.filter((line) => !kept.has(line)).map((line) => `  - ${line}`);
  const come = after.filter((line) => !fresh.has(line)).map((line) => `  + ${line}`);
  const shown = [...gone, ...come];
  return secret ? shown.map((line) => line.replace(/=.*/s, '=…')) : shown;
}

/**
 * Writes all of them or, where one can't be written or the person ends it, none: each first beside its place, and all are
 * put there in one go.
 * @throws ConfigError with what the system said
 */
export function writeAll(files: Wanted[]): void {
  const parts: string[] = [];
  const clear = () => {
    for (const part of parts) rmSync(part, { force: true });
  };
  process.once('exit', clear);
  try {
    for (const { path, content, secret } of files) {
      mkdirSync(dirname(path), { recursive: true });
      const part = `${path}.part`;
      writePart(part, content, secret ? 0o600 : 0o666);
      parts.push(part);
      if (secret) chmodSync(part, 0o600);
    }
    for (const { path } of files) refuseLink(path, ofLink);
    for (const { path } of files) renameSync(`${path}.part`, path);
  } catch (error) {
    clear();
    if (error instanceof ConfigError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the files can't be written: ${why}`, 'Nothing was written.');
  } finally {
    process.off('exit', clear);
  }
}
