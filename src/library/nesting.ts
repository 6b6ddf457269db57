import { Lexer } from 'yaml';

/** Real files go six deep. */
const deepest = 24;
const longestPiece = 20_000;

/**
 * Finds where a text nests too deeply, before it is parsed. The parser recurses, and a few kilobytes of `[` can end the
 * whole process in a way that no catch can stop.
 * @returns the offset of the first token too deep or piece too long
 */
export function tooDeep(text: string): { offset: number; what: string } | undefined {
  let offset = 0;
  let flow = 0;
  let inRow = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow--;
    if (/^[-?:&!*]/.test(token)) inRow++;
    else if (!marks.has(token) && token.trim() !== '') inRow = 0;
    const indent = /^ +$/.test(token) ? token.length / 2 : 0;
    if (flow > deepest || indent > deepest * 2 || inRow > deepest)
      return { offset, what: 'the data nests too deeply here' };
    if (token.length > longestPiece) return { offset, what: 'this piece of text is too long' };
    if (!marks.has(token)) offset += token.length;
  }
  return undefined;
}

/** Tokens the lexer adds that are not in the text: document start, scalar start, flow error end. */
const marks = new Set(['\u0002', '\u0018', '\u001f']);
