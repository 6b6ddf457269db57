import { readFileSync } from 'node:fs';

/** The bytes of a body as its tool sends it, shortened by fields that nobody reads. */
export function fixtureText(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The same as JSON, with some of its fields replaced: `{ 'deployment.ref': 'main' }`; undefined takes a field out. */
export function fixture(name: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const body = JSON.parse(fixtureText(name)) as Record<string, unknown>;
  for (const [path, value] of Object.entries(over)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce<Record<string, unknown>>(
      (at, step) => at[step] as Record<string, unknown>,
      body,
    );
    holder[last] = value;
  }
  return JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
}
