import { count, oneLine, plain, safeUrl } from '../domain/plain.ts';
import { show } from '../domain/signals/reading.ts';
import { clockTime } from '../domain/time.ts';
import { barsSvg } from './bars.ts';
import { chartSvg } from './chart.ts';
import { chartRows } from './chart-rows.ts';
import type { Block, Chart, Document, Inline, Procedure, Text } from './document.ts';
import { openQuestions } from './document.ts';
import { escapeHtml } from './escape.ts';
import { outline, type Point } from './outline.ts';
import { page } from './page.ts';
import { treeSvg } from './tree-svg.ts';

/** A document as one self-contained HTML page: no script, nothing loaded, readable on paper. */
export function html(document: Document): string {
  const waiting = openQuestions(document);
  const asked = waiting === 0 ? '' : `<p class="asked">${count(waiting, 'question')} to the author</p>`;
  const body = [
    '<div class="frame with-nav">',
    contents(document.blocks),
    '<main id="content">',
    `<p class="kicker">${escapeHtml(document.kicker)}</p>`,
    `<h1>${escapeHtml(document.title)}</h1>`,
    asked,
    factsHtml(document.facts),
    ...document.blocks.map((it, i) => blockHtml(it, i)),
    '</main></div>',
  ];
  return page(document.title, body.join('\n'));
}

/** Short facts side by side. */
export function factsHtml(facts: { label: string; value: Text }[]): string {
  const items = facts.map((it) => `<div><dt>${escapeHtml(it.label)}</dt><dd>${inline(it.value)}</dd></div>`);
  return `<dl class="facts">${items.join('')}</dl>`;
}

/** Blocks of a document as HTML, for pages with a frame of their own. */
export function blocksHtml(blocks: Block[]): string {
  return blocks.map((it, i) => blockHtml(it, i)).join('\n');
}

function contents(blocks: Block[]): string {
  const links = blocks.flatMap((it, i) =>
    it.type === 'heading' && it.level === 2 ? [`<li><a href="#s${i}">${escapeHtml(it.text)}</a></li>`] : [],
  );
  return `<nav aria-label="Contents"><strong>Contents</strong><ol>${links.join('')}</ol></nav>`;
}

/** One block; `index` tells its heading from the others of the page. */
export function blockHtml(it: Block, index: number): string {
  switch (it.type) {
    case 'heading':
      return `<h${it.level} id="s${index}"${it.page ? ' class="page"' : ''}>${escapeHtml(it.text)}</h${it.level}>`;
    case 'paragraph':
      return `<p>${inline(it.text)}</p>`;
    case 'list': {
      const tag = it.ordered ? 'ol' : 'ul';
      return `<${tag}>${it.items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
    }
    case 'table':
      return it.folded === undefined
        ? table(it)
        : `<details><summary>${together(escapeHtml(it.folded))}</summary>${table(it)}</details>`;
    case 'steps':
      return `<ol class="steps">${it.items.map(procedure).join('')}</ol>`;
    case 'decision': {
      const list = `<ul class="outline">${point(outline(it.root))}</ul>`;
      return `<figure class="drawn">${treeSvg(it.root, it.title)}</figure>${list}`;
    }
    case 'quote':
      return `<blockquote>${escapeHtml(it.text)}<footer>${escapeHtml(it.by)}</footer></blockquote>`;
    case 'pre':
      return `<pre tabindex="0">${escapeHtml(plain(it.text))}</pre>`;
    case 'figure':
      return figure(it.chart);
    case 'bars':
      return `<figure class="small">${barsSvg(it)}<figcaption>${escapeHtml(it.title)}</figcaption></figure>`;
    case 'question':
      return `<div class="ask" role="note"><b>Question to the author</b>${escapeHtml(it.text)}</div>`;
    default:
      return it satisfies never;
  }
}

function procedure({ anchor, title, who, lines }: Procedure): string {
  const by = who === undefined ? '' : ` <span class="who">${escapeHtml(who)}</span>`;
  const said = lines.map(({ label, text }) => `<dt>${escapeHtml(label)}</dt><dd>${inline(text)}</dd>`);
  return `<li id="${escapeHtml(anchor)}"><strong>${together(escapeHtml(title))}</strong>${by}<dl>${said.join('')}</dl></li>`;
}

function point({ anchor, lines, points }: Point): string {
  const at = anchor === undefined ? '' : ` id="${escapeHtml(anchor)}"`;
  const below = points.length === 0 ? '' : `<ul>${points.map(point).join('')}</ul>`;
  return `<li${at}>${lines.map((line) => `<p>${inline(line)}</p>`).join('')}${below}</li>`;
}

function table(it: Omit<Extract<Block, { type: 'table' }>, 'type'>): string {
  // On a phone a row stands as lines of its own: what lies to the right of the screen, nobody finds.
  const stacked = it.stacked ?? true;
  const head = it.head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const shape = it.head.map((_, column) => width(it.rows.map((row) => row[column] ?? [])));
  const rows = it.rows.map((row) => {
    const cells = row.map((cell, column) => {
      const label = stacked ? ` data-label="${escapeHtml(it.head[column] ?? '')}"` : '';
      return `<td class="${shape[column] ?? ''}"${label}>${inline(cell)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const names = [...(it.dense ? ['dense'] : []), ...(stacked ? ['stacked'] : [])];
  const shown = names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  const caption = it.caption === '' ? '' : `<caption>${escapeHtml(it.caption)}</caption>`;
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(it.caption)}"><table${shown}>` +
    `${caption}<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}

/** Keeps short columns on one line, so that long ones get more room. */
function width(cells: Text[]): string {
  const longest = Math.max(0, ...cells.map((cell) => cell.map(letters).join('').length));
  if (longest > 48) return 'long';
  return longest <= 16 ? 'brief' : '';
}

function letters(it: Inline): string {
  if (typeof it === 'string') return it;
  if ('strong' in it) return it.strong;
  return 'code' in it ? it.code : it.text;
}

function figure(chart: Chart): string {
  const marks = chart.markers.map(
    (it, i) => `<li class="${it.kind}"><b>${i + 1}</b>${clockTime(it.at)} ${escapeHtml(it.label)}</li>`,
  );
  const normal = chart.panels.map(
    (it): Text => [it.baseline === undefined ? '–' : show(it.baseline, it.unit)],
  );
  const rows = [[['normal'], ...normal], ...chartRows(chart).map((row) => row.map((cell): Text => [cell]))];
  const head = ['UTC', ...chart.panels.map((it) => it.title)];
  return [
    `<figure><div class="scroll" tabindex="0" role="region" aria-label="Chart">${chartSvg(chart)}</div>`,
    `<figcaption><strong>${escapeHtml(chart.title)}.</strong> The dashed line is what is normal${chart.panels.some(({ inRange }) => inRange) ? ', the band what counts as in range' : ''}.`,
    `<ol class="legend">${marks.join('')}</ol></figcaption></figure>`,
    '<details><summary>The readings behind the chart</summary>',
    `${table({ caption: '', head, rows, dense: true, stacked: false })}</details>`,
  ].join('');
}

/** Literal text with its marked-up pieces. */
export function inline(text: Text): string {
  return text.map(piece).join('');
}

/** Keeps a number and its unit on one line. */
function together(text: string): string {
  return text.replace(/(\d) (?=%|(?:min|s|h|days|tokens)\b)/g, '$1\u00a0');
}

function piece(it: Inline): string {
  if (typeof it === 'string') return together(escapeHtml(it));
  if ('strong' in it) return `<strong>${together(escapeHtml(it.strong))}</strong>`;
  if ('code' in it) return `<code>${escapeHtml(oneLine(it.code))}</code>`;
  if ('here' in it) return `<a href="${escapeHtml(it.here)}">${escapeHtml(it.text)}</a>`;
  const url = safeUrl(it.link);
  return url === undefined
    ? escapeHtml(it.text)
    : `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${escapeHtml(it.text)}</a>`;
}
