/**
 * Is a model's name one that can come to mean another model? Such aliases have no number of their own, or a word for
 * "whatever is newest".
 */
export function floats(version: string): boolean {
  return !/\d/.test(version) || /\b(?:latest|newest|current|stable|preview|auto|default)\b/i.test(version);
}
