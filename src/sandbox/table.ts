/**
 * A record keyed by words from outside. It inherits nothing, so that `__proto__` or `constructor` in an address or a
 * payload is a key like any other: nothing is found under it before somebody put it there, and writing it reaches
 * nothing else.
 */
export function table<T>(entries: Readonly<Record<string, T>> = {}): Record<string, T> {
  const made: Record<string, T> = Object.create(null);
  for (const [key, value] of Object.entries(entries)) made[key] = value;
  return made;
}

/** Puts a value two keys deep, as `block_id` → `action_id` → state stands in a view. */
export function put<T>(
  into: Record<string, Record<string, T>>,
  [outer, inner]: [string, string],
  value: T,
): void {
  into[outer] = table(into[outer]);
  into[outer][inner] = value;
}
