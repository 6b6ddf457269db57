import { readFileSync, writeFileSync } from 'node:fs';
import { alertSources } from '../../src/alerts/sources.ts';
import type { AlertSource } from '../../src/webhooks/alert-source.ts';
import { secretNameOf } from '../../src/webhooks/source.ts';

/** The tables of sources in the documents, made from the sources themselves; `npm run sources` writes them. */
export const sourceTables: readonly { file: string; table: string }[] = [
  {
    file: 'README.md',
    table: tableOf(['tool', 'address', 'signature', 'how an alert ends'], (source) => [
      source.title,
      `\`/alerts/${source.name}\``,
      source.signature,
      source.recovery,
    ]),
  },
  {
    file: 'docs/sources.md',
    table: tableOf(
      ['tool', 'address and secret', 'what is read', 'how an alert ends', 'shape and signature from'],
      (source) => [
        source.title,
        `\`/alerts/${source.name}\`, \`${secretNameOf(source.name)}\``,
        source.reads,
        source.recovery,
        source.verified,
      ],
    ),
  },
];

function tableOf(columns: string[], cellsOf: (source: AlertSource) => string[]): string {
  const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${columns.map(() => '---|').join('')}`;
  return [row(columns), rule, ...alertSources.map((source) => row(cellsOf(source)))].join('\n');
}

const begin = '<!-- sources: npm run sources writes this table -->';
const end = '<!-- /sources -->';

/** The table that stands in a document now. */
export function tableIn(file: string): string | undefined {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < 0 ? undefined : text.slice(from + begin.length, to).trim();
}

/** Puts the tables in their places. */
export function writeTables(): void {
  for (const { file, table } of sourceTables) {
    const text = readFileSync(file, 'utf8');
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < 0) throw new Error(`${file} has no place for the table: ${begin} … ${end}`);
    writeFileSync(file, `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`);
  }
}
