import type { Duration } from '../domain/time.ts';
import { promqlType } from './promql-types.ts';

export type ReadQuery = { query: string } | { problem: string };

/**
 * A query of a system file, prepared to stand inside another query. A query that Prometheus would refuse is a problem,
 * because Prometheus refuses a whole rules file for a single fault.
 * @returns the query without its comments and without an outer `scalar(…)`, which is added again later
 */
export function readQuery(text: string): ReadQuery {
  const scan = scanned(text);
  if (scan.problem !== undefined) return { problem: scan.problem };
  const query = scan.code.trim();
  if (query === '') return { problem: 'the query is empty' };
  if (/^[-+]?(\d|\.\d|inf$|nan$)[\w.]*$/i.test(query)) return { problem: 'the query is a constant' };
  const read = promqlType(query);
  if ('problem' in read) return read;
  if (read.type === 'matrix')
    return { problem: 'the query gives a range of samples; take rate() or avg_over_time() of it' };
  if (read.type === 'string') return { problem: 'the query gives a text' };
  const inner = unwrapped(query);
  // A number becomes a series here, because what is made of a query compares series.
  return { query: read.type === 'scalar' && inner === query ? `vector(${query})` : inner };
}

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

interface Scan {
  /** The text without its comments. */
  code: string;
  problem?: string;
}

/** Finds what a reader mends most easily by its name, before the grammar speaks, and takes comments out. */
function scanned(text: string): Scan {
  const open: string[] = [];
  let code = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '#') {
      code += text.slice(from, at).trimEnd();
      from = lineEnd(text, at);
      at = from - 1;
      continue;
    }
    if (letter === '$') return { code: '', problem: 'the query has a placeholder, which nothing fills in' };
    if (letter === '"' || letter === "'" || letter === '`') {
      at = endOfText(text, at);
      if (at < 0) return { code: '', problem: `the query has a ${letter} without its pair` };
      continue;
    }
    const closer = closers[letter];
    if (closer !== undefined) open.push(closer);
    else if (')]}'.includes(letter) && open.pop() !== letter) {
      return { code: '', problem: `the query has a ${letter} without its pair` };
    }
  }
  const missing = open.at(-1);
  if (missing !== undefined) return { code: '', problem: `the query lacks a ${missing}` };
  return { code: code + text.slice(from) };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** @returns the end of the quoted text that begins at `start`; below zero when it has none */
function endOfText(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at;
    if (text[at] === '\\' && quote !== '`') at += 1;
  }
  return -1;
}

/** `scalar(x)` becomes `x`; `scalar(x) / scalar(y)` stays. */
function unwrapped(query: string): string {
  const inner = /^scalar\s*\((.*)\)$/s.exec(query)?.[1];
  return inner !== undefined && scanned(inner).problem === undefined ? inner.trim() : query;
}

/** A string literal of PromQL: `"…"`, with everything escaped. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/**
 * The name under which a signal is recorded. Metric names contain no `-` and signal names no `:`, so no two signals
 * share a name.
 */
export function recorded(
  what: 'signal' | 'calm' | 'baseline7d' | 'off' | 'deviation7d',
  signal: string,
): string {
  return `airb:${what}:${signal.replaceAll('-', ':')}`;
}

/** The recorded series of one system. */
export function series(what: Parameters<typeof recorded>[0], of: { system: string; signal: string }): string {
  return `${recorded(what, of.signal)}{system=${quoted(of.system)}}`;
}

/** The labels that tell the series of a signal apart. */
export function labelsOf({ by }: { by?: string }): string {
  return by === undefined ? 'system' : `system, ${by}`;
}

/** How two recorded series of one signal find each other. */
export function matching(signal: { by?: string }): string {
  return `on (${labelsOf(signal)})`;
}

const units: [string, Duration][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** A duration as Prometheus writes it: `10m`, `1h30m`. */
export function inPrometheus(duration: Duration): string {
  let left = duration;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
