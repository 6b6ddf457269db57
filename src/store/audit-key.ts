import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that chains the audit log, and a name for it that gives nothing away. */
export interface AuditKey {
  key: KeyObject;
  /** The beginning of its hash; it stands in the log, so that another key is told from a changed log. */
  name: string;
}

/** Where the key lies when the environment gives none: in the data folder. */
export function keyFile(folder: string): string {
  return join(folder, 'audit.key');
}

/** The key there is; undefined where there is none yet. */
export function findKey(folder: string, given: string | undefined): AuditKey | undefined {
  if (given !== undefined) return named(given);
  const path = keyFile(folder);
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return text === '' ? undefined : named(text);
}

/** The key there is, or a new one that only the account airb runs under can read. */
export function keepKey(folder: string, given: string | undefined): AuditKey {
  const known = findKey(folder, given);
  if (known) return known;
  const key = randomBytes(32).toString('hex');
  // Fails when another process has just made one; that one is read then.
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(keyFile(folder), `${key}\n`, { mode: 0o600, flag: 'wx' });
    return named(key);
  } catch (error) {
    const made = findKey(folder, given);
    if (made) return made;
    throw error;
  }
}

function named(text: string): AuditKey {
  const key = createSecretKey(text, 'utf8');
  return { key, name: createHash('sha256').update(`airb audit key\n${text}`).digest('hex').slice(0, 16) };
}
