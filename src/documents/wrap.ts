/** Widths of letters as shares of the font size, generous enough for the system fonts of all platforms. */
const narrow = /[iljtfrI.,:;'’|!()[\]\-·]/;
const wide = /[mwMW@%—→…]/;

/**
 * The width of a text in a sans-serif font, in the unit of `size`. It is estimated rather too wide, because an SVG
 * can't measure.
 * @param size font size
 */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const letter of text) {
    if (letter === ' ') width += 0.31;
    else if (narrow.test(letter)) width += 0.37;
    else if (wide.test(letter)) width += 0.93;
    else if (letter > '\u2e7f') width += 1.05;
    else if (/\p{Lu}/u.test(letter)) width += 0.71;
    else width += 0.585;
  }
  return width * size;
}

/**
 * Breaks a text into lines that fit; a word longer than a line is broken too.
 * @param size font size, in the unit of `width`
 * @param most the most lines; when there would be more, the last one ends with an ellipsis
 */
export function wrapped(
  text: string,
  { width, size, most }: { width: number; size: number; most?: number },
): string[] {
  const lines: string[] = [];
  let line = '';
  const flush = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const word of text.trim().split(/\s+/)) {
    for (const piece of pieces(word, width, size)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (widthOf(longer, size) <= width) line = longer;
      else {
        flush();
        line = piece;
      }
    }
  }
  flush();
  if (most === undefined || lines.length <= most) return lines;
  return shortened(lines.slice(0, most), width, size);
}

function shortened(lines: string[], width: number, size: number): string[] {
  const last = [...(lines.at(-1) ?? '')];
  while (last.length > 0 && widthOf(`${last.join('')}…`, size) > width) last.pop();
  return [...lines.slice(0, -1), `${last.join('').trimEnd()}…`];
}

function pieces(word: string, width: number, size: number): string[] {
  if (widthOf(word, size) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && widthOf(piece + letter, size) > width) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...found, piece];
}
