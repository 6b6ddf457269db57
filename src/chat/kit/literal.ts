/** Untrusted text made harmless in itself, before a platform's own syntax is looked at. */

/** Controls and format characters (bidi overrides and isolates, zero widths) other than tab and newline. */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Without the characters that hide or turn round what follows them. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** At most `max` UTF-16 units (no chat counts wider), marked with an ellipsis, never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The address when it is a web one: nothing else is made clickable. */
export function webAddress(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.href.length <= 3000 ? url.href : undefined;
}
