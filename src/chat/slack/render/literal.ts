import { visible } from '../../kit/literal.ts';

/** Untrusted text made harmless for Slack's formats. See render.md. */

/** The three characters Slack's text formats read as syntax. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const lookAlikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼' };

/**
 * A string for the inside of an mrkdwn text, shown as it is: nothing in it becomes a mention, link, format, quote
 * or emoji. Where a character would open or close a format it is replaced by its twin; inside a word
 * (`airb_refusal_ratio`) it stays, so that names can be copied.
 */
export function mrkdwnLiteral(text: string): string {
  const twins = visible(text)
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])[*_~]+|[*_~]+(?![\p{L}\p{N}])/gu, (run) =>
      [...run].map((char) => lookAlikes[char] ?? char).join(''),
    )
    .replace(/^(\s*)>/gm, '$1›')
    .replace(/:(?=[a-z0-9_+'-]+:)/gi, ':\u2060');
  return escaped(twins);
}
