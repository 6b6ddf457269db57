import { isRecord } from './json.ts';

/**
 * The value at a path such as `data.0.version`; undefined when there is none. Only what the JSON itself holds is found,
 * never what every object is born with.
 */
export function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      json,
    );
}

/** A text or a number as text; undefined for anything else, which names no version. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
