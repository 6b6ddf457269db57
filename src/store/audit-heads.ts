import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditHead } from '../ports/records.ts';

/** Heads that were posted, one a line: position and hash. Lines are only ever added. */
function headsFile(folder: string): string {
  return join(folder, 'audit.heads');
}

/** Adds a head to those remembered in the data folder. */
export function rememberHead(folder: string, { position, hash }: AuditHead): void {
  appendFileSync(headsFile(folder), `${position} ${hash}\n`, { mode: 0o600 });
}

/** The remembered heads; a line that can't be read counts as one that is in no log. */
export function rememberedHeads(folder: string): AuditHead[] {
  const path = headsFile(folder);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [position = '', hash = ''] = line.split(' ');
    return { position: Number(position), hash };
  });
}
