import { evidence } from './evidence.ts';
import { line, paragraph } from './text.ts';

export interface Pairs {
  pairs: Record<string, string>;
  /** The values that did not fit or are not text, as they came (limited in size). */
  cut: { name: string; value: unknown }[];
}

const maxName = 128;

/**
 * Labels as one-line texts: at most 64, values up to 1,024 characters. Numbers and booleans become text; everything
 * else is returned in `cut`.
 */
export function readLabels(given: Record<string, unknown>): Pairs {
  return readPairs(given, { count: 64, max: 1024, clean: line });
}

/** Annotations: at most 32, values to 4,096 characters, with their line breaks. */
export function readAnnotations(given: Record<string, unknown>): Pairs {
  return readPairs(given, { count: 32, max: 4096, clean: paragraph });
}

function readPairs(
  given: Record<string, unknown>,
  rules: { count: number; max: number; clean: (text: string, max: number) => string },
): Pairs {
  const pairs: Record<string, string> = {};
  const cut: Pairs['cut'] = [];
  let count = 0;
  for (const name in given) {
    const value = given[name];
    const text = typeof value === 'string' ? value : asText(value);
    const cleanName = line(name, maxName);
    const fits = count < rules.count && cleanName !== '' && cleanName !== '__proto__';
    if (text === undefined || !fits || Object.hasOwn(pairs, cleanName)) {
      cut.push({ name: cleanName, value: evidence(value) });
      continue;
    }
    pairs[cleanName] = rules.clean(text, rules.max);
    count += 1;
    if (text.length > rules.max) cut.push({ name: cleanName, value: evidence(value) });
  }
  return { pairs, cut: cut.slice(0, 50) };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
