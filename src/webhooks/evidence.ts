import { paragraph } from './text.ts';

const limits = { depth: 6, keys: 50, items: 50, text: 8000, nodes: 300 };

/**
 * A copy of foreign JSON that is safe to store and to walk through. Its depth, width, text and size are limited, and
 * keys with a meaning in JavaScript are left out. A note takes the place of what is left out.
 */
export function evidence(value: unknown): unknown {
  return copy(value, 0, { left: limits.nodes });
}

/** The payload fields that airb does not know, as evidence; an empty object when there are none. */
export function unknownFields(
  payload: Record<string, unknown>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  const odd: Record<string, unknown> = {};
  let any = false;
  for (const name in payload) {
    if (known.has(name)) continue;
    odd[name] = payload[name];
    any = true;
  }
  return any ? (evidence(odd) as Record<string, unknown>) : odd;
}

function copy(value: unknown, depth: number, budget: { left: number }): unknown {
  budget.left -= 1;
  if (typeof value === 'string') return paragraph(value, limits.text);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= limits.depth || budget.left <= 0) return '… left out: too deep or too much';
  return Array.isArray(value) ? copyList(value, depth, budget) : copyObject(value, depth, budget);
}

function copyList(list: unknown[], depth: number, budget: { left: number }): unknown[] {
  const kept: unknown[] = list.slice(0, limits.items).map((item) => copy(item, depth + 1, budget));
  if (list.length > kept.length) kept.push(`… and ${list.length - kept.length} more`);
  return kept;
}

function copyObject(given: object, depth: number, budget: { left: number }): Record<string, unknown> {
  const entries = Object.entries(given).filter(([name]) => name !== '__proto__');
  const kept = entries
    .slice(0, limits.keys)
    .map(([name, value]) => [paragraph(name, 200), copy(value, depth + 1, budget)] as const);
  const left = entries.length - kept.length;
  return Object.fromEntries(left > 0 ? [...kept, ['…', `and ${left} more fields`] as const] : kept);
}
