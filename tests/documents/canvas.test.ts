import { describe, expect, it } from 'vitest';
import { canvasMarkdown } from '../../src/documents/canvas.ts';
import { type Block, type Document, paragraph } from '../../src/documents/document.ts';

const of = (blocks: Block[]): Document => ({ title: 'INC-1', kicker: 'Draft', facts: [], blocks });

describe('a document for a canvas', () => {
  it('has no table of more than 300 cells, and says what is missing and where it is', () => {
    const rows = Array.from({ length: 120 }, (_, n) => [[`row ${n}`], ['a | b'], ['c']]);
    const table: Block = { type: 'table', caption: 'The log', head: ['UTC', 'Who', 'What'], rows };
    const text = canvasMarkdown(of([table]), 'the files hold it');
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    expect(lines.length - 1).toBe(100);
    expect(text).toContain('21 more rows did not fit in here: the files hold it.');
  });

  it('stays below the length that Slack takes, with as much of the beginning as fits', () => {
    const long = Array.from({ length: 60 }, (_, n) => paragraph(`${n} ${'word '.repeat(5000)}`));
    const text = canvasMarkdown(of(long), 'the files hold it');
    expect(text.length).toBeLessThan(1_048_576);
    expect(text).toMatch(/0 word[\s\S]*more paragraphs did not fit in here: the files hold it\.\n$/);
  });
});
