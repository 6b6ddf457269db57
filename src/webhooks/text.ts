// Joiners stay: Persian and Indic scripts and many emoji need them, and they can't reorder a line.
const invisible = /(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu;
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const breaksButLines = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]/gu;
const plain = /^[ -~]*$/;
const plainLines = /^[\n\t -~]*$/;
// Asking Unicode about each character of a text costs more than all else that is done with it: only those outside ASCII are asked.
const foreign = /[^ -~]+/g;
const foreignInLines = /[^\n\t -~]+/g;

/**
 * Foreign text as one line. Control characters become a space; bidirectional controls and other invisible characters
 * are removed; the rest is cut to `max` UTF-16 units without splitting a character.
 */
export function line(text: string, max: number): string {
  const clean = plain.test(text)
    ? text
    : text
        .replace(foreign, (some) => some.replace(invisible, '').replace(breaks, ' '))
        .replace(/ {2,}/g, ' ');
  return cut(clean.trim(), max);
}

/** Like `line`, but line breaks and tabs stay. */
export function paragraph(text: string, max: number): string {
  if (plainLines.test(text)) return cut(text, max);
  const clean = text
    .replaceAll('\r\n', '\n')
    .replace(foreignInLines, (some) => some.replace(invisible, '').replace(breaksButLines, ' '));
  return cut(clean, max);
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
