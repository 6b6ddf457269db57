import { readFileSync } from 'node:fs';

/** A body as its tool sends it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The same as JSON, with some of its fields replaced: `{ 'alert.alias': 'x' }`; undefined takes a field out. */
export function given(name: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const body = JSON.parse(fixture(name)) as Record<string, unknown>;
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
