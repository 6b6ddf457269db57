import { readFileSync } from 'node:fs';
import { over } from '../support/over.ts';

/** The bytes of a body as its tool sends it, shortened by fields that nobody reads. */
export function fixtureText(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The same as JSON, with some of its fields replaced: `{ 'deployment.ref': 'main' }`; undefined takes a field out. */
export function fixture(name: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return over(fixtureText(name), fields);
}
