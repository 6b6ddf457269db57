import { describe, expect, it } from 'vitest';
import { barsSvg, barsText } from '../../../src/documents/bars.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import { text } from '../../../src/documents/text.ts';
import { type Grouping, groupings } from '../../../src/domain/report/groups.ts';
import { periodSince } from '../../../src/domain/report/period.ts';
import { report } from '../../../src/domain/report/report.ts';
import type { Tally } from '../../../src/domain/report/tally.ts';
import { reportCard } from '../../../src/views/report/card.ts';
import { reportCsv } from '../../../src/views/report/csv.ts';
import { reportDocument } from '../../../src/views/report/document.ts';
import { sampleLibrary } from '../../support/sample-library.ts';
import { seededYear, yearsEnd } from '../../support/seeded-year.ts';

const year = seededYear();

function over(since: string, by?: Grouping, tallies: Tally[] = year) {
  const period = periodSince(since, yearsEnd);
  if (period === undefined) throw new Error('no period');
  return report(tallies, sampleLibrary(), { period, by, trusted: false });
}

describe('the report for people', () => {
  it('over the seeded year says what an engineering manager asks, on a terminal, in Markdown and in chat', () => {
    const said = text(reportDocument(over('26w', 'system')));
    expect(said).toContain('1 Jun to 30 Nov 2026, beside the 182 days before; all times UTC');
    expect(said).toMatch(/^ {2}contain +23 min +41 min .* 63 of 63 +33 min +faster by 30 %$/m);
    expect(said).toMatch(/^ {2}private incidents +4 /m);
    expect(said).not.toContain('data-exposure');
    for (const line of said.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(markdown(reportDocument(over('26w', 'system')))).toContain('| contain | 23 min |');
    const card = JSON.stringify(reportCard(over('26w', 'system'), 'https://airb.example/report'));
    expect(card).toContain('median of 63, 9 of 10 within 41 min; faster by 30 %');
    expect(card).toContain('4 private incidents counted without names');
  });

  it('of nothing says so, with – for every number that nobody can say', () => {
    const quiet = over('1d', 'system', []);
    const said = text(reportDocument(quiet));
    expect(said).toContain('No incident was opened in this time.');
    expect(said).toMatch(/^Median time to contain +–$/m);
    expect(said).toMatch(/^Updates on time +–$/m);
    expect(JSON.stringify(reportCard(quiet, 'https://airb.example/report'))).toContain(
      '0 incidents from 29 Nov to 30 Nov 2026',
    );
    // One incident that nobody acknowledged, contained or wrote of.
    const one = { ...(year[0] as Tally), openedAt: yearsEnd - 1, reached: {}, phase: 'triage' as const };
    expect(text(reportDocument(over('1d', 'month', [one])))).toMatch(
      /^ {2}contain +– +– +– +0 of 1 +– +too few to compare$/m,
    );
  });
});

describe('the report as CSV', () => {
  const rows = (csv: string) => csv.split('\r\n').map((line) => line.split(','));

  it('has a row for each group with as many cells as the head, seconds, and nothing for none', () => {
    for (const by of [undefined, ...groupings]) {
      const [head = [], ...all] = rows(reportCsv(over('26w', by)));
      expect(head[0]).toBe(by === undefined ? 'month' : by);
      for (const row of all) expect(row).toHaveLength(head.length);
      expect(
        all
          .flat()
          .slice(1)
          .every((cell) => !/NaN|undefined|Infinity/.test(cell)),
      ).toBe(true);
    }
    const [head = [], month = []] = rows(reportCsv(over('1d', 'month', [])));
    expect(month[head.indexOf('contained_n')]).toBe('0');
    expect(month[head.indexOf('contained_median_s')]).toBe('');
  });

  it('runs nothing where a spreadsheet opens it, whatever a system was called', () => {
    for (const system of ['=cmd|calc', '+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', 'a,"b"\r\n=1']) {
      const tally = { ...(year[0] as Tally), system, openedAt: yearsEnd - 1, private: false };
      const [, first = ''] = reportCsv(over('1d', 'system', [tally])).split(/\r\n(?=.)/);
      expect(first.replace(/^"/, ''), system).not.toMatch(/^[\s]*[=+\-@]/);
      expect(reportCsv(over('1d', 'system', [tally])).split('\r\n')).toHaveLength(2);
    }
  });
});

describe('bars', () => {
  const bars = {
    title: 'Times',
    bars: [
      { label: '<b>', value: 4, shown: '4 min' },
      { label: 'none', shown: '–' },
      { label: 'zero', value: 0, shown: '0' },
    ],
  };

  it('tell what is nothing from what is not there, and take no markup from a label', () => {
    expect(barsText(bars)).toEqual([`<b>   ${'█'.repeat(32)} 4 min`, 'none   –', 'zero   0']);
    const svg = barsSvg(bars);
    expect(svg).not.toContain('<b>');
    expect(svg.match(/class="none"/g)).toHaveLength(1);
    expect(barsSvg({ title: 'empty', bars: [] })).not.toContain('NaN');
  });
});
