import { count, oneLine, plain, safeUrl } from '../domain/plain.ts';
import { clockTime } from '../domain/time.ts';
import { barsText } from './bars.ts';
import { chartTable } from './chart-rows.ts';
import type { Block, Chart, Document, Inline, Procedure, Text } from './document.ts';
import { openQuestions } from './document.ts';
import { outline, type Point } from './outline.ts';

/**
 * A document as GitHub-flavoured Markdown. Literal text stays text: it can't add formats, links, mentions, HTML or
 * lists.
 */
export function markdown(document: Document): string {
  const waiting = openQuestions(document);
  const top = [
    `# ${escapeMarkdown(document.title)}`,
    `*${escapeMarkdown(document.kicker)}*`,
    waiting === 0
      ? ''
      : `> **${count(waiting, 'question')} to the author**, marked ❓: the log can't answer them.`,
    document.facts.map((fact) => `- **${escapeMarkdown(fact.label)}:** ${inline(fact.value)}`).join('\n'),
  ];
  const parts = [...top, ...document.blocks.map(block)].filter((part) => part !== '');
  return `${parts.join('\n\n')}\n`;
}

function block(it: Block): string {
  switch (it.type) {
    case 'heading':
      return `${'#'.repeat(it.level)} ${escapeMarkdown(it.text)}`;
    case 'paragraph':
      return inline(it.text);
    case 'list':
      return it.items.map((item, i) => `${it.ordered ? `${i + 1}.` : '-'} ${inline(item)}`).join('\n');
    case 'table':
      return it.folded === undefined ? table(it.head, it.rows) : escapeMarkdown(it.folded);
    case 'steps':
      return it.items.map(procedure).join('\n');
    case 'decision':
      return point(outline(it.root), '');
    case 'quote':
      return quote(it.text, it.by);
    case 'pre':
      return fenced(it.text);
    case 'figure':
      return figure(it.chart);
    case 'bars':
      return `**${escapeMarkdown(it.title)}**\n\n${fenced(barsText(it).join('\n'))}`;
    case 'question':
      return `> ❓ **Question:** ${escapeMarkdown(it.text)}`;
    default:
      return it satisfies never;
  }
}

/** A fence longer than any in the text, so that the text can't end it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${plain(text)}\n${fence}`;
}

function procedure({ title, who, lines }: Procedure, index: number): string {
  const by = who === undefined ? '' : ` (${escapeMarkdown(who)})`;
  const said = lines.map(({ label, text }) => `   - ${escapeMarkdown(label)}: ${inline(text)}`);
  return [`${index + 1}. **${escapeMarkdown(title)}**${by}`, ...said].join('\n');
}

/** Ends lines inside one point with a backslash, which breaks the line without a new paragraph. */
function point({ lines, points }: Point, margin: string): string {
  const said = lines.map((line) => inline(line)).join(`\\\n${margin}  `);
  return [`${margin}- ${said}`, ...points.map((one) => point(one, `${margin}  `))].join('\n');
}

function table(head: string[], rows: Text[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(row.map((cell) => inline(cell, true))));
  return [line(head.map(escapeMarkdown)), line(head.map(() => '---')), ...body].join('\n');
}

function quote(text: string, by: string): string {
  const lines = plain(text)
    .split('\n')
    .map((line) => `> ${escapeMarkdown(line)}`);
  return [...lines, '>', `> — ${escapeMarkdown(by)}`].join('\n');
}

function figure(chart: Chart): string {
  const marks = chart.markers
    .map((mark) => `- ${clockTime(mark.at)} ${escapeMarkdown(mark.label)}`)
    .join('\n');
  const { head, rows } = chartTable(chart);
  return [
    `**${escapeMarkdown(chart.title)}**`,
    table(
      head,
      rows.map((row) => row.map((cell): Text => [cell])),
    ),
    escapeMarkdown(chart.whole ?? ''),
    chart.moments === undefined ? marks : '',
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function inline(text: Text, inTable = false): string {
  return text.map((it) => piece(it, inTable)).join('');
}

function piece(it: Inline, inTable: boolean): string {
  if (typeof it === 'string') return escapeMarkdown(it);
  if ('strong' in it) return strong(it.strong);
  if ('code' in it) return code(it.code, inTable);
  // Links within airb lead nowhere in a Markdown file, so only their text stays.
  if ('here' in it) return escapeMarkdown(it.text);
  const url = safeUrl(it.link);
  return url === undefined ? escapeMarkdown(it.text) : `[${escapeMarkdown(it.text)}](${target(url)})`;
}

/**
 * An address as every reader of Markdown takes it: angle brackets only where its own brackets would end it, as not all know
 * them. A bar would end a cell of a table, and a backtick begin code.
 */
function target(url: string): string {
  const plainly = url.replaceAll('|', '%7C').replaceAll('`', '%60');
  return /[()]/.test(plainly) ? `<${plainly}>` : plainly;
}

/** Puts spaces outside the asterisks, which only work next to a letter. */
function strong(text: string): string {
  const escaped = escapeMarkdown(text);
  return `**${escaped.trim()}**${/\s$/.test(escaped) ? ' ' : ''}`;
}

function code(text: string, inTable: boolean): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${inTable ? line.replaceAll('|', '\\|') : line}${pad}${fence}`;
}

/**
 * Literal text for any place of a Markdown line. Backslashes stop formats and autolinks. The word joiner after an at
 * sign stops mentions and e-mail links, because hosts look for those after the backslashes are gone.
 */
export function escapeMarkdown(text: string): string {
  const edge = { start: /^\s/.test(text), end: /\s$/.test(text) };
  const line = oneLine(text)
    .replace(/[\\`*_[\]<>|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/:\/\//g, '\\://')
    .replace(/\b(www|mailto|xmpp)([.:])/gi, '$1\\$2')
    .replaceAll('@', '@\u2060')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[#+=-]/, '\\$&')
    .replace(/#(?=\d)/g, '\\#');
  return `${edge.start ? ' ' : ''}${line}${edge.end && line !== '' ? ' ' : ''}`;
}
