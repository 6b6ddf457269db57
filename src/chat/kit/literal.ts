/** Untrusted text made harmless in itself, before a platform's own syntax is looked at. */

/** Control and format characters (bidi overrides and isolates, zero widths), except tab and newline. */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text without the characters that hide other characters or reverse their order. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** At most `max` UTF-16 units, since no chat counts more; a cut ends with an ellipsis and never splits a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The address when it is http or https. Nothing else becomes a link. */
export function webAddress(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.href.length <= 3000 ? url.href : undefined;
}
