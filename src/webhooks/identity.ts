import { createHash } from 'node:crypto';

/**
 * A name for content that came without one: the same pairs in any order give the same sha-256, hex.
 */
export function digestOf(pairs: Record<string, unknown>): string {
  const sorted = Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
