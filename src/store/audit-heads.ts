import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AuditHead } from '../ports/records.ts';

/** Heads that were posted, one a line: position and hash. Lines are only ever added. */
function headsFile(file: string): string {
  return join(dirname(file), 'audit.heads');
}

/** Adds a head to those remembered beside the records file. */
export function rememberHead(file: string, { position, hash }: AuditHead): void {
  appendFileSync(headsFile(file), `${position} ${hash}\n`, { mode: 0o600 });
}

/** The remembered heads; a line that can't be read counts as one that is in no log. */
export function rememberedHeads(file: string): AuditHead[] {
  const path = headsFile(file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [position = '', hash = ''] = line.split(' ');
    return { position: Number(position), hash };
  });
}
