import { count } from '../domain/plain.ts';
import { type Block, type Document, paragraph } from './document.ts';
import { markdown } from './markdown.ts';

/**
 * What Slack's canvases take: 300 cells a table, and 1,048,576 characters a change.
 * Source: docs.slack.dev/surfaces/canvases, docs.slack.dev/reference/methods/canvases.edit.
 */
const cellsMost = 300;
const charactersMost = 1_000_000;

/**
 * A document as the Markdown of a canvas. It loses no block silently: where a table or the whole is too long for one, it
 * says how much is missing and where it stands.
 * @param elsewhere where the whole of it is, in words: `in the channel’s files`
 */
export function canvasMarkdown(document: Document, elsewhere: string): string {
  const fitting = document.blocks.flatMap((block) => fitted(block, elsewhere));
  for (let kept = fitting.length; ; kept = Math.floor(kept * 0.8)) {
    const rest = fitting.length - kept;
    const left =
      rest === 0 ? [] : [paragraph(`${count(rest, 'more paragraph')} did not fit in here: ${elsewhere}.`)];
    const text = markdown({ ...document, blocks: [...fitting.slice(0, kept), ...left] });
    if (text.length <= charactersMost || kept === 0) return text;
  }
}

function fitted(block: Block, elsewhere: string): Block[] {
  if (block.type !== 'table' || block.folded !== undefined) return [block];
  const rows = Math.floor(cellsMost / Math.max(1, block.head.length)) - 1;
  const rest = block.rows.length - rows;
  if (rest <= 0) return [block];
  return [
    { ...block, rows: block.rows.slice(0, rows) },
    paragraph(`${count(rest, 'more row')} did not fit in here: ${elsewhere}.`),
  ];
}
