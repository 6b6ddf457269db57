import { hash } from 'node:crypto';

/** An id for content that came without one: sha-256, hex. The same pairs in any order give the same id. */
export function digestOf(pairs: Record<string, unknown>): string {
  return digestOfEntries(Object.entries(pairs));
}

/** The same of a list of pairs, each name once. */
export function digestOfEntries(entries: readonly (readonly [name: string, value: unknown])[]): string {
  const sorted = entries.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(sorted), 'hex');
}
