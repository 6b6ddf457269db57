/** Block Kit arrives as unknown JSON; these readers give one typed piece of it, or nothing. */
export type Json = Record<string, unknown>;

export function asObject(value: unknown): Json | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : null;
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((o) => o !== null) : [];
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((s): s is string => typeof s === 'string') : [];
}

/** The string under a key, or the empty string. */
export function str(from: Json | null, key: string): string {
  const value = from?.[key];
  return typeof value === 'string' ? value : '';
}

/** The string of a text object (`{ type, text }`) under a key, without its markup being read. */
export function textOf(from: Json | null, key: string): string {
  return str(asObject(from?.[key]), 'text');
}

export function flag(from: Json, key: string): boolean {
  return from[key] === true;
}
