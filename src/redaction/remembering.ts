/** A set of texts that forgets. */
export interface Remembered {
  has(text: string): boolean;
  add(text: string): void;
}

/**
 * A set that keeps the texts of late and forgets others. A list in the order of use would be kept up with every look; here
 * the newer half takes over what is asked for again, and the older half goes as a whole.
 * @param most how many it holds at most
 */
export function remembering(most: number): Remembered {
  let newer = new Set<string>();
  let older = new Set<string>();
  function add(text: string): void {
    newer.add(text);
    if (newer.size < most / 2) return;
    older = newer;
    newer = new Set();
  }
  return {
    has(text) {
      if (newer.has(text)) return true;
      if (!older.has(text)) return false;
      add(text);
      return true;
    },
    add,
  };
}
