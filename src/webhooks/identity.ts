import { hash } from 'node:crypto';

/** An id for content that came without one: sha-256, hex. The same pairs in any order give the same id. */
export function digestOf(pairs: Record<string, unknown>): string {
  const sorted = Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(sorted), 'hex');
}
