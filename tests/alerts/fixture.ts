import { readFileSync } from 'node:fs';

/** A recorded body of a real Alertmanager. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}
