/**
 * Untrusted text made safe to print: without control characters and without the invisible characters that reorder a
 * line (bidi overrides and isolates). Line breaks stay.
 */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu, '');
}

/** The same as `plain`, on one line. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/**
 * Cuts text to a length and marks the cut with an ellipsis; never splits a surrogate pair.
 * @param max characters, at least 1
 */
export function cut(text: string, max: number): string {
  const letters = [...text];
  return letters.length <= max
    ? text
    : `${letters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function inSeries(words: string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** First letter upper case, the rest as it is. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A title as it stands inside a sentence: `Refusal rate` → `refusal rate`; `RAG index` stays. */
export function inSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** Adds a full stop unless the text already ends like a sentence. */
export function sentenceEnd(text: string): string {
  return /[.!?…]["”’)]?$/.test(text) ? text : `${text}.`;
}

/** `1 step`, `3 steps`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The address when it is http or https; undefined for anything else, which must not become a link. */
export function safeUrl(url: string): string | undefined {
  return /^https?:\/\/[^\s"'<>\\]+$/i.test(url) ? url : undefined;
}
