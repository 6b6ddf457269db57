import { readFileSync, writeFileSync } from 'node:fs';
import { alertSources } from '../../src/alerts/sources.ts';
import type { AlertSource } from '../../src/webhooks/alert-source.ts';
import { secretNameOf } from '../../src/webhooks/source.ts';

/** The tables of sources in docs/sources.md, made from the sources themselves; `npm run sources` writes them. */
export const sourceTables: readonly { name: string; table: string }[] = [
  {
    name: 'sources',
    table: tableOf(['tool', 'address and secret', 'signature', 'how an alert ends'], (source) => [
      source.title,
      `\`/alerts/${source.name}\`, \`${secretNameOf(source.name)}\``,
      source.signature,
      source.recovery,
    ]),
  },
  {
    name: 'what is read',
    table: tableOf(['tool', 'what is read', 'shape and signature from', 'its test'], (source) => [
      source.title,
      source.reads,
      source.verified,
      `\`${testOf(source)}\``,
    ]),
  },
];

/** The test that reads bodies of a source; those of every source stand in `tests/alerts/every-source.test.ts`. */
export function testOf({ name }: Pick<AlertSource, 'name'>): string {
  return `tests/alerts/${name}.test.ts`;
}

const file = 'docs/sources.md';

function tableOf(columns: string[], cellsOf: (source: AlertSource) => string[]): string {
  const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${columns.map(() => '---|').join('')}`;
  return [row(columns), rule, ...alertSources.map((source) => row(cellsOf(source)))].join('\n');
}

/** Where a table of a name begins and ends. */
function placeOf(name: string, text: string): { from: number; to: number } {
  const begin = `<!-- ${name}: npm run sources writes this table -->\n`;
  const end = `<!-- /${name} -->`;
  const [at, to] = [text.indexOf(begin), text.indexOf(end)];
  if (at < 0 || to < 0) throw new Error(`${file} has no place for the table: ${begin.trim()} … ${end}`);
  return { from: at + begin.length, to };
}

/** The table of that name that stands in the page now. */
export function tableIn(name: string): string {
  const text = readFileSync(file, 'utf8');
  const { from, to } = placeOf(name, text);
  return text.slice(from, to).trim();
}

/** Puts the tables in their places. */
export function writeTables(): void {
  let text = readFileSync(file, 'utf8');
  for (const { name, table } of sourceTables) {
    const { from, to } = placeOf(name, text);
    text = `${text.slice(0, from)}${table}\n${text.slice(to)}`;
  }
  writeFileSync(file, text);
}
