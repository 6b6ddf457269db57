import { visible } from '../../kit/literal.ts';

/** Foreign text made harmless for Teams. See render.md for which element parses what. */

/** Takes part in no syntax and is not drawn. */
const joiner = '\u2060';

/** Both kinds of text turn these into a date of the reader's zone. */
const dateFunction = /\{\{(?=(?:DATE|TIME)\()/g;

/** A string for the inside of a TextRun, where Teams parses nothing but its date functions. */
export function runLiteral(text: string): string {
  return visible(text).replace(dateFunction, `{${joiner}{`);
}

/**
 * A string for the inside of a TextBlock, shown as it is: nothing in it becomes a mention, link, list or format.
 * Characters that would open or close a format are replaced by a twin; elsewhere an invisible joiner parts what is
 * syntax only together. Source of the syntax: learn.microsoft.com/adaptive-cards/authoring-cards/text-features; the web
 * client reads CommonMark, so all of it is taken care of.
 */
export function markdownLiteral(text: string): string {
  return runLiteral(text)
    .replace(/\\(?=[!-/:-@[-`{-~])/g, `\\${joiner}`)
    .replaceAll('*', '∗')
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, (run) => 'ˍ'.repeat(run.length))
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/\](?=[(:[])/g, `]${joiner}`)
    .replaceAll('<', `<${joiner}`)
    .replace(/&(?=#|[a-z])/gi, `&${joiner}`)
    .replace(/^([ \t]*)(?=[-+#>=]|\d+[.)])/gm, `$1${joiner}`)
    .replaceAll('\n', '\n\n');
}

/** `/airb` where a command is quoted: in Teams it is spoken to with a mention. */
export function asMention(text: string): string {
  return text.replace(/(^|[\s`“"(])\/airb(?![\w/-])/g, '$1@airb');
}
