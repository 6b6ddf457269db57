import { readFileSync } from 'node:fs';
import { over } from '../support/over.ts';

/** A body as its tool sends it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The same as JSON, with some of its fields replaced: `{ 'alert.alias': 'x' }`; undefined takes a field out. */
export function given(name: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return over(fixture(name), fields);
}
