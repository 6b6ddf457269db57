import { isRecord } from './json.ts';

const failed =
  /^(?:fail(?:ed|ure)?|error(?:ed)?|denied|rejected|refused|unauthori[sz]ed|forbidden|aborted|cancel+ed)$/i;

/**
 * What an answer with a success status says against itself: `{"ok":false}`, `errors`, `status: failed`, a status code of
 * its own. Services say so in fields of these names, at the top or a little inside.
 * @returns the field and what stands in it; undefined when nothing speaks against the success
 */
export function contradictionIn(json: unknown, deep = 0): string | undefined {
  if (!isRecord(json) || deep > 2) return undefined;
  for (const [name, value] of Object.entries(json)) {
    const said = `${name}: ${short(value)}`;
    if (/^(?:ok|success|succeeded)$/i.test(name) && (value === false || value === 'false')) return said;
    if (/^errors?$/i.test(name) && saysSomething(value)) return said;
    if (
      /^(?:status|state|result|outcome|phase)$/i.test(name) &&
      typeof value === 'string' &&
      failed.test(value)
    )
      return said;
    if (
      /^(?:status|statusCode|code)$/i.test(name) &&
      typeof value === 'number' &&
      value >= 400 &&
      value < 600
    )
      return said;
  }
  return inside(json, (value) => contradictionIn(value, deep + 1));
}

/** The first thing that is found in the values of an object or a list. */
export function inside(
  json: Record<string, unknown>,
  look: (value: unknown) => string | undefined,
): string | undefined {
  for (const value of Object.values(json).slice(0, 50)) {
    const found = look(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** False for what says that there is no error: nothing, false, 0, an empty text, list or object. */
function saysSomething(value: unknown): boolean {
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function short(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 120);
}

/** Plain text that begins as refusals do. */
export function refusalInWords(text: string, json: unknown): string | undefined {
  if (json !== undefined && typeof json !== 'string') return undefined;
  const words = text.trim().slice(0, 80);
  return /^"?(?:error|fail|denied|unauthori[sz]ed|forbidden|not found|invalid)/i.test(words)
    ? `“${words}”`
    : undefined;
}
