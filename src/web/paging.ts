import { severities } from '../domain/people.ts';
import { Problem } from '../http/problem.ts';
import type { HeadsFilter } from '../ports/records.ts';

type Query = Record<string, unknown>;

/** A page of a list that grows at one end: it begins beside a number that was seen, so new rows move nothing. */
export interface Place {
  before?: number;
  after?: number;
  limit: number;
}

/** The query of `GET /api/incidents`. @throws Problem 422 that names the parameter */
export function listedBy(query: Query): HeadsFilter & { limit: number } {
  const { open, system, severity, since } = query;
  const filter: HeadsFilter = {};
  // As it always was, anything else than these two does not narrow.
  if (open === 'true' || open === 'false') filter.open = open === 'true';
  if (system !== undefined) filter.system = textIn('system', system);
  if (severity !== undefined) {
    const known = severities.find((one) => one === severity);
    if (known === undefined) throw unusable('severity', `one of ${severities.join(', ')}`);
    filter.severity = known;
  }
  if (since !== undefined) {
    const at = Date.parse(textIn('since', since));
    if (Number.isNaN(at)) throw unusable('since', 'a time such as 2026-11-29T10:00:00Z');
    filter.since = at;
  }
  return { ...filter, ...place(query, { usual: 200, most: 1000 }) };
}

/**
 * Where a page begins and how long it is.
 * @param limits how many rows there are when the query does not say, and how many at most
 * @throws Problem 422 that names the parameter
 */
export function place(query: Query, { usual, most }: { usual: number; most: number }): Place {
  const { before, after, limit } = query;
  return {
    ...(before !== undefined && { before: wholeIn('before', before, 1) }),
    ...(after !== undefined && { after: wholeIn('after', after, 0) }),
    limit: limit === undefined ? usual : Math.min(most, wholeIn('limit', limit, 1)),
  };
}

/** The same address at another place. */
export function addressAt(path: string, query: Query, change: { before?: number; after?: number }): string {
  const kept = Object.entries(query).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && !['before', 'after'].includes(pair[0]),
  );
  const moved = Object.entries(change).map(([name, at]): [string, string] => [name, String(at)]);
  return `${path}?${new URLSearchParams([...kept, ...moved])}`;
}

function wholeIn(name: string, value: unknown, least: number): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (number < least) throw unusable(name, `a whole number from ${least} on`);
  return number;
}

function textIn(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > 200) throw unusable(name, 'one short text');
  return value;
}

function unusable(field: string, expected: string): Problem {
  return new Problem(422, `\`${field}\` can not be used; expected ${expected}.`, {
    title: 'Unusable query',
    field,
  });
}
