/** The index an arrow key leads to, wrapping at the ends; null when the key is no movement. */
export function nextIndex(key: string, { at, last }: { at: number; last: number }): number | null {
  if (key === 'ArrowDown') return at >= last ? 0 : at + 1;
  if (key === 'ArrowUp') return at <= 0 ? last : at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return null;
}
