import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import type { Path, Source } from '../source.ts';

/**
 * Finds queries whose brackets or quotes do not close. It is all that can be told without asking: systems that answer
 * PromQL understand more than Prometheus does, so what else is wrong `airb runbooks lint --live` hears from them.
 */
export function unbalancedQueries({ systems, runbooks }: LibraryFiles): Finding[] {
  return [
    ...systems.flatMap(({ value, source }) => [
      ...Object.entries(value.signals).flatMap(([id, { query }]) =>
        faultIn(source, ['signals', id, 'query'], query),
      ),
      ...(value.observed ?? []).flatMap(({ query }, n) => faultIn(source, ['observed', n, 'query'], query)),
    ]),
    ...runbooks.flatMap(({ value, source }) =>
      Object.entries(value.diagnosis.checks).flatMap(([id, { query }]) =>
        query === undefined ? [] : faultIn(source, ['diagnosis', 'checks', id, 'query'], query),
      ),
    ),
  ];
}

function faultIn(source: Source, path: Path, query: string): Finding[] {
  const what = unbalanced(query);
  if (what === undefined) return [];
  return [
    source.at(path, {
      level: 'warning',
      rule: 'promql-unbalanced',
      what,
      expected: 'PromQL in which every bracket and quote closes',
      why: 'Prometheus refuses the query, so nothing is measured and nobody is told',
    }),
  ];
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** What does not close, or closes nothing; undefined where all is well. Brackets inside of quotes are text. */
export function unbalanced(query: string): string | undefined {
  const open: string[] = [];
  for (const [token] of query.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#.*|[()[\]{}"'`]/g)) {
    if (token.length > 1) continue;
    if (/["'`]/.test(token)) return `the quote ${token} does not close`;
    const expected = closing[token];
    if (expected !== undefined) open.push(token);
    else {
      const last = open.pop();
      if (last === undefined) return `\`${token}\` closes nothing`;
      if (closing[last] !== token) return `\`${last}\` is closed by \`${token}\``;
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : `\`${last}\` does not close`;
}
