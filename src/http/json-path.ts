import { isRecord } from './json.ts';

/**
 * The value at a path; undefined when there is none. Only what the JSON itself holds is found, never what every object is
 * born with.
 *
 * `data.0.version` goes by names and places, `-1` being the last. `aliases[alias_name=docs]` keeps the entries in which
 * that holds; a name after it is found where exactly one is left. `variations[fallthrough.variation]` takes the place
 * that stands at another path.
 */
export function valueAt(json: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  return steps.reduce((value, step) => taken(value, step, json), json);
}

function taken(value: unknown, step: string, root: unknown): unknown {
  if (!step.startsWith('[')) return entry(value, step);
  const [name = '', ...text] = step.slice(1, -1).split('=');
  if (text.length === 0) return entry(value, wordOf(valueAt(root, name)) ?? '');
  if (!Array.isArray(value)) return undefined;
  return value.filter((one) => wordOf(valueAt(one, name)) === text.join('='));
}

function entry(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    if (/^-?\d+$/.test(name)) return value.at(Number(name));
    return value.length === 1 ? entry(value[0], name) : undefined;
  }
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A text or a number as text; undefined for anything else, which names no version. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
