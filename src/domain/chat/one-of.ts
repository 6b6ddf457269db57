import { suggest } from '../suggest.ts';

/** Longer words are cut before they are compared with anything. */
export const longestWord = 40;

/** “There is no role “scrib”.”, with the nearest role and all there are. */
export function notOneOf(choice: {
  word: string;
  what: string;
  of: readonly string[];
  words?: string[];
}): string {
  const word = choice.word.slice(0, longestWord);
  const suggestion = suggest(word, choice.words ?? choice.of, 'quotes');
  return `There is no ${choice.what} “${word}”.${suggestion ? ` ${suggestion}` : ''} Choose from: ${choice.of.join(', ')}.`;
}
