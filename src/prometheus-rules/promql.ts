import type { Duration } from '../domain/time.ts';

export type ReadQuery = { query: string } | { problem: string };

/**
 * A query of a system file, prepared to stand inside another query. It checks only what would break the outer query,
 * because Prometheus refuses a whole rules file for a single syntax error.
 * @returns the query without its comment and without an outer `scalar(…)`, which is added again later
 */
export function readQuery(text: string): ReadQuery {
  const scan = scanned(text);
  if (scan.problem !== undefined) return { problem: scan.problem };
  const query = scan.code.trim();
  if (query === '') return { problem: 'the query is empty' };
  if (/^[-+]?(\d|\.\d|inf$|nan$)[\w.]*$/i.test(query)) return { problem: 'the query is a constant' };
  if (query.endsWith(']')) {
    return { problem: 'the query gives a range of samples; take rate() or avg_over_time() of it' };
  }
  return { query: unwrapped(query) };
}

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

interface Scan {
  /** The text without its comment. */
  code: string;
  problem?: string;
}

function scanned(text: string): Scan {
  const open: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '#') return finished(text.slice(0, at), open);
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
  return finished(text, open);
}

function finished(code: string, open: string[]): Scan {
  const missing = open.at(-1);
  return missing === undefined ? { code } : { code: '', problem: `the query lacks a ${missing}` };
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
export function recorded(what: 'signal' | 'calm' | 'baseline7d', signal: string): string {
  return `airb:${what}:${signal.replaceAll('-', ':')}`;
}

/** The recorded series of one system. */
export function series(what: Parameters<typeof recorded>[0], of: { system: string; signal: string }): string {
  return `${recorded(what, of.signal)}{system=${quoted(of.system)}}`;
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
