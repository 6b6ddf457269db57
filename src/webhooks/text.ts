// Joiners stay: Persian and Indic scripts and many emoji need them, and they can't reorder a line.
const invisible = /(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu;
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const breaksButLines = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]/gu;
const plain = /^[ -~]*$/;
// Asking Unicode about each character of a text costs more than all else that is done with it: only those outside ASCII are
// asked, and none where a text has nothing from the ranges in which such characters lie. The story of it holds them to Unicode.
const hidden =
  '\\x7f-\\x9f\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufeff\\ufff0-\\ufffb';
const doubtful = new RegExp(`[\\0-\\x1f${hidden}]`);
const doubtfulInLines = new RegExp(`[\\0-\\x08\\x0b-\\x1f${hidden}]`);
const foreign = /[^ -~]+/g;
const foreignInLines = /[^\n\t -~]+/g;

/**
 * Foreign text as one line. Control characters become a space; bidirectional controls and other invisible characters
 * are removed; the rest is cut to `max` UTF-16 units without splitting a character.
 */
export function line(text: string, max: number): string {
  if (plain.test(text)) return cut(text.trim(), max);
  const clean = doubtful.test(text)
    ? text.replace(foreign, (some) => some.replace(invisible, '').replace(breaks, ' '))
    : text;
  return cut(clean.replace(/ {2,}/g, ' ').trim(), max);
}

/** Like `line`, but line breaks and tabs stay. */
export function paragraph(text: string, max: number): string {
  if (!doubtfulInLines.test(text)) return cut(text, max);
  const clean = text
    .replaceAll('\r\n', '\n')
    .replace(foreignInLines, (some) => some.replace(invisible, '').replace(breaksButLines, ' '));
  return cut(clean, max);
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
