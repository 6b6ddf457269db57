import { visible } from '../../kit/literal.ts';

/** Makes foreign text harmless for Teams. See render.md for which element parses what. */

/** An invisible character that no syntax uses. */
const joiner = '\u2060';

/** Both kinds of text turn this into a date in the reader's zone. */
const dateFunction = /\{\{(?=(?:DATE|TIME)\()/g;

/** A string for the inside of a TextRun, where Teams parses nothing but its date functions. */
export function runLiteral(text: string): string {
  return visible(text).replace(dateFunction, `{${joiner}{`);
}

/**
 * A string that a TextBlock shows exactly: nothing in it becomes a mention, link, list or format. A character that
 * would open or close a format is replaced by one that looks alike. Where only several characters together are syntax,
 * an invisible joiner separates them. Source of the syntax:
 * learn.microsoft.com/adaptive-cards/authoring-cards/text-features. The web client reads CommonMark, so all of
 * CommonMark is covered.
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

/** Replaces `/airb` in a quoted command, because people call airb in Teams by mention. */
export function asMention(text: string): string {
  return text.replace(/(^|[\s`“"(])\/airb(?![\w/-])/g, '$1@airb');
}
