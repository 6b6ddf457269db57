import type { Runbook } from '../domain/runbooks/runbook.ts';
import { toRunbook } from './convert.ts';
import { groupOf, idOf } from './load.ts';
import { parseFile } from './parse.ts';

/**
 * Reads a stored runbook file by today's rules.
 * @param kept the text, its path and the hash of its bytes
 * @returns the runbook, or the first thing in it that these rules refuse
 */
export function readKept({
  file,
  text,
  hash,
}: {
  file: string;
  text: string;
  hash: string;
}): { runbook: Runbook } | { problem: string } {
  const group = groupOf(file);
  if (group === undefined) return { problem: `${file} is not in the folder of a group` };
  const { value, source, findings } = parseFile('runbook', file, new TextEncoder().encode(text));
  if (value === undefined) return { problem: findings[0]?.what ?? 'it has no content' };
  return { runbook: toRunbook({ id: idOf(file), group, hash, text, value, source }) };
}
