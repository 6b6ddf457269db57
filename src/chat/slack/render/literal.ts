import { visible } from '../../kit/literal.ts';

/** Makes untrusted text harmless for Slack's formats. See render.md. */

/** Escapes the three characters that Slack's text formats read as syntax. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const lookAlikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼' };

/**
 * A string that mrkdwn shows exactly: nothing in it becomes a mention, link, format, quote or emoji. A character that
 * would open or close a format is replaced by one that looks alike. Inside a word (`airb_refusal_ratio`) it stays, so
 * that people can copy names.
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
