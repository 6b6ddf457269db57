import type { Block, Text } from '../../documents/document.ts';
import { paragraph } from '../../documents/document.ts';

const address = /https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g;

/**
 * Somebody's words as blocks: paragraphs between empty lines, lines with `- ` as a list, lines with `> ` as a quote whose
 * source stands after a dash. Everything else in them is literal text.
 */
export function proseOf(text: string): Block[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap(partOf);
}

function partOf(part: string): Block[] {
  const lines = part.split('\n').map((line) => line.trim());
  if (lines.every((line) => /^[-*•]\s/.test(line)))
    return [{ type: 'list', items: lines.map((line) => linked(line.slice(1).trim())) }];
  if (lines.every((line) => line.startsWith('>')))
    return [quoteOf(lines.map((line) => line.slice(1).trim()))];
  // A list below its sentence, as people write it.
  const list = lines.findIndex((line) => /^[-*•]\s/.test(line));
  if (list > 0) return [...partOf(lines.slice(0, list).join('\n')), ...partOf(lines.slice(list).join('\n'))];
  return [paragraph(...linked(lines.join(' ')))];
}

function quoteOf(lines: string[]): Block {
  const last = lines.at(-1) ?? '';
  const source = /^[—–-]\s*(.+)$/.exec(last)?.[1];
  const said = source === undefined || lines.length === 1 ? lines : lines.slice(0, -1);
  return { type: 'quote', text: said.join('\n'), by: source ?? 'from the log' };
}

function linked(text: string): Text {
  const pieces: Text = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ link: match[0], text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** Blocks of prose as the words that make them, to begin from when somebody writes there. */
export function wordsFor(blocks: Block[]): string {
  return blocks
    .flatMap((block) => {
      if (block.type === 'paragraph') return [flat(block.text)];
      if (block.type === 'list') return [block.items.map((item) => `- ${flat(item)}`).join('\n')];
      if (block.type !== 'quote') return [];
      return [[...block.text.split('\n'), `— ${block.by}`].map((line) => `> ${line}`).join('\n')];
    })
    .join('\n\n');
}

/** A text without its marks, its pieces joined. */
export function flat(text: Text): string {
  return text
    .map((it) => {
      if (typeof it === 'string') return it;
      if ('strong' in it) return it.strong;
      return 'code' in it ? it.code : it.text;
    })
    .join('');
}
