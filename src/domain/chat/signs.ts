/** Every sign people and their keyboards write for a dash, as the inside of a character class. */
export const dash = '\\-\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d';

/** The text with everything in quotes blotted out, letter for letter, so that places stay the same. */
export function withoutQuoted(text: string): string {
  return text.replace(/"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]/g, (quoted) => '"'.repeat(quoted.length));
}
