/** How a suggested name is set off from its sentence. */
const marks = { code: ['`', '`'], quotes: ['“', '”'] } as const;
type Marks = keyof typeof marks;

/**
 * The one sentence for a misspelt word, wherever one is refused.
 * @param as `code` where backticks become type, `quotes` where they would be read as they stand
 * @returns `Did you mean `rollback`?`; undefined when no candidate is near
 */
export function suggest(word: string, candidates: readonly string[], as?: Marks): string | undefined {
  const near = closest(word, candidates);
  return near === undefined ? undefined : didYouMean(near, as);
}

/** The same sentence where the word stands for something else than itself: a short form of a command, say. */
export function didYouMean(name: string, as: Marks = 'code'): string {
  const [open, close] = marks[as];
  return `Did you mean ${open}${name}${close}?`;
}

/**
 * The candidate a misspelt word most likely meant, when one is near enough to be worth saying. Near is what a slip of the
 * fingers makes: a third of the word's letters may be missing, added, wrong or swapped with their neighbour, but always
 * one and never more than three. Upper and lower case are the same. Of two equally near the first wins.
 * @param most slips, where a wrong guess would do harm
 */
export function closest(word: string, candidates: readonly string[], most = 3): string | undefined {
  const wanted = word.toLowerCase();
  const reach = Math.min(most, Math.max(1, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let bestDistance = reach + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > reach) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment: insertions, deletions, replacements and swapped neighbours each count one. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
