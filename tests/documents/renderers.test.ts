import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../src/documents/chart.ts';
import { type Block, type Chart, type Document, paragraph, question } from '../../src/documents/document.ts';
import { html } from '../../src/documents/html.ts';
import { markdown } from '../../src/documents/markdown.ts';
import { at } from '../support/worked-example.ts';

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '**bold** _italic_ ~~struck~~ `code`',
  '[link](https://evil.example) ![image](https://evil.example/x.png)',
  'https://evil.example and www.evil.example and a@evil.example',
  '@everyone <!channel>',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '| a | b |',
  '---',
  '&lt;b&gt;',
  '\\`escaped\\`',
  '[ref]: https://evil.example',
  '"><svg onload=alert(1)>',
  'line\n\n# next\n- list',
];

const about = (...blocks: Block[]): Document => ({ title: 'INC-1', kicker: 'draft', facts: [], blocks });

/** What a reader would see of rendered HTML. */
function seen(rendered: string): string {
  return rendered
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll('\u2060', '')
    .replace(/\s+/g, ' ');
}

const places: [string, (text: string) => Block, RegExp][] = [
  ['a paragraph', (text) => paragraph(text), /<(?!\/?(h1|p|em)>)/],
  ['a list', (text) => ({ type: 'list', items: [[text]] }), /<(?!\/?(h1|p|em|ul|li)>)/],
  [
    'a table cell',
    (text) => ({ type: 'table', caption: 'c', head: ['h'], rows: [[[text]]] }),
    /<(?!\/?(h1|p|em|table|thead|tbody|tr|th|td)>)/,
  ],
  ['a quotation', (text) => ({ type: 'quote', text, by: 'Eve' }), /<(?!\/?(h1|p|em|blockquote)>)/],
  ['a question', (text) => question(text), /<(?!\/?(h1|p|em|blockquote|strong)>)/],
];

describe('hostile text in Markdown', () => {
  for (const [place, block, beyond] of places) {
    it.each(hostile)(`stays text in ${place}: %j`, async (text) => {
      const rendered = await marked.parse(markdown(about(block(text))));
      expect(rendered).not.toMatch(beyond);
      expect(seen(rendered)).toContain(text.replace(/\s+/g, ' ').trim());
    });
  }

  it('in an address can’t end its link, nor the cell that it stands in', async () => {
    const links = ['https://a.example/x?a=1|2', 'https://a.example/x_(y)`z`'].map((link) => [
      [{ link, text: 'the issue' }],
      ['open'],
    ]);
    const table: Block = { type: 'table', caption: 'c', head: ['Where', 'Is'], rows: links };
    const text = markdown(about(table, paragraph({ link: 'https://a.example/i/7', text: 'INC-7' })));
    expect(text).toContain('[INC-7](https://a.example/i/7)');
    const rendered = await marked.parse(text);
    expect(
      [...rendered.matchAll(/<a href="([^"]+)">the issue<\/a><\/td>\n<td>open/g)].map((it) => it[1]),
    ).toEqual(['https://a.example/x?a=1%7C2', 'https://a.example/x_(y)%60z%60']);
  });

  it('can’t break out of code', async () => {
    const rendered = await marked.parse(markdown(about(paragraph({ code: 'v1` <b>x</b> ``v2' }))));
    expect(seen(rendered)).toContain('v1` <b>x</b> ``v2');
    expect(rendered).not.toContain('<b>');
  });

  it('can’t mention anybody', () => {
    expect(markdown(about(paragraph('ask @ops-team')))).not.toContain('@ops-team');
  });
});

describe('hostile text in HTML', () => {
  it.each(hostile)('stays text: %j', (text) => {
    const page = html(
      about(...places.map(([, block]) => block(text)), paragraph({ strong: text }, { code: text })),
    );
    expect(page).not.toMatch(/<script|<img|<svg|<b>x|onerror=alert\(1\)>/i);
    expect(seen(page)).toContain(text.replace(/\s+/g, ' ').trim());
  });

  it('links only to the web', () => {
    const page = html(about(paragraph({ link: 'javascript:alert(1)', text: 'click' })));
    expect(page).toContain('<p>click</p>');
    const fine = html(about(paragraph({ link: 'https://example.org/a?b=1&c=2', text: 'click' })));
    expect(fine).toContain('<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">click</a>');
  });

  it('loads nothing and runs nothing', () => {
    const page = html(about(paragraph('x')));
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });
});

describe('a question to the author', () => {
  it('is marked in both forms and counted at the top', async () => {
    const document = about(question('Why?'), question('Who?'));
    expect(markdown(document)).toContain('> ❓ **Question:** Why?');
    expect(markdown(document)).toContain('**2 questions to the author**');
    expect(html(document)).toContain('2 questions to the author');
    expect(html(document)).toContain('<b>Question to the author</b>Why?');
  });
});

describe('a chart', () => {
  const chart: Chart = {
    title: 'Refusals <b>',
    description: 'From 19 % to 5 %.',
    panels: [
      {
        title: 'Refusal rate',
        unit: 'ratio',
        baseline: 0.04,
        points: [
          { at: at('14:10'), value: 0.19 },
          { at: at('14:30'), value: 0.05 },
        ],
      },
    ],
    markers: [
      { at: at('14:10'), label: 'Incident opened', kind: 'opened' },
      { at: at('14:10:10'), label: 'Rolled back', kind: 'rollback' },
    ],
  };

  it('is named and described for people who can’t see it', () => {
    expect(chartSvg(chart)).toContain('<title>Refusals &lt;b&gt;</title><desc>From 19 % to 5 %.</desc>');
  });

  it('draws higher values higher, time to the right, and the normal line between', () => {
    const [first, last] = [...chartSvg(chart).matchAll(/class="dot" cx="([\d.]+)" cy="([\d.]+)"/g)].map(
      (it) => ({
        x: Number(it[1]),
        y: Number(it[2]),
      }),
    );
    const normal = Number(/class="normal" x1="[\d.]+" x2="[\d.]+" y1="([\d.]+)"/.exec(chartSvg(chart))?.[1]);
    expect(first?.x).toBeLessThan(last?.x ?? 0);
    expect(first?.y).toBeLessThan(last?.y ?? 0);
    expect(last?.y).toBeLessThan(normal);
  });

  it('keeps markers of the same minute apart', () => {
    const rows = [...chartSvg(chart).matchAll(/<circle cx="[\d.]+" cy="(\d+)" r="9"/g)].map((it) => it[1]);
    expect(new Set(rows).size).toBe(2);
  });

  it('has its readings as a table in both forms', () => {
    const document = about({ type: 'figure', chart });
    expect(markdown(document)).toContain('| 14:30 | 5 % |');
    expect(html(document)).toMatch(/14:30<\/td><td class="brief">5\u00a0%/);
  });

  it('folds its readings, and stacks every other table on a narrow page', () => {
    expect(html(about({ type: 'figure', chart }))).toMatch(/<details><summary>The readings behind the chart/);
    const table: Block = {
      type: 'table',
      caption: 'Rollbacks',
      head: ['Part', 'Result'],
      rows: [[['a'], ['b']]],
    };
    expect(html(about(table))).toContain('<table class="stacked">');
    expect(html(about(table))).toContain('data-label="Result"');
  });

  it('is nothing when there is nothing to draw', () => {
    expect(chartSvg({ ...chart, panels: [] })).toBe('');
  });

  it('survives a single reading of zero', () => {
    const panel = { title: 'Errors', unit: 'count' as const, points: [{ at: at('14:10'), value: 0 }] };
    expect(chartSvg({ ...chart, panels: [panel], markers: [] })).not.toMatch(/NaN|Infinity/);
  });
});
