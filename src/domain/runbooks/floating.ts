/**
 * True when a model's name may mean another model later. Such an alias has no number of its own, or a word such as
 * "latest".
 */
export function floats(version: string): boolean {
  return !/\d/.test(version) || /\b(?:latest|newest|current|stable|preview|auto|default)\b/i.test(version);
}
