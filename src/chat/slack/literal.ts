/** Untrusted text made harmless, and cut to Slack's lengths. See render.md. */

/** Controls and format characters (bidi overrides and isolates, zero widths) other than tab and newline. */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Without the characters that hide or turn round what follows them. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** At most `max` UTF-16 units (Slack's own count is no wider), marked with an ellipsis, never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

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
