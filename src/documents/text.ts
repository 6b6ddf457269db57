import { oneLine, plain, sentenceEnd } from '../domain/plain.ts';
import { barsText } from './bars.ts';
import { chartTable } from './chart-rows.ts';
import { type CheckNode, causesOf, checksOf } from './decision.ts';
import type { Block, Document, Inline, Procedure, Text } from './document.ts';
import { causeTitle } from './outline.ts';
import { treeText } from './tree-text.ts';

const columns = 100;

/** A document as plain text for a terminal, at most 100 characters wide, links written out. */
export function text(document: Document): string {
  const width = Math.max(...document.facts.map(({ label }) => label.length), 0);
  const facts = document.facts.flatMap(({ label, value }) =>
    hung(`${label.padEnd(width)}  `, plainOf(value)),
  );
  const top = [oneLine(document.title), oneLine(document.kicker), '', ...facts];
  return [...top, ...document.blocks.flatMap((block) => ['', ...blockLines(block)])].join('\n');
}

function blockLines(it: Block): string[] {
  switch (it.type) {
    case 'heading':
      return it.level === 2 ? [oneLine(it.text), '─'.repeat(oneLine(it.text).length)] : [oneLine(it.text)];
    case 'paragraph':
      return filled(plainOf(it.text), columns);
    case 'list':
      return it.items.flatMap((item, n) => hung(it.ordered ? `  ${n + 1}. ` : '  - ', plainOf(item)));
    case 'steps':
      return it.items.flatMap(procedure);
    case 'decision':
      return [...treeText(it.root, columns, filled), '', ...details(it.root)];
    case 'table':
      return it.folded === undefined ? tableLines(it.head, it.rows) : filled(it.folded, columns);
    case 'quote':
      return [...hung('  | ', it.text), `  | — ${oneLine(it.by)}`];
    case 'pre':
      return plain(it.text)
        .split('\n')
        .map((line) => `  | ${line}`);
    case 'figure': {
      const { head, rows } = chartTable(it.chart);
      const cells = rows.map((row) => row.map((cell): Text => [cell]));
      return [...tableLines(head, cells), ...(it.chart.whole ? filled(it.chart.whole, columns) : [])];
    }
    case 'bars':
      return [oneLine(it.title), ...barsText(it).map((line) => `  ${line}`)];
    case 'question':
      return hung('? ', it.text);
    default:
      return it satisfies never;
  }
}

function procedure({ title, who, lines, anchor }: Procedure, n: number): string[] {
  const by = who === undefined ? anchor : `${anchor}, ${who}`;
  return [
    ...hung(`  ${n + 1}. `, `${title}  [${by}]`),
    ...lines.flatMap(({ label, text: said }) => hung(`     ${label}: `, plainOf(said), '       ')),
  ];
}

/** What the drawing has no room for: what to look at, why an answer leads where it does, how to tell causes apart. */
function details(root: CheckNode): string[] {
  const questions = checksOf(root).flatMap(({ mark, ask, look, query, link, branches }) => [
    ...hung(`${mark}. `, ask),
    ...hung('   Look at: ', look, '     '),
    ...(query === undefined ? [] : hung('   Query: ', query, '     ')),
    ...(link === undefined ? [] : hung('   Page: ', link, '     ')),
    ...branches.flatMap(({ label, because, to }) =>
      hung(`   - ${oneLine(label)} → ${'mark' in to ? to.mark : '?'}: `, because, '     '),
    ),
  ]);
  const causes = causesOf(root).flatMap((cause) => [
    ...hung('', `${causeTitle(cause)} [${cause.category}]`),
    ...hung('   Looks like: ', cause.means, '     '),
    ...hung('   Mitigation: ', sentenceEnd(cause.remedy.text), '     '),
    ...(cause.otherwise === undefined ? [] : hung('   Otherwise: ', cause.otherwise, '     ')),
  ]);
  return [...questions, '', ...causes];
}

/** Narrow tables keep their columns. Wide tables become one block per row, so that nothing is cut. */
function tableLines(head: string[], rows: Text[][]): string[] {
  const cells = rows.map((row) => row.map(plainOf));
  const widths = head.map((title, n) =>
    Math.max(title.length, ...cells.map((row) => [...(row[n] ?? '')].length)),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, 0);
  if (total <= columns) {
    const line = (row: string[]) =>
      `  ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd();
    return [line(head), ...cells.map(line)];
  }
  return cells.flatMap(([first = '', ...rest]) => [
    ...hung('  - ', first),
    ...rest.flatMap((cell, n) => hung(`      ${head[n + 1] ?? ''}: `, cell, '        ')),
  ]);
}

/** A text after its lead, with further lines indented below it. */
function hung(lead: string, words: string, margin = ' '.repeat([...lead].length)): string[] {
  const first = filled(words, columns - lead.length)[0] ?? '';
  const rest = oneLine(words).slice(first.length).trim();
  return [
    `${lead}${first}`.trimEnd(),
    ...(rest === '' ? [] : filled(rest, columns - margin.length).map((line) => `${margin}${line}`)),
  ];
}

function filled(words: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(words).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function plainOf(it: Text): string {
  return oneLine(it.map(pieceOf).join(''));
}

function pieceOf(it: Inline): string {
  if (typeof it === 'string') return it;
  if ('strong' in it) return it.strong;
  if ('code' in it) return it.code;
  if ('here' in it || it.text === it.link) return it.text;
  return `${it.text} (${it.link})`;
}
